import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBlob } from '@onnc/ir'
import {
  attachExternalData,
  blobOf,
  encodeModel,
  externalSlice,
  type ModelProto,
  tensorFromProto,
  type TensorProto,
  withValues,
} from '@onnc/onnx'
import * as fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { checkLocation } from '../src/external-location.ts'

const outside = mkdtempSync(join(tmpdir(), 'onnc-external-'))
const folder = join(outside, 'model')
afterAll(() => rmSync(outside, { recursive: true }))

const values = Float32Array.from({ length: 3000 }, (_, i) => i / 8)
mkdirSync(join(folder, 'sub'), { recursive: true })
writeFileSync(join(folder, 'w.bin'), new Uint8Array(values.buffer))
writeFileSync(join(folder, 'sub', 'w.bin'), new Uint8Array(values.buffer))
writeFileSync(join(outside, 'secret.bin'), new Uint8Array(values.buffer))

type Entries = Readonly<Record<string, string>>

function external(dims: number[], entries: Entries, more: TensorProto = {}): TensorProto {
  const externalData = Object.entries(entries).map(([key, value]) => ({ key, value }))
  return { name: 'w', dataType: 1, dims, dataLocation: 1, externalData, ...more }
}

const modelOf = (...initializer: TensorProto[]): ModelProto => ({ graph: { initializer } })

/** The problems of a model with one external tensor, or none. */
function problems(dims: number[], entries: Entries, more: TensorProto = {}): string {
  const faults = attachExternalData(modelOf(external(dims, entries, more)), folder)
  return faults.map((fault) => `${fault.class}: ${fault.message}`).join() || 'none'
}

test('a large tensor is a slice of its file until its values are asked for', () => {
  const tensor = external([2000], { location: 'w.bin', offset: '400', length: '8000' })
  expect(attachExternalData(modelOf(tensor), folder)).toEqual([])
  expect(tensor.rawData).toBeUndefined()
  expect(externalSlice(tensor)).toMatchObject({ offset: 400, bytes: 8000 })
  const expected = values.subarray(100, 2100)
  const blob = blobOf({ ...tensor, name: 'copy' })
  if (!blob.ok) throw new Error(JSON.stringify(blob))
  expect(blob.value).toMatchObject({ kind: 'file', offset: 400, shape: [2000] })
  expect(new Float32Array(readBlob(blob.value).slice().buffer)).toEqual(expected)
  expect(tensorFromProto(tensor)).toMatchObject({ ok: true, value: { type: 'float32', shape: [2000], data: expected } })
  const inline = withValues(tensor)
  if (!inline.ok) throw new Error(JSON.stringify(inline))
  expect(tensorFromProto(inline.value)).toMatchObject({ ok: true, value: { data: expected } })
  // Nothing of the slice enters a file, and the tensor stays external.
  expect(Buffer.from(encodeModel(modelOf(tensor)))).toEqual(
    Buffer.from(encodeModel(modelOf(external([2000], { location: 'w.bin', offset: '400', length: '8000' })))),
  )
})

test('small tensors and shapes take their values in, wherever they stand', () => {
  const small = (name: string): TensorProto => external([3], { location: 'sub/w.bin' }, { name })
  const shape = external([5000], { location: 'w.bin', offset: '0', length: '0' }, { dataType: 6, dims: [3000] })
  const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(small) as [TensorProto, TensorProto, TensorProto, TensorProto, TensorProto]
  const model: ModelProto = {
    graph: {
      initializer: [a, shape],
      node: [{ attribute: [{ g: { initializer: [b], sparseInitializer: [{ values: c }] } }, { tensors: [d] }] }],
    },
    functions: [{ node: [{ attribute: [{ t: e }] }] }],
  }
  expect(attachExternalData(model, folder)).toEqual([])
  for (const tensor of [a, b, c, d, e]) {
    expect(tensor).toMatchObject({ rawData: new Uint8Array(values.buffer, 0, 12), externalData: [] })
    expect(tensorFromProto(tensor)).toMatchObject({ ok: true, value: { data: values.subarray(0, 3) } })
  }
  expect(shape.rawData).toHaveLength(12_000)
})

test('offset, length and keys', () => {
  expect([
    problems([3000], { location: 'w.bin' }),
    problems([2], { location: './sub//w.bin', offset: '11992', length: '8', checksum: 'ignored', prepacked_0: 'x' }),
    problems([2], { location: 'w.bin', ['__proto__']: 'x', constructor: 'x' }),
    problems([0], { location: 'w.bin', offset: '12000' }),
    problems([2999], { location: 'w.bin', offset: '8' }),
    problems([1], { location: 'w.bin', offset: '12000' }),
    problems([2 ** 31, 2 ** 31], { location: 'w.bin' }),
    problems([2 ** 52, 2 ** 52, 2 ** 52], { location: 'w.bin' }),
    problems([3], { location: 'w.bin', length: '8' }),
    problems([3], { location: 'w.bin', offset: '-1' }),
    problems([3], { location: 'w.bin', offset: '0x10' }),
    problems([3], { location: 'w.bin', offset: '18446744073709551615' }),
    problems([3], { location: 'w.bin', length: ' 12' }),
    problems([3], { offset: '0' }),
    problems([3], { location: 'w.bin' }, { rawData: new Uint8Array(12) }),
    problems([3], { location: 'w.bin' }, { floatData: [1, 2, 3] }),
    problems([3], { location: 'w.bin' }, { dataType: 8 }),
    problems([-3], { location: 'w.bin' }),
    problems([3], {}, { externalData: ['w.bin', 'x.bin'].map((value) => ({ key: 'location', value })) }),
  ]).toMatchInlineSnapshot(`
    [
      "none",
      "none",
      "invalid: tensor 'w' keeps its values in another file with the unknown key '__proto__', expected location, offset, length or checksum",
      "none",
      "invalid: tensor 'w' needs 11996 bytes from byte 8 of 'w.bin', which has 12000 bytes",
      "invalid: tensor 'w' needs 4 bytes from byte 12000 of 'w.bin', which has 12000 bytes",
      "invalid: tensor 'w' needs 18446744073709551616 bytes from byte 0 of 'w.bin', which has 12000 bytes",
      "invalid: tensor 'w' needs 365375409332725729550921208179070754913983135744 bytes from byte 0 of 'w.bin', which has 12000 bytes",
      "invalid: tensor 'w' of shape [3] needs 12 bytes, found 8 in the length of its external data",
      "invalid: tensor 'w' keeps its values in another file with offset "-1", expected a number of bytes in decimal",
      "invalid: tensor 'w' keeps its values in another file with offset "0x10", expected a number of bytes in decimal",
      "invalid: tensor 'w' keeps its values in another file with offset "18446744073709551615", expected a number of bytes in decimal",
      "invalid: tensor 'w' keeps its values in another file with length " 12", expected a number of bytes in decimal",
      "invalid: tensor 'w' keeps its values in another file with location missing, expected a path relative to the model's folder",
      "invalid: tensor 'w' keeps values in another file and raw_data, expected them in one place",
      "invalid: tensor 'w' keeps values in another file and float_data, expected them in one place",
      "invalid: tensor 'w' keeps values in another file, expected them in string_data",
      "invalid: tensor 'w' has dimension -3 on axis 0, expected 0 to 9007199254740991",
      "invalid: tensor 'w' keeps its values in another file with location stated twice, expected it once",
    ]
  `)
})

test('no way out of the folder', () => {
  symlinkSync(join(outside, 'secret.bin'), join(folder, 'link.bin'))
  symlinkSync('w.bin', join(folder, 'inner-link.bin'))
  symlinkSync(outside, join(folder, 'up'))
  linkSync(join(outside, 'secret.bin'), join(folder, 'hard.bin'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  const locations = [
    ['../secret.bin', 'sub/../../secret.bin', 'sub/../w.bin', '/etc/passwd', '//etc/passwd', '/dev/zero', '/proc/self/environ'],
    ['..\\secret.bin', 'sub\\w.bin', '\\\\host\\share\\x', 'C:\\secret.bin', 'C:secret.bin', 'w.bin:stream', 'file:///etc/passwd'],
    ['....//....//secret.bin', 'w.bin.', 'w.bin ', 'sub./w.bin', 'NUL', 'con.bin', 'sub/Com1', 'aux', 'LPT\u00b9.bin'],
    ['', '.', './', 'sub', 'sub/', 'w.bin/', 'a\u0000b.bin', 'a\nb', '\ud800', 'x'.repeat(300)],
    ['link.bin', 'inner-link.bin', 'up/secret.bin', 'hard.bin', 'pipe', 'w.bin/x', 'missing.bin', 'W.BIN', 'w.bi%6e'],
  ].flat()
  expect(locations.map((location) => problems([3], { location }).replaceAll(outside, 'OUTSIDE'))).toMatchInlineSnapshot(`
    [
      "invalid: tensor 'w' keeps its values in '../secret.bin', which leads out of the model's folder; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'sub/../../secret.bin', which leads out of the model's folder; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'sub/../w.bin', which leads out of the model's folder; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '/etc/passwd', which is an absolute path; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '//etc/passwd', which is an absolute path; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '/dev/zero', which is an absolute path; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '/proc/self/environ', which is an absolute path; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '..\\secret.bin', which holds a backslash; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'sub\\w.bin', which holds a backslash; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '\\\\host\\share\\x', which holds a backslash; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'C:\\secret.bin', which holds a backslash; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'C:secret.bin', which holds a colon, as drives and streams do; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'w.bin:stream', which holds a colon, as drives and streams do; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'file:///etc/passwd', which holds a colon, as drives and streams do; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '....//....//secret.bin', which has a component that ends in a dot or a space; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'w.bin.', which has a component that ends in a dot or a space; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'w.bin ', which has a component that ends in a dot or a space; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'sub./w.bin', which has a component that ends in a dot or a space; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'NUL', which names a device of Windows; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'con.bin', which names a device of Windows; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'sub/Com1', which names a device of Windows; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'aux', which names a device of Windows; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'LPT¹.bin', which names a device of Windows; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '', which is empty; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '.', which names a folder; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in './', which names a folder; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'sub', which is a folder",
      "invalid: tensor 'w' keeps its values in 'sub/', which names a folder; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'w.bin/', which names a folder; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'a\\u0000b.bin', which holds a control character; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'a\\u000ab', which holds a control character; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in '�', which is no text; expected a file in the model's folder",
      "invalid: tensor 'w' keeps its values in 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', which has too long a name",
      "invalid: tensor 'w' keeps its values in 'link.bin', which is a symbolic link",
      "invalid: tensor 'w' keeps its values in 'inner-link.bin', which is a symbolic link",
      "invalid: tensor 'w' keeps its values in 'up/secret.bin', which lies behind a symbolic link",
      "invalid: tensor 'w' keeps its values in 'hard.bin', which has 2 names (hard links), so may lie elsewhere too",
      "invalid: tensor 'w' keeps its values in 'pipe', which is no regular file",
      "invalid: tensor 'w' keeps its values in 'w.bin/x', which lies below something that is no folder",
      "invalid: tensor 'w' keeps its values in 'missing.bin', which does not exist",
      "invalid: tensor 'w' keeps its values in 'W.BIN', which does not exist",
      "invalid: tensor 'w' keeps its values in 'w.bi%6e', which does not exist",
    ]
  `)
})

test('a model folder may itself be reached through a link', () => {
  symlinkSync(folder, join(outside, 'alias'))
  expect(attachExternalData(modelOf(external([3], { location: 'w.bin' })), join(outside, 'alias'))).toEqual([])
})

test('a file that shrinks while it is in use', () => {
  writeFileSync(join(folder, 'shrinks.bin'), new Uint8Array(8000))
  const tensor = external([2000], { location: 'shrinks.bin' })
  expect(attachExternalData(modelOf(tensor), folder)).toEqual([])
  truncateSync(join(folder, 'shrinks.bin'), 4000)
  expect(tensorFromProto(tensor).diagnostics[0]?.message).toMatch(/shrinks\.bin', which cannot be read: it ends before byte 8000$/)
})

test('any number of tensors of one file open it once; no budget is spent on what a model only claims', () => {
  const tensors = Array.from({ length: 5000 }, (_, i) => external([500], { location: 'w.bin', offset: String(i) }))
  expect(attachExternalData(modelOf(...tensors), folder)).toEqual([])
  expect(attachExternalData(modelOf(...tensors.map(() => external([2 ** 40], { location: 'w.bin' }))), folder)).toHaveLength(5000)
})

test('a location that passes stays below the folder, by the rules of POSIX and of Windows', () => {
  const piece = fc.constantFrom('.', '..', '/', '\\', 'a', 'w.bin', ':', ' ', 'con', '~', '%2e', '\u2025', '\uff0e', 'C', '$I', '*')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const checked = checkLocation(pieces.join(''))
      if ('fault' in checked) return
      expect(checked.length).toBeGreaterThan(0)
      for (const component of checked) {
        expect(component).not.toMatch(/[\\/:]|^\.+$|[. ]$|^con(\.|$)/i)
        expect(component).not.toBe('')
      }
    }),
    { numRuns: 2000 },
  )
})
