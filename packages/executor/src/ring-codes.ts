import { convertsShifted, type UnitClass } from '@onnc/hardware'
import type { Tile } from '@onnc/isa'

/** What is added to every code on rings that cannot be negative (`range: offset`), where it reaches the ADC. */
export function ringShiftOf(unitClass: UnitClass, tile: Pick<Tile, 'levels'>): number {
  return convertsShifted(unitClass) ? (tile.levels - 1) / 2 : 0
}

/** inputOffset times the row sums of the tile's own codes: what the shift of the inputs adds to each row. */
export function inputCorrections({ rows, columns, codes }: Tile, inputOffset: number): Float32Array {
  const sums = new Float32Array(rows)
  for (let r = 0; r < rows; r++) {
    let sum = 0
    for (let c = 0; c < columns; c++) sum += codes[r * columns + c]!
    sums[r] = inputOffset * sum
  }
  return sums
}
