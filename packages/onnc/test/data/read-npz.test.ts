import { crc32, deflateRawSync } from 'node:zlib'
import * as fc from 'fast-check'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readNpz } from '../../src/data/read-npz.ts'
import { encodeNpy } from '../../src/data/write-npy.ts'
import { complaints, dataFolder, valueOf } from './data-folder.ts'

const folder = dataFolder()

const bytes = (...values: number[]): Uint8Array => encodeNpy({ type: 'uint8', shape: [values.length], data: Uint8Array.from(values) })
const zip = (entries: Zippable, level: 0 | 9 = 9): Uint8Array => zipSync(entries, { level, mtime: '1980-01-01' })

/** One file zipped by hand, so that the directory can lie. */
function lyingZip(
  name: string,
  content: Uint8Array,
  declaredBytes: number,
  patch: (directory: Buffer) => void = () => undefined,
): Uint8Array {
  const packed = deflateRawSync(content)
  const fileName = Buffer.from(name)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50)
  local.writeUInt16LE(fileName.length, 26)
  const directory = Buffer.alloc(46)
  directory.writeUInt32LE(0x02014b50)
  directory.writeUInt16LE(8, 10)
  directory.writeUInt32LE(crc32(content), 16)
  directory.writeUInt32LE(packed.length, 20)
  directory.writeUInt32LE(declaredBytes, 24)
  directory.writeUInt16LE(fileName.length, 28)
  patch(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(local.length + fileName.length + packed.length, 16)
  return Buffer.concat([local, fileName, packed, directory, fileName, end])
}

describe('readNpz', () => {
  test.each([0, 9] as const)('arrays by name, deflate level %i, names like __proto__ included', (level) => {
    const entries = Object.fromEntries([
      ['a.npy', bytes(1, 2)],
      ['__proto__.npy', bytes(3)],
      ['deep/b.npy', bytes()],
    ])
    const arrays = valueOf(readNpz(folder.file('a.npz', zip(entries, level))))
    expect([...arrays].map(([name, { shape }]) => [name, shape])).toEqual([
      ['a', [2]],
      ['__proto__', [1]],
      ['deep/b', [0]],
    ])
  })

  test('only the asked ones, and what is missing', () => {
    const file = folder.file('b.npz', zip({ 'a.npy': bytes(1), 'b.npy': strToU8('broken') }))
    expect([...valueOf(readNpz(file, ['a'])).keys()]).toEqual(['a'])
    expect(complaints(readNpz(file, ['a', 'c']))).toEqual(["usage: 'b.npz' holds no array 'c'; it holds 'a', 'b'"])
    expect(complaints(readNpz(file))).toEqual(["invalid: 'b.npz:b' is not an npy array: it starts with bytes 62 72 6f 6b"])
  })

  test('other entries are ignored with a warning', () => {
    const result = readNpz(folder.file('c.npz', zip({ 'a.npy': bytes(1), 'readme.txt': strToU8('x') })))
    expect([...valueOf(result).keys()]).toEqual(['a'])
    expect(result.diagnostics.map(({ severity, message }) => [severity, message.includes("'readme.txt'")])).toEqual([['warning', true]])
  })
})

describe('npz files that are refused', () => {
  test.each([
    ['not a zip', Uint8Array.from([1, 2, 3, 4]), "invalid: 'x.npz' is not an npz archive: it starts with bytes 01 02 03 04"],
    ['cut off', zip({ 'a.npy': bytes(1) }).subarray(0, 60), "invalid: 'x.npz' is a malformed npz archive: it has no central directory"],
    ['without arrays', zip({ 'a.txt': bytes(1) }), "invalid: 'x.npz' is a malformed npz archive: it holds no .npy array"],
    [
      'more than declared',
      lyingZip('a.npy', new Uint8Array(100_000_000), 1000),
      "invalid: 'x.npz' is a malformed npz archive: entry 'a.npy': it unpacks to more than the 1000 bytes it declares",
    ],
    [
      'less than declared',
      lyingZip('a.npy', bytes(1), 1000),
      "invalid: 'x.npz' is a malformed npz archive: entry 'a.npy': it unpacks to 129 bytes, but declares 1000",
    ],
    [
      'too much declared',
      lyingZip('a.npy', bytes(1), 0xfffffff0),
      "invalid: 'x.npz' holds or declares more than 1073741824 bytes, the most that is read",
    ],
    [
      'a wrong sum',
      lyingZip('a.npy', bytes(1), 129, (directory) => directory.writeUInt32LE(7, 16)),
      "invalid: 'x.npz' is a malformed npz archive: entry 'a.npy': its CRC-32 does not match its content",
    ],
    [
      'another compression',
      lyingZip('a.npy', bytes(1), 129, (directory) => directory.writeUInt16LE(14, 10)),
      "invalid: 'x.npz' is a malformed npz archive: entry 'a.npy': compression method 14, expected 0 (stored) or 8 (deflate)",
    ],
    [
      'encrypted',
      lyingZip('a.npy', bytes(1), 129, (directory) => directory.writeUInt16LE(1, 8)),
      "invalid: 'x.npz' is a malformed npz archive: entry 'a.npy' is encrypted",
    ],
    [
      'pointing outside',
      lyingZip('a.npy', bytes(1), 129, (directory) => directory.writeUInt32LE(1_000_000, 42)),
      "invalid: 'x.npz' is a malformed npz archive: entry 'a.npy': its local header is broken",
    ],
    [
      'longer than the archive',
      lyingZip('a.npy', bytes(1), 129, (directory) => directory.writeUInt32LE(1_000_000, 20)),
      "invalid: 'x.npz' is a malformed npz archive: entry 'a.npy': it reaches beyond the end of the archive",
    ],
  ])('%s', (_, content, complaint) => {
    expect(complaints(readNpz(folder.file('x.npz', content)))).toEqual([complaint])
  })

  test('an entry that stands there twice', () => {
    const twice = Buffer.from(zip({ 'a.npy': bytes(1), 'b.npy': bytes(2) }, 0))
    twice.write('a', twice.lastIndexOf('b.npy'))
    expect(complaints(readNpz(folder.file('y.npz', twice)))).toEqual([
      "invalid: 'y.npz' is a malformed npz archive: entry 'a.npy' stands there twice",
    ])
  })

  test('damaged bytes never throw', () => {
    const whole = zip({ 'a.npy': bytes(1, 2, 3), 'b.npy': bytes(4) })
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.integer({ min: 1, max: whole.length }), (at, value, end) => {
        const damaged = whole.slice(0, Math.max(end, whole.length - 30))
        if (at < damaged.length) damaged[at] = value
        readNpz(folder.file('z.npz', damaged))
      }),
      { numRuns: 500 },
    )
  })
})
