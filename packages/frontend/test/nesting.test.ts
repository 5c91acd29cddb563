import { encodeModel, type GraphProto, type ModelProto, type NodeProto } from '@onnc/onnx'
import { expect, test } from 'vitest'

import { importMessage } from '../src/index.ts'

const node = (opType: string, domain = ''): NodeProto => ({ opType, domain, input: ['a'], output: ['b'] })

const branches = (graph: GraphProto): NodeProto => ({
  opType: 'If',
  input: ['yes'],
  output: ['b'],
  attribute: ['then_branch', 'else_branch'].map((name) => ({ name, type: 5, g: graph })),
})

const float = (name: string, ...sizes: number[]): NonNullable<GraphProto['input']>[number] => ({
  name,
  type: { tensorType: { elemType: 1, shape: { dim: sizes.map((dimValue) => ({ dimValue })) } } },
})

/** Calls go by `c`, so that no graph hides a value of the one around it. */
function nested(depth: number): GraphProto {
  const inside = depth === 0 ? node('Relu') : branches(nested(depth - 1))
  return { name: `depth ${depth}`, node: [{ ...inside, output: [`c${depth}`] }], output: [float(`c${depth}`, 2)] }
}

const edges = {
  input: [float('a', 2), { name: 'yes', type: { tensorType: { elemType: 9, shape: {} } } }],
  output: [float('b', 2)],
}

async function refusal(model: ModelProto): Promise<string> {
  const imported = await importMessage(model, { dims: new Map() })
  return imported.ok ? 'none' : imported.diagnostics.map((d) => `${d.code}: ${d.message}`).join()
}

const opsetImport = [{ version: 21 }, { domain: 'f', version: 1 }]

test('subgraphs may nest, but not without end', async () => {
  const model = (depth: number): ModelProto => ({
    irVersion: 10,
    opsetImport: [{ version: 21 }],
    // One branch of each is enough to nest, and keeps the model small.
    graph: { name: 'g', ...edges, node: [{ ...branches(nested(depth)), output: ['b'] }] },
  })
  expect(await refusal(model(3))).toBe('none')
})

test('what decodes can still be too deep', async () => {
  let graph: GraphProto = { name: 'inner', node: [{ ...node('Relu'), output: ['c'] }], output: [float('c', 2)] }
  for (let depth = 0; depth < 26; depth++) {
    graph = { name: 'g', node: [{ opType: 'Loop', input: ['', 'yes'], output: ['c'], attribute: [{ name: 'body', type: 5, g: graph }] }] }
  }
  const model = { irVersion: 10, opsetImport: [{ version: 21 }], graph: { ...graph, ...edges } }
  expect(() => encodeModel(model)).not.toThrow()
  expect(await refusal(model)).toMatch(/^graphs-too-deep/)
})

test('functions that call functions', async () => {
  // Function i calls function i + 1, in a branch where `inBranch` says so.
  const chain = (length: number, inBranch: boolean): ModelProto => ({
    irVersion: 10,
    opsetImport,
    functions: Array.from({ length }, (_, i) => {
      const isLast = i + 1 === length
      const inside = isLast ? node('Relu') : { ...node(`F${i + 1}`, 'f'), input: ['a', 'yes'] }
      const graph = (name: string): GraphProto => ({ name, node: [{ ...inside, output: [name] }], output: [float(name, 2)] })
      const body = {
        ...branches({}),
        attribute: ['then_branch', 'else_branch'].map((name, branch) => ({
          name,
          type: 5 as const,
          g: branch === 0 ? graph(`c${i}`) : { name: 'g', node: [{ ...node('Neg'), output: [`d${i}`] }], output: [float(`d${i}`, 2)] },
        })),
      }
      return { name: `F${i}`, domain: 'f', input: ['a', 'yes'], output: ['b'], node: [inBranch ? body : inside], opsetImport }
    }),
    graph: { name: 'g', ...edges, node: [{ ...node('F0', 'f'), input: ['a', 'yes'] }] },
  })
  expect(await refusal(chain(20, false))).toBe('none')
  expect(await refusal(chain(3, true))).toBe('none')
  expect(await refusal(chain(40, true))).toMatch(/^graphs-too-deep/)
  expect(await refusal(chain(20_000, false))).toMatch(/^functions-too-deep/)
})

test('functions whose nodes or names would fill the memory', async () => {
  // Each function calls the next twice; the last holds `inner`.
  const doubling = (depth: number, inner: NodeProto[], name: string): ModelProto => ({
    irVersion: 10,
    opsetImport,
    functions: Array.from({ length: depth }, (_, i) => {
      const call = (input: string, output: string): NodeProto => ({ ...node(`F${i + 1}`, 'f'), name, input: [input], output: [output] })
      const body = i + 1 < depth ? [call('a', 'm'), call('m', 'b')] : inner
      return { name: `F${i}`, domain: 'f', input: ['a'], output: ['b'], node: body, opsetImport }
    }),
    graph: { name: 'g', input: edges.input, output: edges.output, node: [{ ...node('F0', 'f'), name }] },
  })
  const long = 'n'.repeat(100_000)
  expect(await refusal(doubling(3, [node('Relu')], 'n'))).toBe('none')
  expect(await refusal(doubling(30, [node('Relu')], 'n'))).toMatch(/^functions-too-large/)
  expect(await refusal(doubling(12, [node('Relu')], long))).toMatch(/^function-names-too-long/)
  expect(
    await refusal(
      doubling(
        12,
        [
          { ...node('Relu'), output: [long] },
          { ...node('Relu'), input: [long] },
        ],
        '',
      ),
    ),
  ).toMatch(/^function-names-too-long/)
  const wide = Array.from({ length: 5000 }, (_, i) => ({ ...node('Relu'), output: [`c${i}`] }))
  const branch = branches({ name: 'g', node: wide, output: [float('c0', 2)] })
  expect(await refusal(doubling(9, [{ ...branch, input: ['a'] }], ''))).toMatch(/^functions-too-large/)
})

test('an output that is an input has its type', async () => {
  const model = { irVersion: 10, opsetImport: [{ version: 21 }], graph: { name: 'g', input: [float('a', 2)], output: [float('a', 3)] } }
  expect(await refusal(model)).toBe(
    "edge-contradicts: output 'a' is declared as float32[3], but is the input of that name, declared as float32[2]",
  )
  expect(await refusal({ ...model, graph: { ...model.graph, output: [{ name: 'a' }, { name: 'a' }] } })).toBe('none')
})

test('a few bytes cannot stand for gigabytes of weights', async () => {
  const model = (size: number, count: number): ModelProto => ({
    irVersion: 10,
    opsetImport: [{ version: 21 }],
    graph: {
      name: 'g',
      input: [float('x', 1, size)],
      output: [float(`y${count}`, 1, size)],
      initializer: [{ name: 'shape', dataType: 7, dims: [2], int64Data: [size, size] }],
      node: Array.from({ length: count }, (_, i): NodeProto[] => [
        { opType: 'ConstantOfShape', input: ['shape'], output: [`w${i}`] },
        { opType: 'MatMul', input: [i === 0 ? 'x' : `y${i}`, `w${i}`], output: [`y${i + 1}`] },
      ]).flat(),
    },
  })
  expect(await refusal(model(10_000, 2))).toBe('none')
  expect(await refusal(model(10_000, 3))).toMatch(/^constants-too-large/)
  expect(await refusal(model(50_000, 1))).toMatch(/^value-too-large/)
})
