import { convertsShifted, type UnitClass } from '@onnc/hardware'
import { roundHalfEven } from './round-half-even.ts'

/** Largest code of the ADC: one bit is the sign, unless it converts the currents of shifted rings on one arm, which have none. */
export function largestAdcCode(unitClass: UnitClass): number {
  const { bits } = unitClass.readout
  const positive = convertsShifted(unitClass) && unitClass.moving.signs !== 'arms'
  return positive ? 2 ** bits - 1 : Math.max(1, 2 ** (bits - 1) - 1)
}

/**
 * The smallest range a programmable gain can set (`gainRange`): full scale of the unit's columns over the largest gain; 0 where any gain can
 * be set.
 */
export function leastAdcRange(unitClass: UnitClass, levels: number): number {
  const { columns, moving, readout } = unitClass
  if (readout.gainRange === undefined) return 0
  const largestWeight = convertsShifted(unitClass) ? levels - 1 : (levels - 1) / 2
  return (columns * largestWeight * (2 ** moving.sliceBits - 1)) / readout.gainRange.value
}

/**
 * Converts the photocurrent sums of one sample in one plane and adds factor * value to `totals`.
 * The sum of row r and vector v is sums[at + r * stride + v], its total totals[at + r * stride + v], for r < rows and v < count.
 * Range: max |sum| over the sample (one gain for the stream) or over each row (`perRow`), at least `leastRange`; step = range / largest code;
 * code = round half to even (sum * largest / range): sums are integers, so ties are exact, and the range keeps codes within the largest.
 */
export function digitise(
  sums: Float64Array,
  totals: Float64Array,
  at: number,
  rows: number,
  count: number,
  stride: number,
  largest: number,
  perRow: boolean,
  leastRange: number,
  factor: number,
): void {
  const step = perRow ? 1 : rows
  for (let row = 0; row < rows; row += step) {
    const range = Math.max(leastRange, largestMagnitude(sums, at + row * stride, step, count, stride))
    if (range === 0) continue
    const unit = factor * (range / largest)
    for (let r = row; r < row + step; r++) {
      const start = at + r * stride
      for (let i = start; i < start + count; i++) totals[i] = totals[i]! + unit * roundHalfEven((sums[i]! * largest) / range)
    }
  }
}

function largestMagnitude(sums: Float64Array, at: number, rows: number, count: number, stride: number): number {
  let range = 0
  for (let r = 0; r < rows; r++) {
    const start = at + r * stride
    for (let i = start; i < start + count; i++) {
      const magnitude = Math.abs(sums[i]!)
      if (magnitude > range) range = magnitude
    }
  }
  return range
}
