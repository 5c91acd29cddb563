import { type GraphProto, type ModelProto, type NodeProto, valueInfo } from '@onnc/onnx'
import type { Tensor } from '@onnc/support'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { check, float, graphAttribute, model, scalar } from './graph-model.ts'
import { node, weights } from './random-model.ts'

const x: Tensor = { type: 'float32', shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)) }
const integer = { kind: 'tensor', elementType: 7, shape: [] } as const
const truth = { kind: 'tensor', elementType: 9, shape: [] } as const

/** A recurrence whose body multiplies its state with a matrix, of the body or of the graph around it, and gives each state. */
function loopModel({ rounds, inside, opset = 17 }: { rounds: number; inside: boolean; opset?: number }): ModelProto {
  const matrix = weights('w', [4, 4], 1)
  const body: GraphProto = {
    name: 'body',
    node: [
      node('MatMul', ['state', 'w'], ['product']),
      node('Cast', ['i'], ['round'], { to: 1 }),
      node('Add', ['product', 'round'], ['sum']),
      node('Tanh', ['sum'], ['next']),
      node('Identity', ['going'], ['still']),
    ],
    initializer: inside ? [matrix] : [],
    input: [valueInfo('i', integer), valueInfo('going', truth), valueInfo('state', float([3, 4])), valueInfo('first', float([3, 4]))],
    output: ['still', 'next', 'first', 'next', 'product'].map((name) => valueInfo(name, null)),
  }
  const loop: NodeProto = {
    opType: 'Loop',
    name: 'cell',
    input: ['rounds', '', 'x', 'x'],
    output: ['last', 'same', 'states', 'products'],
    attribute: [graphAttribute('body', body)],
  }
  const message = model({
    node: [loop, node('Add', ['last', 'same'], ['y'])],
    initializer: [scalar('rounds', 'int64', rounds), ...(inside ? [] : [matrix])],
    input: [valueInfo('x', float([3, 4]))],
    output: [valueInfo('y', float([3, 4])), valueInfo('states', float(null)), valueInfo('products', float(null))],
  })
  return { ...message, opsetImport: [{ domain: '', version: opset }] }
}

test.each([
  { rounds: 1, inside: false },
  { rounds: 5, inside: true },
  { rounds: 5, inside: false, opset: 11 },
])('a loop of $rounds rounds streams through one tile, its matrix in the body: $inside', async (shape) => {
  expect(await check(loopModel(shape), new Map([['x', x]]))).toMatchObject({ streams: shape.rounds, tiles: 1 })
})

test('a loop without rounds, and one of more rounds than a program should hold, stay loops', async () => {
  expect(await check(loopModel({ rounds: 0, inside: true }), new Map([['x', x]]))).toMatchObject({ streams: 0, kernels: 1 })
  expect(await check(loopModel({ rounds: 5000, inside: true }), new Map([['x', x]]))).toMatchObject({ streams: 0, kernels: 1 })
})

test('a condition that the body computes keeps a loop', async () => {
  const message = loopModel({ rounds: 5, inside: true })
  const body = message.graph!.node![0]!.attribute![0]!.g!
  body.node!.splice(-1, 1, node('Not', ['going'], ['still']))
  expect(await check(message, new Map([['x', x]]))).toMatchObject({ streams: 0 })
})

test('scans in both directions and along any axis equal ONNX Runtime', async () => {
  const scan = fc.record({
    inputAxis: fc.constantFrom(0, 1, 2, -1),
    outputAxis: fc.constantFrom(0, 1, -1),
    backwardIn: fc.boolean(),
    backwardOut: fc.boolean(),
    length: fc.integer({ min: 1, max: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(scan, async ({ inputAxis, outputAxis, backwardIn, backwardOut, length }) => {
      const shape = [2, 4]
      shape.splice(inputAxis < 0 ? 3 + inputAxis : inputAxis, 0, length)
      const body: GraphProto = {
        name: 'body',
        node: [node('MatMul', ['slice', 'w'], ['product']), node('Add', ['product', 'state'], ['next']), node('Relu', ['next'], ['out'])],
        input: [valueInfo('state', float([2, 3])), valueInfo('slice', float([2, 4]))],
        output: [valueInfo('next', float([2, 3])), valueInfo('out', float([2, 3]))],
      }
      const step = node('Scan', ['zero', 'x'], ['last', 'all'], {
        num_scan_inputs: 1,
        scan_input_axes: [inputAxis],
        scan_output_axes: [outputAxis],
        scan_input_directions: [Number(backwardIn)],
        scan_output_directions: [Number(backwardOut)],
      })
      step.attribute!.push(graphAttribute('body', body))
      const message = model({
        node: [step],
        initializer: [weights('w', [4, 3], 2), weights('zero', [2, 3], 3)],
        input: [valueInfo('x', float(shape))],
        output: [valueInfo('last', float([2, 3])), valueInfo('all', float(null))],
      })
      const data = Float32Array.from({ length: 8 * length }, (_, i) => Math.cos(i))
      expect(await check(message, new Map([['x', { type: 'float32', shape, data } as Tensor]]))).toMatchObject({
        streams: length,
        tiles: 1,
      })
    }),
    { numRuns: 12 },
  )
})

test.each([0, 1])('of a branch that a constant decides, the one taken is compiled alone (%i)', async (condition) => {
  const branch = (opType: string): GraphProto => ({
    name: opType,
    node: [node(opType, ['x'], ['h']), node('MatMul', ['h', 'w'], ['out'])],
    initializer: [weights('w', [4, 2], opType.length)],
    output: [valueInfo('out', float([3, 2]))],
  })
  const choose: NodeProto = {
    opType: 'If',
    name: 'choose',
    input: ['c'],
    output: ['y'],
    attribute: [graphAttribute('then_branch', branch('Relu')), graphAttribute('else_branch', branch('Neg'))],
  }
  const message = model({
    node: [choose],
    initializer: [scalar('c', 'bool', condition)],
    input: [valueInfo('x', float([3, 4]))],
    output: [valueInfo('y', float([3, 2]))],
  })
  expect(await check(message, new Map([['x', x]]))).toMatchObject({ streams: 1, tiles: 1 })
})

test('a loop within a loop is written out, too, and names of the model stay apart from those of rounds', async () => {
  const inner = loopModel({ rounds: 2, inside: false }).graph!.node![0]!
  const outer: GraphProto = {
    name: 'outer',
    node: [{ ...inner, input: ['two', '', 'state', 'state'], output: ['a', 'b', 'c', 'd'] }, node('Identity', ['going'], ['still'])],
    input: [valueInfo('i', integer), valueInfo('going', truth), valueInfo('state', float([3, 4]))],
    output: ['still', 'a'].map((name) => valueInfo(name, null)),
  }
  const message = model({
    node: [
      { opType: 'Loop', name: 'cell', input: ['two', 'yes', 'x'], output: ['cell/0/a'], attribute: [graphAttribute('body', outer)] },
      node('Neg', ['cell/0/a'], ['y']),
    ],
    initializer: [scalar('two', 'int64', 2), scalar('yes', 'bool', 1), weights('w', [4, 4], 1)],
    input: [valueInfo('x', float([3, 4]))],
    output: [valueInfo('y', float([3, 4]))],
  })
  expect(await check(message, new Map([['x', x]]))).toMatchObject({ streams: 4, tiles: 1 })
})
