import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { carrierOf, elementTypes, floatBits, fromCarrier, type NumericElementType, toCarrier } from '../src/index.ts'

const carried = (Object.keys(elementTypes) as NumericElementType[]).filter((type) => carrierOf(type) !== type)

test('types without an array in the binding of ONNX Runtime have a carrier', () => {
  expect(Object.fromEntries(carried.map((type) => [type, carrierOf(type)]))).toMatchInlineSnapshot(`
    {
      "bfloat16": "float32",
      "float4e2m1": "float32",
      "float8e4m3fn": "float32",
      "float8e4m3fnuz": "float32",
      "float8e5m2": "float32",
      "float8e5m2fnuz": "float32",
      "float8e8m0": "float32",
      "int2": "int8",
      "int4": "int8",
      "uint2": "uint8",
      "uint4": "uint8",
    }
  `)
  expect(carrierOf('string')).toBe('string')
})

/** Every pattern of a type, in the form tensors have it. */
function patterns(type: NumericElementType): number[] {
  const { bits, array } = elementTypes[type]
  const all = Array.from({ length: 2 ** bits }, (_, pattern) => pattern)
  return array === Int8Array ? all.map((pattern) => pattern - 2 ** (bits - 1)) : all
}

test.each(carried)('every %s comes back from its carrier as it was; NaN as a NaN', (type) => {
  const data = new elementTypes[type].array(patterns(type) as never)
  const tensor = { type, shape: [data.length], data }
  const back = fromCarrier(toCarrier(tensor), type)
  const decode = floatBits[type]?.decode ?? ((bits: number): number => bits)
  expect(back).toMatchObject({ type, shape: [data.length] })
  for (const [i, bits] of data.entries()) {
    const found = back.data[i] as number
    if (found !== Number(bits)) expect([decode(Number(bits)), decode(found)]).toEqual([NaN, NaN])
  }
})

test('other types are their own carriers, untouched', () => {
  fc.assert(
    fc.property(fc.float32Array(), (data) => {
      const tensor = { type: 'float32', shape: [data.length], data } as const
      expect(toCarrier(tensor)).toBe(tensor)
      expect(fromCarrier(tensor, 'float32')).toBe(tensor)
    }),
  )
})
