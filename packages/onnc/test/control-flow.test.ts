import { type FunctionProto, type GraphProto, type NodeProto, onnx, tensorToProto, valueInfo } from '@onnc/onnx'
import { openInProcess } from '@onnc/ort'
import type { Tensor } from '@onnc/support'
import { expect, test } from 'vitest'

import { compileMessage } from '../src/compile-model.ts'
import { check, float, graphAttribute, model, scalar, shapeOf } from './graph-model.ts'
import { node, weights } from './random-model.ts'
import { smallTarget } from './small-target.ts'

const x: Tensor = { type: 'float32', shape: [3, 4], data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)) }

test.each([0, 1])('branches use what light has computed around them (condition %i)', async (condition) => {
  const branch = (opType: string): GraphProto => ({
    name: opType,
    node: [node(opType, ['p'], ['branch']), node('MatMul', ['branch', 'inner'], ['out'])],
    initializer: [weights('inner', [5, 2], 3)],
    output: [valueInfo('out', float([3, 2]))],
  })
  const choose: NodeProto = {
    opType: 'If',
    name: 'choose',
    input: ['c'],
    output: ['chosen'],
    attribute: [graphAttribute('then_branch', branch('Relu')), graphAttribute('else_branch', branch('Neg'))],
  }
  const message = model({
    node: [node('MatMul', ['x', 'w'], ['p']), choose, node('MatMul', ['chosen', 'v'], ['y'])],
    initializer: [weights('w', [4, 5], 1), weights('v', [2, 3], 2)],
    input: [valueInfo('x', float([3, 4])), valueInfo('c', { kind: 'tensor', elementType: 9, shape: [] })],
    output: [valueInfo('y', float([3, 3]))],
  })
  const c: Tensor = { type: 'bool', shape: [], data: Uint8Array.of(condition) }
  expect(
    await check(
      message,
      new Map([
        ['x', x],
        ['c', c],
      ]),
    ),
  ).toMatchObject({ kernels: 1 })
})

test('a loop carries values, scans others, and leaves a shape that only run time knows', async () => {
  const body: GraphProto = {
    name: 'body',
    node: [node('Add', ['state', 'p'], ['next']), node('Identity', ['going'], ['still']), node('Mul', ['next', 'next'], ['scanned'])],
    input: [
      valueInfo('iteration', { kind: 'tensor', elementType: 7, shape: [] }),
      valueInfo('going', { kind: 'tensor', elementType: 9, shape: [] }),
      valueInfo('state', float([3, 5])),
    ],
    output: [valueInfo('still', null), valueInfo('next', null), valueInfo('scanned', null)],
  }
  const loop: NodeProto = {
    opType: 'Loop',
    name: 'loop',
    input: ['trips', '', 'p'],
    output: ['last', 'all'],
    attribute: [graphAttribute('body', body)],
  }
  const message = model({
    node: [node('MatMul', ['x', 'w'], ['p']), loop, node('MatMul', ['last', 'v'], ['y'])],
    initializer: [weights('w', [4, 5], 1), weights('v', [5, 3], 2)],
    input: [valueInfo('x', float([3, 4])), valueInfo('trips', { kind: 'tensor', elementType: 7, shape: [] })],
    output: [valueInfo('y', float([3, 3])), valueInfo('all', float(null))],
  })
  const trips: Tensor = { type: 'int64', shape: [], data: BigInt64Array.of(3n) }
  await check(
    message,
    new Map([
      ['x', x],
      ['trips', trips],
    ]),
  )
})

test('a sequence that is read before and after a photonic product is made in both kernels', async () => {
  const message = model({
    node: [
      node('SequenceConstruct', ['x', 'x2'], ['s']),
      node('Neg', ['x'], ['x2']),
      node('SequenceAt', ['s', 'second'], ['a']),
      node('Reshape', ['a', 'shape'], ['b']),
      node('MatMul', ['b', 'w'], ['p']),
      node('Relu', ['p'], ['q']),
      node('SequenceInsert', ['s', 'q'], ['t']),
      node('ConcatFromSequence', ['t'], ['y'], { axis: 0 }),
      node('SequenceLength', ['s'], ['n']),
    ],
    initializer: [weights('w', [4, 4], 1), scalar('second', 'int64', 1), shapeOf('shape', [3, 4])],
    input: [valueInfo('x', float([3, 4]))],
    output: [valueInfo('y', null), valueInfo('n', null)],
  })
  expect(await check(message, new Map([['x', x]]))).toMatchObject({ kernels: 2 })
})

const inner: FunctionProto = {
  name: 'Inner',
  domain: 'own',
  input: ['a'],
  output: ['b'],
  attribute: ['slope'],
  opsetImport: [{ domain: '', version: 17 }],
  node: [
    {
      opType: 'LeakyRelu',
      input: ['a'],
      output: ['b'],
      attribute: [{ name: 'alpha', type: onnx.AttributeProto.AttributeType.FLOAT, refAttrName: 'slope' }],
    },
  ],
}

function outer(opset: number): FunctionProto {
  return {
    name: 'Outer',
    domain: 'own',
    input: ['a', 'matrix'],
    output: ['product', 'a_again'],
    opsetImport: [
      { domain: '', version: opset },
      { domain: 'own', version: 1 },
    ],
    node: [
      { opType: 'Inner', domain: 'own', input: ['a'], output: ['h'], attribute: [{ name: 'slope', type: 1, f: 0.25 }] },
      { opType: 'MatMul', input: ['h', 'matrix'], output: ['product'] },
      { opType: 'Identity', input: ['a'], output: ['a_again'] },
    ],
  }
}

const calls = model({
  node: [
    { opType: 'Outer', domain: 'own', name: 'first', input: ['x', 'w'], output: ['p', ''] },
    { opType: 'Outer', domain: 'own', name: 'second', input: ['p', 'v'], output: ['y', 'z'] },
  ],
  initializer: [weights('w', [4, 5], 1), weights('v', [5, 3], 2)],
  input: [valueInfo('x', float([3, 4]))],
  output: [valueInfo('y', float([3, 3])), valueInfo('z', float([3, 5]))],
})

test('calls of functions become their nodes, so that their products go to the rings', async () => {
  const { streams } = await check({ ...calls, functions: [inner, outer(17)] }, new Map([['x', x]]))
  expect(streams).toBeGreaterThan(2)
})

test('a function for another operator set stays a call', async () => {
  const { streams, kernels } = await check({ ...calls, functions: [inner, outer(16)] }, new Map([['x', x]]))
  expect({ streams, kernels }).toEqual({ streams: 0, kernels: 1 })
})

test('functions that call themselves, or grow without bound, are refused', async () => {
  const endless = outer(17)
  const loops = {
    ...calls,
    functions: [inner, { ...endless, node: [{ opType: 'Outer', domain: 'own', input: ['a'], output: ['product'] }] }],
  }
  const grows = Array.from({ length: 40 }, (_, i): FunctionProto => {
    const call = (input: string, output: string): NodeProto => ({ opType: `F${i + 1}`, domain: 'own', input: [input], output: [output] })
    return {
      name: i === 0 ? 'Outer' : `F${i}`,
      domain: 'own',
      input: ['a'],
      output: ['product'],
      opsetImport: [{ domain: '', version: 17 }],
      node: i === 39 ? [{ opType: 'Relu', input: ['a'], output: ['product'] }] : [call('a', 'h'), call('h', 'product')],
    }
  })
  for (const [message, expected] of [
    [loops, "function 'Outer' calls itself"],
    [{ ...calls, functions: grows }, 'the functions of the model become more than 200000 nodes'],
  ] as const) {
    const dimensions = { dims: new Map(), openRuntime: openInProcess }
    const compiled = await compileMessage(message, { target: smallTarget(4, 5), dimensions, exact: true })
    expect(compiled.ok ? [] : compiled.diagnostics.map((d) => d.message)).toEqual([expected])
  }
})

test('sparse weights, as an initializer and as a constant, are the dense ones they stand for', async () => {
  const values = tensorToProto({ type: 'float32', shape: [3], data: Float32Array.of(0.5, -1.5, 2) }, 'w')
  const indices = tensorToProto({ type: 'int64', shape: [3], data: BigInt64Array.of(0n, 7n, 19n) }, '')
  const constant: NodeProto = {
    opType: 'Constant',
    output: ['v'],
    attribute: [
      {
        name: 'sparse_value',
        type: onnx.AttributeProto.AttributeType.SPARSE_TENSOR,
        sparseTensor: { values: { ...values, name: '' }, indices, dims: [5, 4] },
      },
    ],
  }
  const message = model({
    node: [constant, node('MatMul', ['x', 'w'], ['p']), node('MatMul', ['p', 'v'], ['y'])],
    sparseInitializer: [{ values, indices, dims: [4, 5] }],
    input: [valueInfo('x', float([3, 4]))],
    output: [valueInfo('y', float([3, 4]))],
  })
  const { streams, kernels } = await check(message, new Map([['x', x]]))
  expect(kernels).toBe(0)
  expect(streams).toBeGreaterThan(1)
})
