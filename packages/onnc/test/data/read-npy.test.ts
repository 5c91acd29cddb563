import { gzipSync } from 'node:zlib'
import { dataLength, elementCount, elementTypes, type NumericElementType, type Tensor } from '@onnc/support'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { npyTypeCodes } from '../../src/data/npy-header.ts'
import { decodeNpy, readNpy } from '../../src/data/read-npy.ts'
import { encodeNpy } from '../../src/data/write-npy.ts'
import { complaints, dataFolder, npyBytes, npyFields, valueOf } from './data-folder.ts'

const folder = dataFolder()

describe('npy elements', () => {
  test.each([
    ['<f4', [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0], 'float32', [1, -2.5]],
    ['>f4', [0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0], 'float32', [1, -2.5]],
    ['=f4', [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0], 'float32', [1, -2.5]],
    ['>f8', [0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 4, 0, 0, 0, 0, 0, 0], 'float64', [1, -2.5]],
    ['<f2', [0, 0x3c, 0, 0xc1], 'float16', [0x3c00, 0xc100]],
    ['|u1', [1, 255], 'uint8', [1, 255]],
    ['|i1', [1, 255], 'int8', [1, -1]],
    ['>i2', [1, 2, 0xff, 0xfe], 'int16', [258, -2]],
    ['<u2', [1, 2, 0xff, 0xfe], 'uint16', [513, 0xfeff]],
    ['<i4', [1, 0, 0, 0, 255, 255, 255, 255], 'int32', [1, -1]],
    ['<u4', [1, 0, 0, 0, 255, 255, 255, 255], 'uint32', [1, 0xffffffff]],
    ['>i8', [0, 0, 0, 0, 0, 0, 0, 1, 255, 255, 255, 255, 255, 255, 255, 255], 'int64', [1n, -1n]],
    ['<u8', [1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255], 'uint64', [1n, 2n ** 64n - 1n]],
    ['|b1', [0, 7], 'bool', [0, 1]],
    ['<U2', [0x41, 0, 0, 0, 0, 0, 0, 0, 0x1f, 0xf6, 1, 0, 0, 0, 0, 0], 'string', ['A', '\u{1f61f}']],
    ['>U1', [0, 0, 0, 0x41, 0, 0, 0, 0], 'string', ['A', '']],
  ])('%s', (descr, bytes, type, values) => {
    const tensor = valueOf(decodeNpy(npyBytes(npyFields(descr, '(2,)'), bytes), 'x'))
    expect({ ...tensor, data: [...(tensor.data as Iterable<unknown>)] }).toEqual({ type, shape: [2], data: values })
  })

  test('a column-major array comes back row-major', () => {
    const columnMajor = npyBytes(npyFields('|u1', '(2, 3)', true), [11, 21, 12, 22, 13, 23])
    expect(valueOf(decodeNpy(columnMajor, 'x'))).toEqual({ type: 'uint8', shape: [2, 3], data: Uint8Array.of(11, 12, 13, 21, 22, 23) })
    const cube = npyBytes(npyFields('|u1', '(2, 1, 2)', true), [0, 100, 1, 101])
    expect([...(valueOf(decodeNpy(cube, 'x')).data as Uint8Array)]).toEqual([0, 1, 100, 101])
  })

  test('scalars, empty arrays, header versions 2 and 3, other spellings of the dict', () => {
    expect(valueOf(decodeNpy(npyBytes(npyFields('|u1', '()'), [5], 2), 'x')).shape).toEqual([])
    expect(valueOf(decodeNpy(npyBytes(npyFields('<f4', '(0, 3)'), [], 3), 'x')).shape).toEqual([0, 3])
    const other = '{"shape": (2L, 1), "fortran_order": False, "descr": "|u1"}'
    expect(valueOf(decodeNpy(npyBytes(other, [1, 2]), 'x')).shape).toEqual([2, 1])
  })
})

describe('npy files that are refused', () => {
  test.each([
    [npyFields('|u1', '(3,)'), "invalid: 'x.npy' ends after 70 bytes; its header declares 71"],
    [npyFields('|u1', '(1,)'), "invalid: 'x.npy' goes on after the 69 bytes its header declares"],
    [
      npyFields('<f4', '(99999999999, 99999999999)'),
      "invalid: 'x.npy' holds or declares more than 1073741824 bytes, the most that is read",
    ],
    [npyFields('<f4', `(${'999999999999999, '.repeat(40)}0)`), "invalid: 'x.npy' goes on after the 747 bytes its header declares"],
    [npyFields('<U1', '(20000000,)'), "invalid: 'x.npy' holds or declares more than 1073741824 bytes, the most that is read"],
    [npyFields('|u1', '(-2,)'), "invalid: 'x.npy' is a malformed npy array: shape (-2,), expected a tuple of at most 64 sizes"],
    [npyFields('|u1', '(2)'), "invalid: 'x.npy' is a malformed npy array: shape (2), expected a tuple of at most 64 sizes"],
    ["{'descr': '|u1', 'shape': (2,)}", "invalid: 'x.npy' is a malformed npy array: fortran_order is missing, expected True or False"],
    ["{'shape': (2,), 'shape': (2,)}", "invalid: 'x.npy' is a malformed npy array: its header names 'shape' twice"],
    ["{'__proto__': (2,)}", "invalid: 'x.npy' is a malformed npy array: its header has an unknown field '__proto__'"],
    ["{'shape': __import__('os')}", "invalid: 'x.npy' is a malformed npy array: its header is not a dict of plain values"],
    ['[]', "invalid: 'x.npy' is a malformed npy array: its header is not a dict"],
    [npyFields('|O', '(2,)'), "unsupported: 'x.npy' holds npy elements |O; expected one of f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 U"],
    [npyFields('<c8', '(2,)'), "unsupported: 'x.npy' holds npy elements <c8; expected one of f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 U"],
    [
      "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,)}",
      "unsupported: 'x.npy' holds npy elements [('a', '<f4')]; expected one of f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 b1 U",
    ],
  ])('%s', (fields, complaint) => {
    expect(complaints(decodeNpy(npyBytes(fields, [1, 2]), 'x.npy'))).toEqual([complaint])
  })

  test('not npy, an unknown version, a header that does not end, a string of no characters', () => {
    expect(complaints(readNpy(folder.file('a.npy', 'hello')))).toEqual([
      "invalid: 'a.npy' is not an npy array: it starts with bytes 68 65 6c 6c",
    ])
    expect(complaints(readNpy(folder.file('b.npy', npyBytes('{}', [], 9))))).toEqual([
      "invalid: 'b.npy' is a malformed npy array: format version 9, expected 1 to 3",
    ])
    expect(complaints(readNpy(folder.file('c.npy', npyBytes('{}', []).subarray(0, 11))))).toEqual([
      "invalid: 'c.npy' is a malformed npy array: it ends inside its header",
    ])
    expect(complaints(readNpy(folder.file('d.npy', npyBytes(' '.repeat(20_000), []))))).toEqual([
      "invalid: 'd.npy' is a malformed npy array: a header of 20001 bytes, expected at most 10000",
    ])
    expect(complaints(readNpy(folder.file('e.npy', npyBytes(npyFields('<U1', '(1,)'), [0, 0, 0, 1]))))).toEqual([
      "invalid: 'e.npy' is a malformed npy array: a string holds a number that is no Unicode character",
    ])
  })

  test('damaged bytes never throw', () => {
    const whole = npyBytes(npyFields('<f4', '(2, 3)'), new Uint8Array(24))
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, end) => {
        const damaged = whole.slice(0, end)
        if (at < end) damaged[at] = value
        decodeNpy(damaged, 'x')
      }),
      { numRuns: 500 },
    )
  })
})

describe('readNpy', () => {
  test('plain and gzip', () => {
    const bytes = npyBytes(npyFields('|u1', '(2,)'), [7, 8])
    const expected = { type: 'uint8', shape: [2], data: Uint8Array.of(7, 8) }
    expect(valueOf(readNpy(folder.file('f.npy', bytes)))).toEqual(expected)
    expect(valueOf(readNpy(folder.file('g.npy.gz', gzipSync(bytes))))).toEqual(expected)
  })

  test('gzip that unpacks to more than the header declares is refused', () => {
    const bomb = gzipSync(Buffer.concat([npyBytes(npyFields('|u1', '(2,)'), [7, 8]), Buffer.alloc(50_000_000)]))
    expect(complaints(readNpy(folder.file('h.npy', bomb)))).toEqual(["invalid: 'h.npy' goes on after the 70 bytes its header declares"])
  })
})

describe('encodeNpy', () => {
  const numericTypes = Object.keys(npyTypeCodes) as NumericElementType[]
  const tensors: fc.Arbitrary<Tensor> = fc
    .tuple(fc.constantFrom(...numericTypes), fc.array(fc.nat(4), { maxLength: 4 }), fc.infiniteStream(fc.nat(255)))
    .map(([type, shape, random]) => {
      const { bits, array } = elementTypes[type]
      const bytes = Uint8Array.from({ length: (elementCount(shape) * bits) / 8 }, () => random.next().value as number)
      return { type, shape, data: new array(type === 'bool' ? bytes.map((b) => b & 1).buffer : bytes.buffer) }
    })

  test('what is written is read back, bit for bit, and elements start at a multiple of 64', () => {
    fc.assert(
      fc.property(tensors, (tensor) => {
        const bytes = encodeNpy(tensor)
        const back = valueOf(decodeNpy(bytes, 'x'))
        expect({ ...back, data: undefined }).toEqual({ ...tensor, data: undefined })
        const [was, is] = [tensor.data, back.data].map((data) =>
          Buffer.from((data as Uint8Array).buffer, (data as Uint8Array).byteOffset, (data as Uint8Array).byteLength),
        )
        expect(is).toEqual(was)
        expect((10 + (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0)) % 64).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  test('strings', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (strings) => {
        const tensor: Tensor = { type: 'string', shape: [strings.length], data: strings.map((text) => text.replace(/\0+$/, '')) }
        expect(valueOf(decodeNpy(encodeNpy(tensor), 'x'))).toEqual(tensor)
      }),
    )
  })

  test('bfloat16 widens to f4', () => {
    const tensor: Tensor = { type: 'bfloat16', shape: [2], data: Uint16Array.of(0x3f80, 0xc020) }
    expect(valueOf(decodeNpy(encodeNpy(tensor), 'x'))).toEqual({ type: 'float32', shape: [2], data: Float32Array.of(1, -2.5) })
  })

  test('every type is written, the narrow ones widened', () => {
    const descrOf = (type: NumericElementType): string => {
      const tensor: Tensor = { type, shape: [3], data: new elementTypes[type].array(dataLength(type, [3])) }
      const file = Buffer.from(encodeNpy(tensor))
      const [, descr = '', bytes = ''] = /'descr': '[<|](\w(\d+))'/.exec(file.toString('latin1')) ?? []
      expect((file.length % 64) - ((3 * Number(bytes)) % 64)).toBe(0)
      return descr
    }
    expect(Object.fromEntries(narrow.map((type) => [type, descrOf(type)]))).toMatchInlineSnapshot(`
      {
        "bfloat16": "f4",
        "complex128": "c16",
        "complex64": "c8",
        "float4e2m1": "f4",
        "float8e4m3fn": "f4",
        "float8e4m3fnuz": "f4",
        "float8e5m2": "f4",
        "float8e5m2fnuz": "f4",
        "float8e8m0": "f4",
        "int2": "i1",
        "int4": "i1",
        "uint2": "u1",
        "uint4": "u1",
      }
    `)
  })
})

const narrow = (Object.keys(elementTypes) as NumericElementType[]).filter((type) => npyTypeCodes[type] === undefined)
