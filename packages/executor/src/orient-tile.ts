import { hasExact, lazyTile, type Tile, type Use } from '@onnc/isa'

/** The tile as a use sees it: transposed, its columns are the outputs. */
export function orientTile(tile: Tile, { direction }: Use): Tile {
  if (direction !== 'transposed') return tile
  const { rows, columns, levels, step } = tile
  const turned = { rows: columns, columns: rows, levels, step }
  const codes = (): Tile['codes'] => {
    const { codes: from } = tile
    return transpose(from, from.slice(), rows, columns)
  }
  if (!hasExact(tile)) return lazyTile(turned, codes)
  return lazyTile(turned, codes, () => {
    const from = tile.exact!
    return transpose(from, from.slice(), rows, columns)
  })
}

function transpose<A extends Int8Array | Int16Array | Float32Array>(from: A, into: A, rows: number, columns: number): A {
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) into[column * rows + row] = from[row * columns + column]!
  return into
}
