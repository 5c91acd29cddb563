import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dataLength, elementTypeOfOnnx, elementTypes, floatBits, type NumericElementType, onnxOfElementType } from '../src/index.ts'
import { packedByteLength, packElements, unpackElements } from '../src/index.ts'

const names = Object.keys(elementTypes) as NumericElementType[]

test('every number of the ONNX schema from 1 to 26 has one element type', () => {
  const numbers = Array.from({ length: 26 }, (_, i) => i + 1)
  expect(numbers.map((number) => onnxOfElementType(elementTypeOfOnnx(number)!))).toEqual(numbers)
  expect(elementTypeOfOnnx(0)).toBeUndefined()
  expect(elementTypeOfOnnx(27)).toBeUndefined()
})

test('elements become the bytes they were unpacked from, wherever these lie', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.nat(40),
      fc.nat(15),
      fc.uint8Array({ minLength: 700, maxLength: 700 }),
      (type, count, shift, noise) => {
        const bytes = noise.subarray(shift, shift + packedByteLength(type, count))
        const usedBits = (count * elementTypes[type].bits) % 8
        if (usedBits > 0) bytes[bytes.length - 1]! &= 2 ** usedBits - 1
        const elements = unpackElements(type, bytes, count)
        expect(elements).toBeInstanceOf(elementTypes[type].array)
        expect(elements).toHaveLength(dataLength(type, [count]))
        expect(Buffer.from(packElements(type, elements))).toEqual(Buffer.from(bytes))
      },
    ),
  )
})

test('packed elements: the first in the lowest bits, signs kept', () => {
  expect(packElements('int4', Int8Array.of(1, -2, 7))).toEqual(Uint8Array.of(0xe1, 0x07))
  expect(unpackElements('int4', Uint8Array.of(0xe1, 0xf8), 3)).toEqual(Int8Array.of(1, -2, -8))
  expect(unpackElements('uint2', Uint8Array.of(0b11_10_01_00), 4)).toEqual(Uint8Array.of(0, 1, 2, 3))
  expect(packElements('int2', Int8Array.of(-1, -2, 1, 0, 1))).toEqual(Uint8Array.of(0b00_01_10_11, 1))
})

test('floats held as bits: every code reads as a value that is written as that code', () => {
  for (const [type, { decode, encode }] of Object.entries(floatBits)) {
    const { bits } = elementTypes[type as NumericElementType]
    for (let code = 0; code < 2 ** bits; code++) {
      const value = decode(code)
      if (Number.isNaN(value)) expect(decode(encode(value))).toBeNaN()
      else if (encode(value) !== code) throw new Error(`${type} ${code} reads as ${value}, which is written as ${encode(value)}`)
    }
  }
})

// The extremes that the ONNX specification of each type states.
test('largest and smallest values', () => {
  const values = (type: NumericElementType, ...codes: number[]): number[] => codes.map(floatBits[type]!.decode)
  expect(values('float8e4m3fn', 0x7e, 0x01, 0x7f)).toEqual([448, 2 ** -9, NaN])
  expect(values('float8e4m3fnuz', 0x7f, 0x01, 0x80)).toEqual([240, 2 ** -10, NaN])
  expect(values('float8e5m2', 0x7b, 0x01, 0x7c, 0xfc, 0x7d)).toEqual([57344, 2 ** -16, Infinity, -Infinity, NaN])
  expect(values('float8e5m2fnuz', 0x7f, 0x01, 0x80)).toEqual([57344, 2 ** -17, NaN])
  expect(values('float8e8m0', 0, 127, 254, 255)).toEqual([2 ** -127, 1, 2 ** 127, NaN])
  expect(values('float4e2m1', 0, 1, 2, 3, 4, 5, 6, 7, 15)).toEqual([0, 0.5, 1, 1.5, 2, 3, 4, 6, -6])
})
