import { compareTensors } from '@onnc/ort'
import type { Tensor } from '@onnc/support'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const half = (bits: number): Tensor => ({ type: 'float16', shape: [1], data: Uint16Array.of(bits) })
const brain = (bits: number): Tensor => ({ type: 'bfloat16', shape: [1], data: Uint16Array.of(bits) })
const long = (value: bigint): Tensor => ({ type: 'int64', shape: [1], data: BigInt64Array.of(value) })
const bool = (value: number): Tensor => ({ type: 'bool', shape: [1], data: Uint8Array.of(value) })
const text = (value: string): Tensor => ({ type: 'string', shape: [1], data: [value] })
const doubles = (data: Float64Array): Tensor => ({ type: 'float64', shape: [data.length], data })

function floats(...values: number[]): Tensor {
  return { type: 'float32', shape: [values.length], data: Float32Array.from(values) }
}

test('the tolerance is relative to the element and to the largest', () => {
  expect(compareTensors(floats(100.1, 0.0009), floats(100, 0))).toMatchObject({ pass: true })
  expect(compareTensors(floats(100.1, 0.0011), floats(100, 0))).toMatchObject({ pass: false, mismatch: { index: 1, expected: '0' } })
  const worse = compareTensors(floats(1, 3.5), floats(1, 4))
  expect(worse).toEqual({ pass: false, maxAbsError: 0.5, maxRelError: 0.125, mismatch: { index: 1, actual: '3.5', expected: '4' } })
  expect(compareTensors(floats(1, 3.5), floats(1, 4), { relative: 0.2, ofMaximum: 0 })).toMatchObject({ pass: true })
  expect(compareTensors(floats(), floats())).toEqual({ pass: true, maxAbsError: 0, maxRelError: 0 })
})

test('values that are not finite', () => {
  expect(compareTensors(floats(NaN, Infinity, -Infinity, 1), floats(NaN, Infinity, -Infinity, 1))).toEqual({
    pass: true,
    maxAbsError: 0,
    maxRelError: 0,
  })
  for (const [a, b] of [
    [NaN, 1],
    [1, NaN],
    [Infinity, 1],
    [1, Infinity],
    [Infinity, -Infinity],
  ] as const) {
    expect(compareTensors(floats(5, a), floats(5, b))).toMatchObject({ pass: false, maxAbsError: Infinity, mismatch: { index: 1 } })
  }
})

test('types, shapes, and the other element types', () => {
  expect(compareTensors(half(0x3c00), brain(0x3f80))).toMatchObject({
    pass: false,
    reason: 'the result is float16[1], expected bfloat16[1]',
  })
  expect(
    compareTensors({ type: 'int8', shape: [1, 2], data: new Int8Array(2) }, { type: 'int8', shape: [2], data: new Int8Array(2) }),
  ).toMatchObject({
    pass: false,
    reason: 'the result is int8[1,2], expected int8[2]',
  })
  expect(compareTensors(half(0x3c01), half(0x3c00))).toMatchObject({ pass: true, maxAbsError: 2 ** -10 })
  expect(compareTensors(half(0x4000), half(0xc000))).toMatchObject({ pass: false, maxAbsError: 4, maxRelError: 2 })
  expect(compareTensors(half(0x7e00), half(0x7e01))).toMatchObject({ pass: true })
  expect(compareTensors(half(0x0001), half(0x8001))).toMatchObject({ pass: false, maxAbsError: 2 ** -23 })
  expect(compareTensors(brain(0x4049), brain(0x4048))).toMatchObject({ pass: false, mismatch: { actual: '3.140625', expected: '3.125' } })
  expect(compareTensors(long(2n ** 62n + 1n), long(2n ** 62n))).toMatchObject({ pass: true, maxAbsError: 1 })
  expect(compareTensors(long(1n), long(2n))).toMatchObject({ pass: false, mismatch: { actual: '1', expected: '2' } })
  expect(compareTensors(bool(1), bool(0))).toMatchObject({ pass: false, maxAbsError: 1 })
  expect(compareTensors(text('a'), text('b'))).toMatchObject({ pass: false, mismatch: { index: 0, actual: '"a"', expected: '"b"' } })
  expect(compareTensors(text('a'), text('a'))).toMatchObject({ pass: true })
})

test('the rule, by its formula', () => {
  const values = fc.array(fc.tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.float({ min: -1, max: 1, noNaN: true })), {
    minLength: 1,
  })
  fc.assert(
    fc.property(values, (pairs) => {
      const expected = Float64Array.from(pairs, ([value]) => value)
      const actual = Float64Array.from(pairs, ([value, error]) => value * (1 + error / 500))
      const largest = Math.max(...expected.map(Math.abs))
      const pass = actual.every((a, i) => Math.abs(a - (expected[i] ?? NaN)) <= 1e-3 * Math.abs(expected[i] ?? NaN) + 1e-5 * largest)
      expect(compareTensors(doubles(actual), doubles(expected)).pass).toBe(pass)
    }),
    { seed: 1 },
  )
})
