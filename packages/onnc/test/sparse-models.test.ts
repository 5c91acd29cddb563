import { compareTensors, createSession } from '@onnc/ort'
import { decodeModel, encodeModel, type ModelProto, onnx, tensorFromProto, tensorToProto, type TensorProto } from '@onnc/onnx'
import { createRandom, packElements, type Result, type Tensor, type TensorData } from '@onnc/support'
import { repositoryRoot } from '@onnc/testing'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { defaultPipeline } from '../src/compile-choices.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-sparse-'))
afterAll(() => rmSync(folder, { recursive: true }))

function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

/** A convolution, a transposed one, and products; two nodes share `w`, `v` is a Constant node. */
function mixedModel(): ModelProto {
  const constant = {
    opType: 'Constant',
    name: 'v_node',
    output: ['v'],
    attribute: [{ name: 'value', type: onnx.AttributeProto.AttributeType.TENSOR, t: { ...weights('v', [6, 5], 4), name: null } }],
  }
  const bytes = modelBytes({
    inputs: { x: [1, 3, 6, 6] },
    outputs: ['y', 'z'],
    nodes: [
      constant,
      node('Conv', ['x', 'k'], ['a'], { pads: [1, 1, 1, 1] }),
      node('Relu', ['a'], ['b']),
      node('ConvTranspose', ['b', 't'], ['c']),
      node('MatMul', ['x', 'w'], ['d']),
      node('MatMul', ['d', 'w'], ['e']),
      node('MatMul', ['e', 'v'], ['y']),
      node('ReduceMean', ['c'], ['z']),
    ],
    initializers: [weights('k', [4, 3, 3, 3], 1), weights('t', [4, 2, 2, 2], 2), weights('w', [6, 6], 3)],
  })
  return unwrap(decodeModel(bytes, 'mixed'))
}

const shares = { k: 0.5, t: 0.25, w: 0.75, v: 0.4 }
const pipeline = 'sparsify{layers=Conv_a,t,w,v sparsity=0.5,0.25,0.75,0.4},cluster-weights{levels=8}'

/** What the passes should have made of a tensor, in plain words. */
function zeroSmallest(values: Float32Array, share: number): Float32Array {
  const order = [...values.keys()].toSorted((a, b) => Math.abs(values[a]!) - Math.abs(values[b]!) || a - b)
  const out = values.slice()
  for (const i of order.slice(0, Math.ceil(share * values.length))) out[i] = 0
  return out
}

function constants(model: ModelProto): Map<string, Float32Array> {
  const tensors = [
    ...(model.graph!.initializer ?? []),
    ...(model.graph!.node ?? []).filter((n) => n.opType === 'Constant').map((n) => ({ ...n.attribute![0]!.t!, name: n.output![0]! })),
  ]
  return new Map(tensors.map((t) => [t.name!, unwrap(tensorFromProto(t)).data as Float32Array]))
}

const input: Tensor = (() => {
  const random = createRandom(9)
  return { type: 'float32', shape: [1, 3, 6, 6], data: Float32Array.from({ length: 108 }, () => 2 * random.uniform() - 1) }
})()

describe('from ONNX to ONNX', () => {
  const model = join(folder, 'mixed.onnx')
  const sparse = join(folder, 'sparse.onnx')

  test('initializers and Constant nodes are sparse, each once, and nothing else changes', async () => {
    writeFileSync(model, encodeModel(mixedModel()))
    const { exitCode, err } = await runOnnc('transform', model, '-o', sparse, '--remarks', '--pipeline', pipeline.split(',cluster')[0]!)
    expect(exitCode).toBe(0)
    expect(err.match(/are zero/g)).toHaveLength(4)
    const [before, after] = [constants(mixedModel()), constants(unwrap(decodeModel(readFileSync(sparse), sparse)))]
    for (const [name, share] of Object.entries(shares)) expect(after.get(name)).toEqual(zeroSmallest(before.get(name)!, share))
  })

  test('ONNX Runtime computes with them what it computes with weights changed by hand', async () => {
    const byHand = mixedModel()
    const change = (t: TensorProto): TensorProto => {
      const { shape, data } = unwrap(tensorFromProto(t))
      const share = shares[(t.name ?? 'v') as keyof typeof shares] ?? shares.v
      return tensorToProto({ type: 'float32', shape, data: zeroSmallest(data as Float32Array, share) }, t.name ?? '')
    }
    byHand.graph!.initializer = byHand.graph!.initializer!.map(change)
    const attribute = byHand.graph!.node![0]!.attribute![0]!
    attribute.t = { ...change(attribute.t!), name: null }
    const expected = unwrap(unwrap(createSession(encodeModel(byHand))).run(new Map([['x', input]])))
    const found = unwrap(unwrap(createSession({ file: sparse })).run(new Map([['x', input]])))
    for (const [name, tensor] of expected) expect(compareTensors(found.get(name)!, tensor, { relative: 0, ofMaximum: 0 }).pass).toBe(true)
  })

  test('what is sparse and clustered compiles as if the passes had run in the compiler, and equals ONNX Runtime', async () => {
    const both = join(folder, 'both.onnx')
    expect((await runOnnc('transform', model, '-o', both, '--pipeline', pipeline)).exitCode).toBe(0)
    for (const values of constants(unwrap(decodeModel(readFileSync(both), both))).values())
      expect(new Set(values).size).toBeLessThanOrEqual(8)
    const emit = ['--emit', 'mrr', '--generic', '--pipeline'] as const
    const rest = 'lower-to-mvm,attach-affine,gather-electronic,tile,assign-banks,plan-calibration'
    const [compiled, throughFile] = [
      await runOnnc('compile', model, ...emit, `${pipeline},${rest}`),
      await runOnnc('compile', both, ...emit, rest),
    ]
    expect(compiled.exitCode).toBe(0)
    expect(compiled.out).toBe(throughFile.out)
    expect(await runOnnc('run', both, '--random-inputs', '3', '--compare')).toMatchObject({ exitCode: 0 })
  })

  test('the same again gives the same bytes', async () => {
    const again = join(folder, 'again.onnx')
    await runOnnc('transform', model, '-o', again, '--pipeline', pipeline)
    const once = readFileSync(again)
    await runOnnc('transform', model, '-o', again, '--pipeline', pipeline)
    expect(Buffer.compare(once, readFileSync(again))).toBe(0)
  })
})

test('weights in a file of their own stay in one', async () => {
  const inside = mixedModel()
  const parts: Uint8Array[] = []
  let offset = 0
  const outside = mixedModel()
  outside.graph!.initializer = inside.graph!.initializer!.map((message): TensorProto => {
    const { type, data } = unwrap(tensorFromProto(message))
    const bytes = packElements(type as 'float32', data as TensorData)
    const entries = { location: 'weights.bin', offset: String(offset), length: String(bytes.length) }
    parts.push(bytes)
    offset += bytes.length
    return {
      name: message.name!,
      dataType: 1,
      dims: message.dims!,
      dataLocation: 1,
      externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
    }
  })
  const file = join(folder, 'outside.onnx')
  writeFileSync(file, encodeModel(outside))
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(parts))
  const [fromFile, fromModel] = [join(folder, 'o1.onnx'), join(folder, 'o2.onnx')]
  writeFileSync(join(folder, 'inside.onnx'), encodeModel(inside))
  expect((await runOnnc('transform', file, '-o', fromFile, '--pipeline', pipeline)).exitCode).toBe(0)
  expect((await runOnnc('transform', join(folder, 'inside.onnx'), '-o', fromModel, '--pipeline', pipeline)).exitCode).toBe(0)
  const [found, expected] = [fromFile, fromModel].map((f) => unwrap(unwrap(createSession({ file: f })).run(new Map([['x', input]]))))
  expect(found).toEqual(expected)
})

test.each([
  ['sparsify{sparsity=2}', "option 'sparsity' of pass 'sparsify' must be numbers from 0 to 1, found '2'"],
  ['sparsify{sparsity=nan}', "must be numbers from 0 to 1, found 'nan'"],
  ['sparsify{sparsity=0.5 layers=conv9}', "no layer is named 'conv9'; layers are "],
  ['cluster-weights{levels=0}', "must be integers from 2 to 4096, found '0'"],
])('%s is refused, and no file is left', async (bad, message) => {
  const model = join(repositoryRoot, 'test-models/digits-mlp/model.onnx')
  const output = join(folder, 'never.onnx')
  const { exitCode, err } = await runOnnc('transform', model, '-o', output, '--pipeline', bad)
  expect(exitCode).toBe(2)
  expect(err).toContain(message)
  expect(() => readFileSync(output)).toThrow()
})

test('no share and the whole share: nothing changes, and a warning for each layer', async () => {
  const model = join(repositoryRoot, 'test-models/digits-mlp/model.onnx')
  const output = join(folder, 'edge.onnx')
  expect(await runOnnc('transform', model, '-o', output, '--pipeline', 'sparsify{sparsity=0}')).toMatchObject({ exitCode: 0 })
  const { exitCode, err } = await runOnnc('transform', model, '-o', output, '--pipeline', 'sparsify{sparsity=1}')
  expect(exitCode).toBe(0)
  expect(err.match(/warning: .*all weights of '.*' are zero now/g)).toHaveLength(3)
})

test('the manual shows what the passes say today', async () => {
  const manual = readFileSync(join(repositoryRoot, 'docs/how-to/make-a-sparse-network.md'), 'utf8')
  const pipeline = /onnc transform [^']*--pipeline '([^']*)'/.exec(manual)![1]!
  const model = join(repositoryRoot, 'test-models/digits-cnn/model.onnx')
  const { err } = await runOnnc('transform', model, '-o', join(folder, 'manual.onnx'), '--remarks', '--pipeline', pipeline)
  expect(manual).toContain(err)
  const compile = /onnc compile [^']*--pipeline '([^']*)'/.exec(manual)![1]!
  expect(compile.replace('sparsify{sparsity=0.3},cluster-weights,', '')).toBe(defaultPipeline)
  expect((await runOnnc('compile', model, '-o', join(folder, 'manual.mrr'), '--pipeline', compile)).exitCode).toBe(0)
})

test.each([
  'sparsify{structure=rows sparsity=0.5}',
  'sparsify{structure=columns sparsity=0.3},cluster-weights{levels=3 scope=model}',
  'sparsify{sparsity=1}',
])('%s: rows, columns and layers of zeros compile to what ONNX Runtime computes', async (zeros) => {
  const output = join(folder, 'zeros.onnx')
  const model = join(repositoryRoot, 'test-models/small-ops/model.onnx')
  expect((await runOnnc('transform', model, '-o', output, '--pipeline', zeros)).exitCode).toBe(0)
  expect(await runOnnc('run', output, '--random-inputs', '3', '--compare')).toMatchObject({ exitCode: 0 })
})
