import { importWhole, readModelFile } from '@onnc/frontend'
import { encodeModel, exportModel, type ModelProto, onnx } from '@onnc/onnx'
import { createSession, openInProcess } from '@onnc/ort'
import type { Result } from '@onnc/support'
import { needsData, testDataFiles, testDataPath } from '@onnc/testing'
import { describe, expect, test } from 'vitest'

/** Unsorted nodes come back sorted; the default domain has one spelling. */
const known = new Map([
  ['bert-toy-optimized', 'order'],
  ['gpt2-past-tiny', 'order'],
  ['mnist-8-ort-quantized', 'ai.onnx'],
])

type Plain = string | number | boolean | Plain[] | { [key: string]: Plain }

/** A message as data: absent and empty fields left out, constants by their type and shape, unordered lists sorted. */
function plain(value: unknown, field = ''): Plain | undefined {
  if (value === null || value === undefined || value === '' || typeof value === 'function') return undefined
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) {
    const list = value.map((item) => plain(item)!)
    const isUnordered = field === 'attribute' || field === 'metadataProps'
    return list.length === 0 ? undefined : isUnordered ? list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : list
  }
  if (typeof value !== 'object') return value as string | number | boolean
  if ('low' in value && 'high' in value) return String((BigInt(value.high as number) << 32n) | BigInt((value.low as number) >>> 0))
  const isTensor = 'dataType' in value && 'dims' in value
  const entries = Object.entries(value)
    .filter(([name]) => !isTensor || ['name', 'dims', 'dataType', 'docString'].includes(name))
    .map(([name, item]) => [field === 't' && name === 'name' ? 'none' : name, plain(item, name)] as const)
    .filter(([name, item]) => name !== 'none' && item !== undefined)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) as Plain
}

function decoded(model: ModelProto): Plain | undefined {
  return plain(onnx.ModelProto.decode(onnx.ModelProto.encode(model).finish()))
}

const folders = ['trained', 'light', 'onnx-backend/simple', 'onnx-backend/node', 'onnx-backend/pytorch-operator']

describe.skipIf(testDataPath('trained') === undefined)(needsData('trained', 'models written back'), () => {
  test.each(folders)('%s: node for node as they came, and ONNX Runtime loads them', async (name) => {
    let compared = 0
    for (const file of testDataFiles(name, /\.onnx$/).map((path) => testDataPath(path)!)) {
      const model = unwrap(readModelFile(file), file)
      const loads = createSession({ file }).ok
      const module = await importWhole(model, { dims: new Map(), openRuntime: openInProcess })
      if (loads) expect(module.ok, file).toBe(true)
      if (!module.ok) continue
      const exported = unwrap(exportModel(module.value), file)
      if (loads) expect(createSession(encodeModel(exported)).ok, file).toBe(true)
      if ([...known.keys()].some((folder) => file.includes(folder))) continue
      expect(decoded(exported), file).toEqual(decoded(model))
      compared++
    }
    expect(compared).toBeGreaterThan(0)
  })
})

function unwrap<T>(result: Result<T>, file: string): T {
  if (!result.ok) throw new Error(`${file}: ${result.diagnostics.map((d) => d.message).join('; ')}`)
  return result.value
}
