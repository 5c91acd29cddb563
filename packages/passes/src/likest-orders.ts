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
  const heldRows = pack(rows, columns, (row, column) => held[row * stride + column]!)
  const heldColumns = pack(columns, rows, (column, row) => held[row * stride + column]!)
  for (let round = 0; round < rounds; round++) {
    const order = columnOrder
    rowOrder = assign(
      likeness(
        heldRows,
        pack(rows, columns, (row, column) => codes[row * columns + order[column]!]!),
        rows,
      ),
      rows,
    )
    const found = rowOrder
    const turned = pack(columns, rows, (column, row) => codes[found[row]! * columns + column]!)
    columnOrder = assign(likeness(heldColumns, turned, columns), columns)
  }
  return matches(tile, held, stride, rowOrder, columnOrder) > before ? { rows: rowOrder, columns: columnOrder } : undefined
}

/** Levels of each line as bytes, four in a word; levels of more than a byte by their last one, none as one that no level of a byte is. */
function pack(lines: number, length: number, levelAt: (line: number, at: number) => number): Int32Array {
  const words = Math.ceil(length / 4)
  const bytes = new Int8Array(4 * words * lines)
  for (let line = 0; line < lines; line++)
    for (let at = 0; at < length; at++) {
      const level = levelAt(line, at)
      bytes[4 * words * line + at] = level < -(2 ** 30) ? -128 : level
    }
  return new Int32Array(bytes.buffer)
}

/** For each place, how many levels each line has in common with the one there; as many more for all as bytes fill the last word. */
function likeness(held: Int32Array, lines: Int32Array, count: number): Int32Array {
  const words = held.length / count
  const like = new Int32Array(count * count)
  for (let place = 0; place < count; place++)
    for (let line = 0; line < count; line++) {
      let same = 0
      for (let word = 0, a = place * words, b = line * words; word < words; word += sumWords) {
        // By byte, how often it was equal; no byte can overflow before they are added.
        let sums = 0
        for (const end = Math.min(words, word + sumWords) - word + a; a < end; a++, b++) {
          const differs = held[a]! ^ lines[b]!
          sums += (~(((differs & 0x7f7f7f7f) + 0x7f7f7f7f) | differs | 0x7f7f7f7f) >>> 7) & 0x01010101
        }
        same += Math.imul((sums & 0x00ff00ff) + ((sums >>> 8) & 0x00ff00ff), 0x00010001) >>> 16
      }
      like[place * count + line] = same
    }
  return like
}

const sumWords = 128

function identity(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i)
}

function matches({ rows, columns, codes }: Codes, held: Int32Array, stride: number, rowOrder: Int32Array, columnOrder: Int32Array): number {
  let same = 0
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) if (held[r * stride + c] === codes[rowOrder[r]! * columns + columnOrder[c]!]) same++
  return same
}
