import { repositoryRoot } from '@onnc/testing'
import { decodeModel, encodeModel, type ModelProto, type TensorProto, tensorFromProto } from '@onnc/onnx'
import { packElements, type TensorData } from '@onnc/support'
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { modelBytes, node, weights } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-external-'))
afterAll(() => rmSync(folder, { recursive: true }))

const original = join(repositoryRoot, 'test-models/digits-mlp/model.onnx')

/** The model with all initializers in `weights.bin`, each from a multiple of 64 bytes on, and that file. */
function withExternalData(): { model: Uint8Array; weights: Uint8Array } {
  const decoded = decodeModel(readFileSync(original), original)
  if (!decoded.ok) throw new Error('no model')
  const model: ModelProto = decoded.value
  const parts: Uint8Array[] = []
  let offset = 0
  model.graph!.initializer = model.graph!.initializer!.map((message): TensorProto => {
    const tensor = tensorFromProto(message)
    if (!tensor.ok || tensor.value.type === 'string') throw new Error('no numbers')
    const bytes = packElements(tensor.value.type, tensor.value.data as TensorData)
    const entries = { location: 'weights.bin', offset: String(offset), length: String(bytes.length) }
    const padded = new Uint8Array(Math.ceil(bytes.length / 64) * 64)
    padded.set(bytes)
    parts.push(padded)
    offset += padded.length
    const { name = null, dataType = null, dims = [] } = message
    return { name, dataType, dims, dataLocation: 1, externalData: Object.entries(entries).map(([key, value]) => ({ key, value })) }
  })
  return { model: encodeModel(model), weights: Buffer.concat(parts) }
}

test('weights in another file of the folder give the same program; a file cut short is refused', async () => {
  const { model, weights } = withExternalData()
  const file = join(folder, 'model.onnx')
  writeFileSync(file, model)
  writeFileSync(join(folder, 'weights.bin'), weights)
  const [inside, outside] = [join(folder, 'inside.mrr'), join(folder, 'outside.mrr')]
  expect((await runOnnc('compile', original, '-o', inside)).exitCode).toBe(0)
  expect((await runOnnc('compile', file, '-o', outside)).exitCode).toBe(0)
  expect(Buffer.compare(readFileSync(inside), readFileSync(outside))).toBe(0)
  truncateSync(join(folder, 'weights.bin'), weights.length / 2)
  const { exitCode, err } = await runOnnc('compile', file, '-o', join(folder, 'never.mrr'))
  expect(exitCode).toBe(3)
  expect(err).toMatch(/^onnc: error: tensor '.*' needs \d+ bytes from byte \d+ of 'weights\.bin', which has \d+ bytes/m)
})

test('constants made of weights in another file are computed; what is too large to read stays a node', async () => {
  const file = join(folder, 'folds.onnx')
  const external = (name: string, dims: number[], bytes: number): TensorProto => ({
    name,
    dataType: 3,
    dims,
    dataLocation: 1,
    externalData: [
      { key: 'location', value: 'codes.bin' },
      { key: 'length', value: String(bytes) },
    ],
  })
  writeFileSync(join(folder, 'codes.bin'), new Uint8Array(70_000_000).fill(3))
  writeFileSync(
    file,
    modelBytes({
      inputs: { x: [1, 64] },
      outputs: ['y', 'z'],
      initializers: [
        external('codes', [64, 64], 4096),
        external('many', [70_000_000], 70_000_000),
        weights('scale', [], 1),
        { name: 'zero', dataType: 7, dims: [1], int64Data: [0] },
      ],
      nodes: [
        node('Cast', ['codes'], ['c'], { to: 1 }),
        node('Sqrt', ['c'], ['w']),
        node('MatMul', ['x', 'w'], ['y']),
        node('Gather', ['many', 'zero'], ['g']),
        node('Cast', ['g'], ['z'], { to: 1 }),
      ],
    }),
  )
  const { out, exitCode } = await runOnnc('compile', file, '--emit', 'onnx', '--elide-constants', '4')
  expect(exitCode).toBe(0)
  expect([...out.matchAll(/= (onnx\.\w+|"onnx\.\w+")/g)].map(([, name]) => name)).toMatchInlineSnapshot(`
    [
      ""onnx.constant"",
      ""onnx.constant"",
      ""onnx.constant"",
      ""onnx.constant"",
      ""onnx.constant"",
      ""onnx.MatMul"",
      ""onnx.Gather"",
      ""onnx.Cast"",
    ]
  `)
})
