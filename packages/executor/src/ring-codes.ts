import { convertsShifted, type UnitClass } from '@onnc/hardware'
import type { Tile } from '@onnc/isa'

/** What is added to every code on rings that cannot be negative (`range: offset`), where it reaches the ADC. */
export function ringShiftOf(unitClass: UnitClass, tile: Tile): number {
  return convertsShifted(unitClass) ? (tile.levels - 1) / 2 : 0
}

/** Fills the ring codes, shifted, and a row of ones behind them (it sums the symbols); gives the row sums of the tile's own codes. */
export function loadCodes(weights: Float64Array, tile: Tile, ringShift: number): Float64Array {
  const { rows, columns, codes } = tile
  const rowSums = new Float64Array(rows)
  for (let r = 0; r < rows; r++) {
    let sum = 0
    for (let c = 0; c < columns; c++) {
      const code = codes[r * columns + c]!
      weights[r * columns + c] = code + ringShift
      sum += code
    }
    rowSums[r] = sum
  }
  weights.fill(1, rows * columns, (rows + 1) * columns)
  return rowSums
}

/** Takes off what the shift of the rings added: shift * sum of symbols, which stands in the row of `sums` behind the tile's. */
export function removeRingShift(
  totals: Float64Array,
  sums: Float64Array,
  rows: number,
  count: number,
  stride: number,
  shift: number,
): void {
  for (let r = 0; r < rows; r++) {
    for (let v = 0; v < count; v++) totals[r * stride + v] = totals[r * stride + v]! - shift * sums[rows * stride + v]!
  }
}

/**
 * Takes off what the shift of the inputs added, and turns products of codes into values: (total - inputOffset * row sum) * scale, for
 * totals[at + r * stride + v], v < count.
 */
export function rescale(
  totals: Float64Array,
  at: number,
  count: number,
  stride: number,
  rowSums: Float64Array,
  inputOffset: number,
  scale: number,
): void {
  for (let r = 0; r < rowSums.length; r++) {
    const correction = inputOffset * rowSums[r]!
    const start = at + r * stride
    for (let i = start; i < start + count; i++) totals[i] = (totals[i]! - correction) * scale
  }
}
