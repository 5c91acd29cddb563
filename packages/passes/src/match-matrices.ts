import type { Dense } from './dense-matrix.ts'
import { distinguish, startingColours } from './matrix-colours.ts'

/** How one matrix is another: matrix[i][j] = scale[i] * inScale[j] * other[rowOrder[i]][columnOrder[j]]. What is absent changes nothing. */
export interface Likeness {
  readonly rowOrder?: Int32Array
  readonly columnOrder?: Int32Array
  readonly scale?: Float32Array
  readonly inScale?: Float32Array
}

/** What may differ between matrices that count as alike. */
export interface Alike {
  /** The order of rows and columns. */
  readonly permute: boolean
  /** A factor, of either sign, of each row. */
  readonly scale: boolean
}

/** Values that differ by no more than this share are equal. */
export const equalWithin: number = 2 ** -22

/**
 * How `matrix` is `other`, if it is: found by invariants of rows and columns, then compared value by value, so that what differs is never taken for
 * alike. Matrices with many rows that no invariant tells apart may not be recognised. Cost: linear in elements, times about ten where orders differ.
 */
export function likenessOf(matrix: Dense, other: Dense, alike: Alike): Likeness | undefined {
  if (matrix.rows !== other.rows || matrix.columns !== other.columns) return undefined
  const plain = compare(matrix, other, undefined, undefined, alike)
  if (plain !== undefined || !alike.permute) return plain
  const colours = startingColours(matrix, other, alike.scale)
  if (colours === undefined) return undefined
  const orders = distinguish(colours)
  return orders === undefined ? undefined : compare(matrix, other, orders.rows, orders.columns, alike)
}

/** The same with a factor for each column instead of each row. */
export function likenessByColumns(matrix: Dense, other: Dense, alike: Alike): Likeness | undefined {
  const found = likenessOf(transposed(matrix), transposed(other), { ...alike, scale: true })
  if (found === undefined) return undefined
  const { rowOrder: columnOrder, columnOrder: rowOrder, scale: inScale } = found
  return {
    ...(rowOrder === undefined ? {} : { rowOrder }),
    ...(columnOrder === undefined ? {} : { columnOrder }),
    ...(inScale === undefined ? {} : { inScale }),
  }
}

/** The order that undoes another. */
export function inverseOrder(order: ArrayLike<number>): Int32Array {
  const inverse = new Int32Array(order.length)
  for (let i = 0; i < order.length; i++) inverse[order[i]!] = i
  return inverse
}

/** The rows of a matrix as columns. */
export function transposed({ rows, columns, values }: Dense): Dense {
  const turned = new Float32Array(values.length)
  const side = 32
  for (let top = 0; top < rows; top += side)
    for (let left = 0; left < columns; left += side)
      for (let row = top; row < Math.min(rows, top + side); row++)
        for (let column = left; column < Math.min(columns, left + side); column++)
          turned[column * rows + row] = values[row * columns + column]!
  return { rows: columns, columns: rows, values: turned }
}

/** Checks an order of rows and columns, and finds the factor of each row. */
function compare(
  matrix: Dense,
  other: Dense,
  rowOrder: Int32Array | undefined,
  columnOrder: Int32Array | undefined,
  alike: Alike,
): Likeness | undefined {
  const { rows, columns, values } = matrix
  const scale = new Float32Array(rows)
  let isScaled = false
  for (let row = 0; row < rows; row++) {
    const from = (rowOrder?.[row] ?? row) * columns
    const at = row * columns
    const factor = alike.scale ? factorOf(values, at, other.values, from, columns, columnOrder) : 1
    if (!isSame(values, at, other.values, from, { columns, columnOrder, factor })) return undefined
    scale[row] = factor
    isScaled ||= Math.abs(factor - 1) > equalWithin
  }
  return {
    ...(rowOrder === undefined || isIdentity(rowOrder) ? {} : { rowOrder }),
    ...(columnOrder === undefined || isIdentity(columnOrder) ? {} : { columnOrder }),
    ...(isScaled ? { scale } : {}),
  }
}

/** What a row is another times, by its largest element; 1 for a row of zeros. */
function factorOf(
  values: Float32Array,
  at: number,
  other: Float32Array,
  from: number,
  columns: number,
  order: Int32Array | undefined,
): number {
  let [largest, place] = [0, 0]
  for (let column = 0; column < columns; column++) {
    const magnitude = Math.abs(values[at + column]!)
    if (magnitude > largest) [largest, place] = [magnitude, column]
  }
  const divisor = other[from + (order?.[place] ?? place)]!
  const factor = largest === 0 || divisor === 0 ? 1 : values[at + place]! / divisor
  return Number.isFinite(factor) ? factor : 1
}

interface Row {
  readonly columns: number
  readonly columnOrder: Int32Array | undefined
  readonly factor: number
}

function isSame(values: Float32Array, at: number, other: Float32Array, from: number, { columns, columnOrder, factor }: Row): boolean {
  for (let column = 0; column < columns; column++) {
    const value = values[at + column]!
    const wanted = factor * other[from + (columnOrder === undefined ? column : columnOrder[column]!)]!
    // Also false for what is not a number.
    if (!(Math.abs(value - wanted) <= equalWithin * Math.abs(value))) return false
  }
  return true
}

function isIdentity(order: Int32Array): boolean {
  return order.every((to, i) => to === i)
}
