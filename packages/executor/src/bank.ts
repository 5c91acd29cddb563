import type { UnitClass } from '@onnc/hardware'
import type { Tile } from '@onnc/isa'
import type { RingDrives } from './ring-drives.ts'

/** One ring set of a unit, as the programs of its queue leave it. */
export interface Bank {
  /** Index of the tile programmed last, -1 before. */
  tile: number
  rows: number
  columns: number
  /** Columns of each row that were ever programmed: those rings are held until the program ends. */
  readonly held: Uint16Array
  /** All rings of so many rows and columns are held. */
  heldRows: number
  heldColumns: number
  /** Code of each ring, `neverWritten` before; kept only for programs that write changed rings. */
  readonly codes: Float64Array | undefined
}

const neverWritten = -(2 ** 31)

export function createBank(unitClass: UnitClass, keepCodes: boolean): Bank {
  const { rows, columns } = unitClass
  const codes = keepCodes ? new Float64Array(rows * columns).fill(neverWritten) : undefined
  return { tile: -1, rows: 0, columns: 0, held: new Uint16Array(rows), heldRows: 0, heldColumns: 0, codes }
}

/**
 * Programs a tile into a bank. `written`: rings that get a new drive, all of the tile's or only those whose code, or in a linked program drive code, changes;
 * `newlyHeld`: rings that were never programmed before.
 */
export function writeTile(
  bank: Bank,
  unitClass: UnitClass,
  index: number,
  tile: Tile,
  write: 'whole' | 'changed',
  drives: () => RingDrives,
): { readonly written: number; readonly newlyHeld: number } {
  bank.tile = index
  bank.rows = tile.rows
  bank.columns = tile.columns
  const newlyHeld = tile.rows <= bank.heldRows && tile.columns <= bank.heldColumns ? 0 : holdRings(bank, tile)
  // What activations write is known at run time only.
  if (tile.activations !== undefined) bank.codes?.fill(neverWritten)
  const changed =
    bank.codes === undefined || tile.activations !== undefined ? tile.rows * tile.columns : writeCodes(bank.codes, tile, drives())
  return { written: write === 'whole' ? tile.rows * tile.columns : changed, newlyHeld }
}

/** Rings of the tile that were not held before, and are now. */
function holdRings(bank: Bank, { rows, columns }: Tile): number {
  let newlyHeld = 0
  for (let row = 0; row < rows; row++) {
    const held = bank.held[row]!
    if (columns <= held) continue
    newlyHeld += columns - held
    bank.held[row] = columns
  }
  if (rows >= bank.heldRows && columns >= bank.heldColumns) {
    bank.heldRows = rows
    bank.heldColumns = columns
  }
  return newlyHeld
}

/** Stores the codes of the rings; how many were another before. */
function writeCodes(codes: Float64Array, tile: Tile, { ringOf, codeOf }: RingDrives): number {
  let changed = 0
  for (let row = 0; row < tile.rows; row++) {
    for (let column = 0; column < tile.columns; column++) {
      const ring = ringOf(row, column)
      const code = codeOf(row, column)
      if (codes[ring] === code) continue
      codes[ring] = code
      changed++
    }
  }
  return changed
}
