import { hasExact, lazyTile, type Tile, type Use } from '@onnc/isa'

type Values = Int8Array | Int16Array | Float32Array | Float64Array

/** The tile as a use sees it: transposed, its columns are the outputs; of outputs those that are read. */
export function tileView(tile: Tile, use: Use): Tile {
  const isTurned = use.direction === 'transposed'
  if (!isTurned && use.firstOutput === undefined) return tile
  const { levels, step } = tile
  const columns = isTurned ? tile.rows : tile.columns
  const seen = <A extends Values>(from: A): A => outputsSeen(isTurned ? transpose(from, tile.rows, tile.columns) : from, columns, use)
  const size = { rows: use.outScale.length, columns, levels, step }
  const codes = (): Tile['codes'] => seen(tile.codes)
  return hasExact(tile) ? lazyTile(size, codes, () => seen(tile.exact!)) : lazyTile(size, codes)
}

/** The same text for uses that see the same. */
export function viewKey({ tile, direction, firstOutput, outScale }: Use): string {
  return `${tile} ${direction ?? 'forward'} ${firstOutput === undefined ? 'all' : `${firstOutput}+${outScale.length}`}`
}

/** Of values by output, `each` for one, those of the outputs that a use reads. */
export function outputsSeen<A extends Values>(values: A, each: number, { firstOutput, outScale }: Use): A {
  if (firstOutput === undefined) return values
  return values.subarray(firstOutput * each, (firstOutput + outScale.length) * each) as A
}

function transpose<A extends Values>(from: A, rows: number, columns: number): A {
  const into = from.slice() as A
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) into[column * rows + row] = from[row * columns + column]!
  return into
}
