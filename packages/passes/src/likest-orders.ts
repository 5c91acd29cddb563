import { assign } from './assignment.ts'

/** Which row and column of a tile stands in each of its places. */
export interface Orders {
  readonly rows: Int32Array
  readonly columns: Int32Array
}

/** Levels of a tile, row-major. */
interface Codes {
  readonly rows: number
  readonly columns: number
  readonly codes: Int8Array | Int16Array
}

/** Rows and columns are assigned this often, in turn. */
const rounds = 3

/**
 * Orders of a tile's rows and columns in which many of its levels stand where the same level stands in `held`, rows of `stride`. Rows are assigned for the
 * order of columns, columns for that of rows, and so on, each as well as can be; what comes out is no best pair. Undefined where it gains nothing.
 */
export function likestOrders(tile: Codes, held: Int32Array, stride: number): Orders | undefined {
  const { rows, columns, codes } = tile
  let [rowOrder, columnOrder] = [identity(rows), identity(columns)]
  const before = matches(tile, held, stride, rowOrder, columnOrder)
  const likeRows = new Int32Array(rows * rows)
  const likeColumns = new Int32Array(columns * columns)
  for (let round = 0; round < rounds; round++) {
    likeRows.fill(0)
    for (let place = 0; place < rows; place++)
      for (let row = 0; row < rows; row++) {
        let same = 0
        for (let c = 0; c < columns; c++) if (held[place * stride + c] === codes[row * columns + columnOrder[c]!]) same++
        likeRows[place * rows + row] = same
      }
    rowOrder = assign(likeRows, rows)
    likeColumns.fill(0)
    for (let r = 0; r < rows; r++) {
      const row = rowOrder[r]! * columns
      for (let place = 0; place < columns; place++) {
        const level = held[r * stride + place]!
        const line = place * columns
        for (let column = 0; column < columns; column++) if (codes[row + column] === level) likeColumns[line + column]!++
      }
    }
    columnOrder = assign(likeColumns, columns)
  }
  return matches(tile, held, stride, rowOrder, columnOrder) > before ? { rows: rowOrder, columns: columnOrder } : undefined
}

function identity(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i)
}

function matches({ rows, columns, codes }: Codes, held: Int32Array, stride: number, rowOrder: Int32Array, columnOrder: Int32Array): number {
  let same = 0
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) if (held[r * stride + c] === codes[rowOrder[r]! * columns + columnOrder[c]!]) same++
  return same
}
