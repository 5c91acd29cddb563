import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { readIdx } from '../../src/data/read-idx.ts'
import { complaints, dataFolder, valueOf } from './data-folder.ts'

const folder = dataFolder()

describe('readIdx', () => {
  test('bytes, plain and gzip', () => {
    const content = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 255])
    const expected = { type: 'uint8', shape: [2, 1, 2], data: Uint8Array.of(1, 2, 3, 255) }
    const plain = valueOf(readIdx(folder.file('a', content)))
    expect({ ...plain, data: Uint8Array.from(plain.data as Uint8Array) }).toEqual(expected)
    const packed = valueOf(readIdx(folder.file('a.gz', gzipSync(content))))
    expect({ ...packed, data: Uint8Array.from(packed.data as Uint8Array) }).toEqual(expected)
  })

  test.each([
    [0x09, [0xff], 'int8', -1],
    [0x0b, [0xff, 0xfe], 'int16', -2],
    [0x0c, [0, 1, 0, 0], 'int32', 65_536],
    [0x0d, [0x3f, 0x80, 0, 0], 'float32', 1],
    [0x0e, [0x3f, 0xf0, 0, 0, 0, 0, 0, 0], 'float64', 1],
  ])('element type %i', (code, bytes, type, value) => {
    const tensor = valueOf(readIdx(folder.file('b', [0, 0, code, 1, 0, 0, 0, 1], bytes)))
    expect([tensor.type, tensor.data[0]]).toEqual([type, value])
  })
})

describe('idx files that are refused', () => {
  const header = [0, 0, 8, 1, 0, 0, 0, 3]
  test.each<[string, readonly (Uint8Array | readonly number[] | string)[], string]>([
    ['empty', [''], "invalid: 'x' is empty"],
    ['another format', ['<html>'], "invalid: 'x' is not an IDX file: it starts with bytes 3c 68 74 6d"],
    ['unknown element type', [[0, 0, 10, 1, 0, 0, 0, 1, 0]], "invalid: 'x' is not an IDX file: it starts with bytes 00 00 0a 01"],
    ['rank 0', [[0, 0, 8, 0]], "invalid: 'x' is not an IDX file: it starts with bytes 00 00 08 00"],
    ['cut in its header', [header.slice(0, 6)], "invalid: 'x' ends after 6 bytes; its header declares 8"],
    ['cut in its elements', [header, [1, 2]], "invalid: 'x' ends after 10 bytes; its header declares 11"],
    ['going on', [header, [1, 2, 3, 4]], "invalid: 'x' goes on after the 11 bytes its header declares"],
    [
      'huge',
      [[0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255]],
      "invalid: 'x' holds or declares more than 1073741824 bytes, the most that is read",
    ],
    [
      'cut gzip',
      [gzipSync(Uint8Array.from([...header, 1, 2, 3])).subarray(0, 25)],
      "invalid: 'x' does not unpack as gzip: unexpected end of file",
    ],
    ['broken gzip', [[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255]], "invalid: 'x' does not unpack as gzip: invalid block type"],
    ['gzip of nothing', [gzipSync('')], "invalid: 'x' is empty"],
    [
      'gzip of more than declared',
      [gzipSync(Buffer.concat([Uint8Array.from(header), Buffer.alloc(50_000_000)]))],
      "invalid: 'x' goes on after the 11 bytes its header declares",
    ],
  ])('%s', (_, parts, complaint) => {
    expect(complaints(readIdx(folder.file('x', ...parts)))).toEqual([complaint])
  })

  test('a path that is none', () => {
    expect(complaints(readIdx(folder.path('nowhere')))).toEqual(["usage: cannot read 'nowhere': no such file"])
    expect(complaints(readIdx(folder.path('folder')))).toEqual(["usage: cannot read 'folder': it is a folder"])
    expect(complaints(readIdx('/dev/zero'))).toEqual(["usage: cannot read 'zero': it is not a regular file"])
  })
})
