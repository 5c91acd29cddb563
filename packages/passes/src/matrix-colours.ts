import type { Dense } from './dense-matrix.ts'

/**
 * Two matrices whose rows and columns are told apart by colours: what one matrix's rows have in common with the other's, whatever their order,
 * has one colour. Colours are refined by each other as in a test for isomorphic graphs: a row by the colours of the columns in which
 * its values stand, and the other way round.
 */
export interface Colours {
  /** The matrix, and the one whose orders are looked for. */
  readonly pair: readonly [Side, Side]
  rowColours: number
  columnColours: number
}

interface Side {
  readonly dense: Dense
  /** What a row is divided by: its largest magnitude, with the sign of its sum where that is clear. */
  readonly divisor: Float64Array
  /** 1 where the sign of a row is known, 0 where only magnitudes count. */
  readonly signed: Uint8Array
  readonly rows: Int32Array
  readonly columns: Int32Array
}

/** Sums of values that are equal within 2^-22 differ less than this share of the sum of their magnitudes. */
const sumsWithin = 2 ** -19

/** Rows by what their values add up to; undefined where the matrices are seen to differ. */
export function startingColours(matrix: Dense, other: Dense, scale: boolean): Colours | undefined {
  const pair = [side(matrix, scale), side(other, scale)] as const
  const colours: Colours = { pair, rowColours: 1, columnColours: 1 }
  const keys = pair.map((s) => rowSums(s)) as [Float64Array, Float64Array]
  return splitRows(colours, keys, 3) ? colours : undefined
}

/** Orders under which the second matrix might be the first; undefined where there are none. */
export function distinguish(colours: Colours): { rows: Int32Array; columns: Int32Array } | undefined {
  const { rows, columns } = colours.pair[0].dense
  for (let guesses = 0; ; guesses++) {
    for (let before = -1; before !== colours.rowColours + colours.columnColours;) {
      before = colours.rowColours + colours.columnColours
      if (!splitColumns(colours, colours.pair.map((s) => columnKeys(s)) as [Float64Array, Float64Array], 2)) return undefined
      if (colours.rowColours === rows && colours.columnColours === columns) break
      if (!splitRows(colours, colours.pair.map((s) => rowKeys(s)) as [Float64Array, Float64Array], 2)) return undefined
    }
    const isTold = colours.rowColours === rows && colours.columnColours === columns
    if (isTold || guesses === mostGuesses || !needsGuess(colours)) break
    guess(colours)
  }
  return {
    rows: orderOf(colours.pair[0].rows, colours.pair[1].rows),
    columns: orderOf(colours.pair[0].columns, colours.pair[1].columns),
  }
}

/** Rows that are alike up to here are paired one after the other, this often. */
const mostGuesses = 12

/**
 * Whether it matters which of the rows that share a colour is whose counterpart. Where all columns are told apart, such rows are equal, and so are
 * rows of zeros.
 */
function needsGuess({ pair: [{ dense, rows: colours }], rowColours, columnColours }: Colours): boolean {
  const { rows, columns, values } = dense
  if (rowColours === rows || columnColours === columns) return false
  const seen = new Map<number, number>()
  for (let row = 0; row < rows; row++) {
    const known = seen.get(colours[row]!)
    if (known === undefined) seen.set(colours[row]!, row)
    else
      for (let column = 0; column < columns; column++) if (values[row * columns + column] !== values[known * columns + column]) return true
  }
  return false
}

/** Gives the first row of the first shared colour, and its counterpart, a colour of their own. */
function guess(colours: Colours): void {
  const counts = new Int32Array(colours.rowColours)
  for (const colour of colours.pair[0].rows) counts[colour]!++
  const shared = counts.findIndex((count) => count > 1)
  for (const { rows } of colours.pair) rows[rows.indexOf(shared)] = colours.rowColours
  colours.rowColours++
}

function side(dense: Dense, scale: boolean): Side {
  const { rows, columns, values } = dense
  const divisor = new Float64Array(rows)
  const signed = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    let [largest, sum, magnitude] = [0, 0, 0]
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      const value = values[at]!
      const size = Math.abs(value)
      if (size > largest) largest = size
      magnitude += size
      sum += value
    }
    const isClear = !scale || Math.abs(sum) > 1e-4 * magnitude
    divisor[row] = !scale || largest === 0 ? 1 : sum < 0 && isClear ? -largest : largest
    signed[row] = isClear ? 1 : 0
  }
  return { dense, divisor, signed, rows: new Int32Array(rows), columns: new Int32Array(columns) }
}

/** Of each row: sum of magnitudes, of squares, and the magnitude of the sum, which is taken to be as sure as the first. */
function rowSums({ dense: { rows, columns, values }, divisor }: Side): Float64Array {
  const keys = new Float64Array(rows * 3)
  for (let row = 0; row < rows; row++) {
    let [sizes, squares, sum] = [0, 0, 0]
    for (let at = row * columns; at < (row + 1) * columns; at++) {
      const value = values[at]!
      sizes += Math.abs(value)
      squares += value * value
      sum += value
    }
    const largest = Math.abs(divisor[row]!)
    keys[row * 3] = sizes / largest
    keys[row * 3 + 1] = squares / largest ** 2
    // Compared with the sum of magnitudes: what cancels keeps the error of what it is made of.
    keys[row * 3 + 2] = (Math.abs(sum) + sizes) / largest
  }
  return keys
}

/** Of each row: its values weighted by the colours of their columns, as they are and as magnitudes. */
function rowKeys({ dense: { rows, columns, values }, divisor, signed, columns: colours }: Side): Float64Array {
  const keys = new Float64Array(rows * 2)
  const [first, second] = [weights(colours, 1), weights(colours, 2)]
  for (let row = 0; row < rows; row++) {
    let [sizes, sum, scale] = [0, 0, 0]
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const value = values[at]! / divisor[row]!
      const size = Math.abs(value)
      sizes += first[column]! * size
      sum += second[column]! * value
      scale += size
    }
    keys[row * 2] = sizes
    keys[row * 2 + 1] = signed[row] === 1 ? sum + 2 * scale : sizes
  }
  return keys
}

function columnKeys({ dense: { rows, columns, values }, divisor, signed, rows: colours }: Side): Float64Array {
  const [sizes, sums] = [new Float64Array(columns), new Float64Array(columns)]
  const [first, second] = [weights(colours, 3), weights(colours, 4)]
  for (let row = 0; row < rows; row++) {
    const [w, v, d] = [first[row]!, signed[row] === 1 ? second[row]! : 0, divisor[row]!]
    for (let column = 0, at = row * columns; column < columns; column++, at++) {
      const value = values[at]! / d
      const size = Math.abs(value)
      sizes[column]! += w * size
      sums[column]! += v * value + 2 * size
    }
  }
  const keys = new Float64Array(columns * 2)
  for (let column = 0; column < columns; column++) {
    keys[column * 2] = sizes[column]!
    keys[column * 2 + 1] = sums[column]!
  }
  return keys
}

/** A number between 1/2 and 3/2 for each colour, unlike any other's. */
function weights(colours: Int32Array, salt: number): Float64Array {
  return Float64Array.from(colours, (colour) => {
    let x = Math.imul(colour + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d)
    x = Math.imul(x ^ (x >>> 12), 0x297a2d39)
    return 0.5 + ((x ^ (x >>> 15)) >>> 0) / 2 ** 32
  })
}

function splitRows(colours: Colours, keys: readonly [Float64Array, Float64Array], width: number): boolean {
  const [a, b] = colours.pair
  const count = split([a.rows, b.rows], keys, width)
  if (count === undefined) return false
  colours.rowColours = count
  return true
}

function splitColumns(colours: Colours, keys: readonly [Float64Array, Float64Array], width: number): boolean {
  const [a, b] = colours.pair
  const count = split([a.columns, b.columns], keys, width)
  if (count === undefined) return false
  colours.columnColours = count
  return true
}

/**
 * Splits the colours of both sides by `width` keys each, in place; how many there are then, or undefined where a colour has not as many on
 * one side as on the other.
 */
function split(colours: readonly [Int32Array, Int32Array], keys: readonly [Float64Array, Float64Array], width: number): number | undefined {
  const size = colours[0].length
  const colourOf = (i: number): number => (i < size ? colours[0][i]! : colours[1][i - size]!)
  const keyOf = (i: number, k: number): number => (i < size ? keys[0][i * width + k]! : keys[1][(i - size) * width + k]!)
  let runs = runsOf(
    Uint32Array.from({ length: 2 * size }, (_, i) => i),
    colourOf,
    0,
  )
  for (let k = 0; k < width; k++) runs = runs.flatMap((run) => runsOf(run, (i) => keyOf(i, k), sumsWithin))
  let next = 0
  for (const run of runs) {
    let balance = 0
    for (const i of run) balance += i < size ? 1 : -1
    if (balance !== 0) return undefined
    for (const i of run)
      if (i < size) colours[0][i] = next
      else colours[1][i - size] = next
    next++
  }
  return next
}

/** Sorted by key and cut where neighbours differ by more than `within` of their size. */
function runsOf(members: Uint32Array, key: (i: number) => number, within: number): Uint32Array[] {
  const order = Float64Array.from(members, key)
  const sorted = Uint32Array.from(members.keys()).toSorted((a, b) => order[a]! - order[b]!)
  const runs: Uint32Array[] = []
  let start = 0
  for (let i = 1; i <= sorted.length; i++) {
    const isNext = i < sorted.length && order[sorted[i]!]! - order[sorted[i - 1]!]! <= within * Math.abs(order[sorted[i]!]!)
    if (isNext) continue
    runs.push(sorted.slice(start, i).map((at) => members[at]!))
    start = i
  }
  return runs
}

/** For each of the first its counterpart of the same colour among the second. */
function orderOf(first: Int32Array, second: Int32Array): Int32Array {
  const places = new Map<number, number[]>()
  for (let i = second.length - 1; i >= 0; i--) {
    const known = places.get(second[i]!)
    if (known === undefined) places.set(second[i]!, [i])
    else known.push(i)
  }
  return first.map((colour) => places.get(colour)?.pop() ?? 0)
}
