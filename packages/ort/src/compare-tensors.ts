import { floatBits, formatTensorType, type Tensor } from '@onnc/support'

/** An element passes when |actual - expected| <= relative * |expected| + ofMaximum * max |expected| over the tensor. */
export interface Tolerance {
  readonly relative: number
  readonly ofMaximum: number
}

export const defaultTolerance: Tolerance = { relative: 1e-3, ofMaximum: 1e-5 }

export interface Comparison {
  readonly pass: boolean
  /** Largest |actual - expected|; infinite where a value is not finite and the other differs. */
  readonly maxAbsError: number
  /** `maxAbsError` over the largest finite |expected|; of an all-zero tensor 0 or infinite. */
  readonly maxRelError: number
  /** The first element that does not pass: its index in row-major order, and both values. */
  readonly mismatch?: { readonly index: number; readonly actual: string; readonly expected: string }
  /** Why elements were not compared. */
  readonly reason?: string
}

/**
 * Compares a result with its reference. One rule for numbers of every type, on their exact values; NaN equals NaN, an infinity itself.
 * Booleans pass only when equal, by that rule; strings too. Different types or shapes do not pass.
 */
export function compareTensors(actual: Tensor, expected: Tensor, tolerance: Tolerance = defaultTolerance): Comparison {
  if (actual.type !== expected.type || actual.shape.join() !== expected.shape.join()) {
    const found = formatTensorType(actual.type, actual.shape)
    return { ...differs, reason: `the result is ${found}, expected ${formatTensorType(expected.type, expected.shape)}` }
  }
  if (actual.data.length !== expected.data.length) {
    return { ...differs, reason: `the result has ${actual.data.length} values, expected ${expected.data.length}` }
  }
  if (actual.type === 'string' || expected.type === 'string') return compareStrings(actual.data as string[], expected.data as string[])
  if (actual.data instanceof BigInt64Array || actual.data instanceof BigUint64Array) {
    return compareIntegers(actual.data, expected.data as BigInt64Array, tolerance)
  }
  const read = floatBits[actual.type]?.decode ?? ((value: number) => value)
  return compareNumbers(actual.data as Float64Array, expected.data as Float64Array, read, tolerance)
}

const differs = { pass: false, maxAbsError: Infinity, maxRelError: Infinity } as const

function compareNumbers(actual: Float64Array, expected: Float64Array, read: (value: number) => number, tolerance: Tolerance): Comparison {
  let largest = 0
  for (const value of expected) {
    const magnitude = Math.abs(read(value))
    if (magnitude > largest && magnitude < Infinity) largest = magnitude
  }
  const floor = tolerance.ofMaximum * largest
  let maxAbsError = 0
  let first = -1
  for (let i = 0; i < expected.length; i++) {
    const a = read(actual[i]!)
    const b = read(expected[i]!)
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue
    const error = Math.abs(a - b)
    // NaN on one side only: no distance, and no tolerance that could pass it.
    maxAbsError = Number.isNaN(error) ? Infinity : Math.max(maxAbsError, error)
    if (!(error <= tolerance.relative * Math.abs(b) + floor && error < Infinity) && first < 0) first = i
  }
  return conclude(maxAbsError, largest, first, (i) => [read(actual[i]!), read(expected[i]!)])
}

/** Differences of 64-bit integers are taken before they become floating-point numbers. */
function compareIntegers(
  actual: BigInt64Array | BigUint64Array,
  expected: BigInt64Array | BigUint64Array,
  tolerance: Tolerance,
): Comparison {
  let largest = 0
  for (const value of expected) largest = Math.max(largest, Math.abs(Number(value)))
  let maxAbsError = 0
  let first = -1
  for (let i = 0; i < expected.length; i++) {
    if (actual[i] === expected[i]) continue
    const error = Math.abs(Number(actual[i]! - expected[i]!))
    maxAbsError = Math.max(maxAbsError, error)
    if (error > tolerance.relative * Math.abs(Number(expected[i])) + tolerance.ofMaximum * largest && first < 0) first = i
  }
  return conclude(maxAbsError, largest, first, (i) => [actual[i]!, expected[i]!])
}

function compareStrings(actual: readonly string[], expected: readonly string[]): Comparison {
  const first = expected.findIndex((text, i) => actual[i] !== text)
  if (first < 0) return { pass: true, maxAbsError: 0, maxRelError: 0 }
  return { ...differs, mismatch: { index: first, actual: JSON.stringify(actual[first]), expected: JSON.stringify(expected[first]) } }
}

function conclude(
  maxAbsError: number,
  largest: number,
  first: number,
  values: (index: number) => readonly [number | bigint, number | bigint],
): Comparison {
  const errors = { maxAbsError, maxRelError: maxAbsError === 0 ? 0 : maxAbsError / largest }
  if (first < 0) return { pass: true, ...errors }
  const [actual, expected] = values(first)
  return { pass: false, ...errors, mismatch: { index: first, actual: String(actual), expected: String(expected) } }
}
