import type { KeptWeights } from './kept-weights.ts'
import type { MatrixPart } from './quantise-matrix.ts'

/** One block of a matrix, that a tile holds. */
export type Block = MatrixPart

/** Blocks of the same rows, side by side. */
export type RowBlocks = readonly Block[]

/** Blocks of a matrix in streaming order: all row blocks of the first columns, then of the next. */
export function planBlocks(rows: number, columns: number, crossbar: { rows: number; columns: number }): Block[] {
  const blocks: Block[] = []
  for (let column = 0; column < columns; column += crossbar.columns)
    for (let row = 0; row < rows; row += crossbar.rows)
      blocks.push({
        row,
        rows: Math.min(crossbar.rows, rows - row),
        column,
        columns: Math.min(crossbar.columns, columns - column),
      })
  return blocks
}

/** Blocks that hold all weights of a matrix but for zeros, by the rows they share. */
export function keptBlocks({ groups }: KeptWeights): RowBlocks[] {
  return groups.map(({ rows, tiles }) =>
    tiles.map((columns) => ({ row: rows[0]!, rows: rows.length, column: columns[0]!, columns: columns.length, listed: { rows, columns } })),
  )
}

/** Blocks by the rows they share. */
export function byRows(blocks: readonly Block[]): RowBlocks[] {
  const rows = new Map<number, Block[]>()
  for (const block of blocks) {
    const side = rows.get(block.row)
    if (side === undefined) rows.set(block.row, [block])
    else side.push(block)
  }
  return [...rows.values()]
}

/** What tells a block from others of its matrix. */
export function blockKey({ row, column, listed }: Block): string {
  return listed === undefined ? `${row} ${column}` : `${listed.rows.join()} ${listed.columns.join()}`
}
