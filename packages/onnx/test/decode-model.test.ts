import { readFileSync } from 'node:fs'
import { needsData, testDataFiles, testDataPath } from '@onnc/testing'
import { decodeModel, decodeTensorFile, encodeModel, type ModelProto, onnx, tensorFromProto } from '@onnc/onnx'
import * as fc from 'fast-check'
import Long from 'long'
import onnxProto from 'onnx-proto'
import { describe, expect, test } from 'vitest'

const trained = testDataFiles('trained', /\.onnx$/)
const others = [...testDataFiles('light', /\.onnx$/), ...testDataFiles('onnx-backend', /\.onnx$/)]
const tensors = testDataFiles('trained', /_\d+\.pb$/)
const malformed = testDataFiles('malformed', /\.(onnx|txt|bin)$/)

/** Where our decoder and onnx-proto's see something else in a file, or in what we write of it. */
function disagreement(file: string): string | undefined {
  const bytes = readFileSync(testDataPath(file) ?? file)
  const decoded = decodeModel(bytes, file)
  if (!decoded.ok) return `${file}: ${decoded.diagnostics[0]?.message}`
  const difference =
    firstDifference(decoded.value, onnxProto.onnx.ModelProto.decode(bytes), file) ??
    firstDifference(decoded.value, onnxProto.onnx.ModelProto.decode(encodeModel(decoded.value)), `${file}, written again`)
  return difference
}

describe.skipIf(trained.length === 0)(needsData('trained', 'models decode as by onnx-proto, and encode back'), () => {
  test.each(trained)('%s', (file) => expect(disagreement(file)).toBeUndefined())

  test(`${others.length} models of the backend tests and the zoo`, () => {
    expect(others.map(disagreement).filter((difference) => difference !== undefined)).toEqual([])
  })

  test('stored tensors decode as by onnx-proto', () => {
    for (const file of tensors) {
      const bytes = readFileSync(testDataPath(file) ?? file)
      const decoded = decodeTensorFile(bytes, file)
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.diagnostics))
      const reference = onnxProto.onnx.TensorProto.decode(bytes)
      expect(decoded.value.name).toBe(reference.name)
      expect(decoded.value.tensor.shape.join()).toBe(reference.dims.join())
      if (decoded.value.tensor.type === 'float32' && reference.rawData.length > 0) {
        expect(Buffer.from(Float32Array.from(decoded.value.tensor.data as Float32Array).buffer).equals(reference.rawData)).toBe(true)
      }
    }
  })
})

describe.skipIf(malformed.length === 0)(needsData('malformed', 'malformed files'), () => {
  test.each(malformed)('%s: a model or one diagnostic', (file) => {
    const decoded = decodeModel(readFileSync(testDataPath(file) ?? file), file)
    if (!decoded.ok) expect(decoded.diagnostics).toHaveLength(1)
    else for (const tensor of decoded.value.graph?.initializer ?? []) tensorFromProto(tensor)
  })
})

const small: ModelProto = {
  irVersion: 10,
  opsetImport: [{ domain: '', version: 21 }],
  graph: {
    name: 'g',
    node: [{ opType: 'Add', input: ['x', 'w'], output: ['y'], attribute: [{ name: 'a', type: 7, ints: [-1, 2 ** 40] }] }],
    initializer: [{ name: 'w', dataType: 1, dims: [2], floatData: [1, -2] }],
    input: [{ name: 'x', type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'n' }, { dimValue: 2 }] } } } }],
    output: [{ name: 'y' }],
  },
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words)

/** A length below 2^28 in the four bytes of a varint. */
const length = (value: number): number[] => [(value & 127) | 128, ((value >>> 7) & 127) | 128, ((value >>> 14) & 127) | 128, value >>> 21]

function message(bytes: Uint8Array): string {
  const decoded = decodeModel(bytes, 'm.onnx')
  return decoded.ok ? 'decoded' : decoded.diagnostics.map((d) => `${d.class} ${d.code}: ${d.message}`).join('; ')
}

test('what is wrong with a file is said', () => {
  const bytes = encodeModel(small)
  expect({
    empty: message(new Uint8Array(0)),
    html: message(text('<!DOCTYPE html>\n<html>')),
    lfs: message(text('version https://git-lfs.github.com/spec/v1\noid sha256:00\n')),
    text: message(text('see the other folder')),
    gzip: message(Uint8Array.of(0x1f, 0x8b, 8, 0, 0)),
    zip: message(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0)),
    oneByte: message(bytes.subarray(0, 1)),
    inGraph: message(bytes.subarray(0, 40)),
    noGraph: message(encodeModel({ ...small, graph: null })),
    noVersion: message(encodeModel({ ...small, irVersion: null })),
    noOpset: message(encodeModel({ ...small, opsetImport: [] })),
    badOpset: message(encodeModel({ ...small, opsetImport: [{ version: -5 }] })),
    twoOpsets: message(encodeModel({ ...small, opsetImport: [{ version: 13 }, { domain: 'ai.onnx', version: 7 }] })),
    wireType: message(Uint8Array.of(0x0e, 0x01, 0x00)),
  }).toMatchInlineSnapshot(`
    {
      "badOpset": "invalid model-opset-version: the model imports operator set '' in version -5, expected a version from 1 to 2147483647",
      "empty": "invalid onnx-file-empty: the file is empty, expected an ONNX model",
      "gzip": "invalid onnx-file-foreign: the file is gzip-compressed data, expected an ONNX model",
      "html": "invalid onnx-file-foreign: the file is an HTML page, expected an ONNX model",
      "inGraph": "invalid onnx-file-truncated: the file is truncated: 'graph' at byte 2 needs 91 bytes, found 36 to the end",
      "lfs": "invalid onnx-file-foreign: the file is a Git LFS pointer, expected an ONNX model",
      "noGraph": "invalid model-without-graph: the model has no graph",
      "noOpset": "invalid model-without-opset: the model imports no operator set, expected at least one entry in opset_import",
      "noVersion": "invalid model-ir-version: the model's IR version is missing, expected a number from 1 to 2147483647",
      "oneByte": "invalid onnx-file-truncated: the file is truncated: it ends inside a field at byte 1",
      "text": "invalid onnx-file-foreign: the file is plain text, expected an ONNX model",
      "twoOpsets": "invalid model-opset-twice: the model imports operator set '' twice, in versions 13 and 7, expected one",
      "wireType": "invalid onnx-file-malformed: the file is no valid ModelProto: invalid wire type 6 near byte 1",
      "zip": "invalid onnx-file-foreign: the file is a zip archive, expected an ONNX model",
    }
  `)
})

test('a file that would take gigabytes to decode is refused', () => {
  const integers = 24_000_000
  const initializer = [0x3a, ...length(integers)]
  const graph = [0x2a, ...length(integers + initializer.length)]
  const bytes = new Uint8Array(5 + graph.length + initializer.length + integers)
  bytes.set([0x3a, ...length(bytes.length - 5), ...graph, ...initializer])
  expect(message(bytes)).toMatch(/^unsupported onnx-file-too-complex: decoding the file would take more than 0.8 GB/)
})

test('long lists of floats are views of the file, whatever else is in the message', () => {
  const numbers = Array.from({ length: 3000 }, (_, i) => i / 3)
  const floats = Float32Array.from(numbers)
  const initializer = [
    { name: 'float', dataType: 1, dims: [3000], floatData: numbers },
    { name: 'double', dataType: 11, dims: [3000], doubleData: numbers },
    { name: 'complex', dataType: 14, dims: [1500], floatData: numbers },
    { name: 'lie', dataType: 7, dims: [3000], floatData: numbers },
    { name: 'both', dataType: 1, dims: [3000], floatData: numbers, rawData: new Uint8Array(4) },
  ]
  const bytes = encodeModel({ ...small, graph: { initializer, node: [{ attribute: [{ name: 'a', type: 6, floats: numbers }] }] } })
  const decoded = decodeModel(bytes, 'm.onnx')
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.diagnostics))
  const [float, double, complex, lie, both] = decoded.value.graph!.initializer!
  for (const tensor of [float, double, complex]) expect(tensor).toMatchObject({ floatData: [], doubleData: [] })
  expect(float?.rawData?.buffer).toBe(bytes.buffer)
  expect(tensorFromProto(float!)).toMatchObject({ value: { data: floats } })
  expect(tensorFromProto(double!)).toMatchObject({ value: { data: Float64Array.from(numbers) } })
  expect(tensorFromProto(complex!)).toMatchObject({ value: { shape: [1500], data: floats } })
  expect(lie?.floatData).toEqual([...floats])
  expect(both?.floatData).toEqual([...floats])
  expect(decoded.value.graph!.node![0]!.attribute![0]!.floats).toEqual([...floats])
  // The same list in two packed parts, which a writer may use, and the second part unpacked.
  const part = onnx.TensorProto.encode({ dataType: 1, dims: [6000], floatData: numbers }).finish()
  const twice = decodeTensorFile(new Uint8Array([...part, ...onnx.TensorProto.encode({ floatData: numbers }).finish()]), 't.pb')
  expect(twice).toMatchObject({ value: { tensor: { data: Float32Array.from([...floats, ...floats]) } } })
  const mixed = decodeTensorFile(new Uint8Array([...part.subarray(0, part.length), 0x25, 0, 0, 128, 63]), 't.pb')
  expect(mixed.diagnostics[0]?.message).toBe('tensor of shape [6000] needs 6000 values, found 3001 in float_data')
})

const unknown = fc
  .tuple(fc.integer({ min: 200, max: 2000 }), fc.uint8Array({ maxLength: 5 }))
  .map(([field, bytes]) => Uint8Array.of(((field * 8 + 2) & 127) | 128, (field * 8 + 2) >> 7, bytes.length, ...bytes))
const unknowns = fc.array(unknown, { maxLength: 2 })

test('unknown fields survive at every level, in their order', () => {
  fc.assert(
    fc.property(fc.infiniteStream(unknowns), (stream) => {
      const extra = (): { $unknowns: Uint8Array[] } => ({ $unknowns: stream.next().value })
      const tensor = { name: 'w', dataType: 1, dims: [1], floatData: [1], externalData: [{ key: 'a', ...extra() }], ...extra() }
      const dim = [
        { dimValue: 3, ...extra() },
        { dimParam: 'n', ...extra() },
      ]
      const type = { tensorType: { elemType: 1, shape: { dim, ...extra() }, ...extra() }, ...extra() }
      const attribute = [{ name: 'a', type: 5 as const, g: { name: 'inner', ...extra() }, ...extra() }]
      const graph = {
        node: [{ opType: 'If', attribute, ...extra() }],
        initializer: [tensor],
        sparseInitializer: [{ values: tensor, dims: [1], ...extra() }],
        input: [{ name: 'x', type, ...extra() }],
        ...extra(),
      }
      const model: ModelProto = {
        ...small,
        graph,
        opsetImport: [{ version: 21, ...extra() }],
        functions: [{ name: 'f', node: [{ opType: 'Abs', ...extra() }], ...extra() }],
        metadataProps: [{ key: 'k', value: 'v', ...extra() }],
        ...extra(),
      }
      const bytes = encodeModel(model)
      const decoded = decodeModel(bytes, 'm.onnx')
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.diagnostics))
      expect(Buffer.compare(encodeModel(decoded.value), bytes)).toBe(0)
    }),
    { numRuns: 200 },
  )
})

test('unknown fields and unknown enumeration numbers survive', () => {
  const extra = Uint8Array.of(0xfa, 0x3f, 3, 1, 2, 3)
  const bytes = new Uint8Array([
    ...encodeModel({ ...small, graph: { ...small.graph, node: [{ attribute: [{ name: 'a', type: 99 as never }] }] } }),
    ...extra,
  ])
  const decoded = decodeModel(bytes, 'm.onnx')
  expect(decoded.ok && Buffer.from(encodeModel(decoded.value)).equals(Buffer.from(bytes))).toBe(true)
})

test('no mutation of a model makes decoding throw', () => {
  const bytes = encodeModel(small)
  const edit = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255))
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 8 }), fc.nat(bytes.length), fc.uint8Array({ maxLength: 6 }), (edits, keep, tail) => {
      const mutated = new Uint8Array([...bytes.subarray(0, keep), ...tail])
      for (const [index, value] of edits) if (index < mutated.length) mutated[index] = value
      const decoded = decodeModel(mutated, 'm.onnx')
      if (!decoded.ok) expect(decoded.diagnostics).toHaveLength(1)
      else for (const tensor of decoded.value.graph?.initializer ?? []) tensorFromProto(tensor)
      decodeTensorFile(mutated, 't.pb')
    }),
    { numRuns: 3000, seed: 1 },
  )
})

/** Compares all that both schemas know; long lists of floats are `raw_data` with us. */
function firstDifference(ours: unknown, theirs: unknown, where: string): string | undefined {
  if (theirs instanceof Uint8Array) return ours instanceof Uint8Array && Buffer.from(theirs).equals(ours) ? undefined : where
  if (Array.isArray(theirs)) {
    if (!Array.isArray(ours) || ours.length !== theirs.length) return `${where}: length`
    for (const [i, item] of theirs.entries()) {
      const difference = firstDifference(ours[i], item, `${where}[${i}]`)
      if (difference !== undefined) return difference
    }
    return undefined
  }
  if (typeof theirs !== 'object' || theirs === null) return Object.is(ours, theirs) ? undefined : where
  if (Long.isLong(theirs)) return theirs.equals(ours as Long) ? undefined : where
  const own = ours as Record<string, unknown>
  const other = withRawData(theirs as Record<string, unknown>)
  for (const key of new Set([...Object.keys(own), ...Object.keys(other)])) {
    // What only our newer schema knows.
    if (!(key in other)) continue
    const isEmpty = Array.isArray(own[key]) && own[key].length === 0 && !Object.hasOwn(other, key)
    if (isEmpty) continue
    if (!Object.hasOwn(other, key)) return `${where}.${key}: only ours`
    const difference = firstDifference(own[key], other[key], `${where}.${key}`)
    if (difference !== undefined) return difference
  }
  return undefined
}

/** A tensor with its long list of floats where our decoder puts it. */
function withRawData(theirs: Record<string, unknown>): Record<string, unknown> {
  const { floatData, dataType } = theirs
  if (!Array.isArray(floatData) || floatData.length < 1024 || dataType !== 1) return theirs
  return { ...theirs, floatData: [], rawData: new Uint8Array(Float32Array.from(floatData).buffer) }
}
