import type { TilePlace } from '@onnc/isa'

import { matchPairs } from './match-pairs.ts'

/** A tile to lay into a bank. */
export interface PlacedTile {
  readonly rows: number
  readonly columns: number
  /** Whether the weight of a ring may be what a ring without drive gives. */
  readonly mayBeDark: (row: number, column: number) => boolean
}

/** A bank: its size, and the rings that cannot be used, row * columns + column. */
export interface BankRings {
  readonly rows: number
  readonly columns: number
  readonly bad: ReadonlySet<number>
}

/**
 * Rows and columns of the bank for those of a tile, so that no weight lies at a bad ring, unless it may be dark; undefined where none are
 * found. The first rows and columns if they serve; else columns are given up that have the most bad rings, while there are more than
 * the tile has, and rows are matched to those that serve.
 */
export function placeTile(tile: PlacedTile, bank: BankRings): TilePlace | undefined {
  const badOfRow = new Map<number, number[]>()
  for (const ring of bank.bad) {
    const row = Math.floor(ring / bank.columns)
    badOfRow.set(row, [...(badOfRow.get(row) ?? []), ring % bank.columns])
  }
  for (const columns of [firstOnes(tile.columns), cleanestColumns(tile, bank, badOfRow)]) {
    const place = new Map(columns.map((column, i) => [column, i]))
    const serves = (row: number, rowOfBank: number): boolean =>
      (badOfRow.get(rowOfBank) ?? []).every((column) => {
        const at = place.get(column)
        return at === undefined || tile.mayBeDark(row, at)
      })
    const rows = matchPairs(tile.rows, bank.rows, serves)
    if (rows !== undefined) return { rows, columns }
  }
  return undefined
}

function firstOnes(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

/** As many columns as the tile has, ascending: the ones left when those with the most bad rings, in the rows that stay, are given up. */
function cleanestColumns(tile: PlacedTile, bank: BankRings, badOfRow: ReadonlyMap<number, readonly number[]>): number[] {
  const bad = new Map([...badOfRow].map(([row, columns]) => [row, new Set(columns)]))
  const columns = new Set(firstOnes(bank.columns))
  let spareRows = bank.rows - tile.rows
  for (;;) {
    const counts = new Map<number, number>()
    let [worstRow, inWorstRow] = [-1, 0]
    for (const [row, ofRow] of bad) {
      if (ofRow.size > inWorstRow) [worstRow, inWorstRow] = [row, ofRow.size]
      for (const column of ofRow) counts.set(column, (counts.get(column) ?? 0) + 1)
    }
    const [column, inColumn] = [...counts].reduce((worst, entry) => (entry[1] > worst[1] ? entry : worst), [-1, 0] as [number, number])
    const spareColumns = columns.size - tile.columns
    if (inColumn > 0 && spareColumns > 0 && (inColumn >= inWorstRow || spareRows === 0)) {
      columns.delete(column)
      for (const ofRow of bad.values()) ofRow.delete(column)
    } else if (inWorstRow > 0 && spareRows > 0) {
      spareRows--
      bad.delete(worstRow)
    } else return [...columns].slice(0, tile.columns)
  }
}
