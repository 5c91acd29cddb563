import {
  type Blob,
  denseAttribute,
  type DenseAttribute,
  derivedBlob,
  f32,
  float32Blob,
  i16,
  i8,
  readBlobInto,
  sliceBlob,
  tensorType,
  type TensorType,
  type Type,
} from '@onnc/ir'

import { gridStep, magnitudesOf, rowScaleOnGrid, scalesOfClusters } from './level-grid.ts'
import { storedRows } from './stored-rows.ts'

/** A matrix as ring codes: matrix[m, k] ~ scale[m] * step * codes[m, k]. Codes are computed when they are read, box by box. */
export interface QuantisedMatrix {
  /** f32 [M, K]. */
  readonly matrix: Blob
  readonly levels: number
  /** Of each row, carried by the use, so that it never touches the rings; of a whole matrix its `largest`. */
  readonly scale: Float32Array
  /** Magnitude of the highest level of each row: its largest weight (1 for a row of zeros), or that of the grid the matrix lies on. */
  readonly largest: Float32Array
  readonly step: number
  /** Which digit of the codes these are, counted from the lowest, where several tiles hold a weight. */
  readonly slice?: { readonly index: number; readonly count: number }
}

/** Sides of the boxes that are looked at for the scale of their rows. */
const boxSide = 512

/**
 * Symmetric uniform quantisation to an odd number of levels, so that zero is a level; one scale per row, as DESIGN "Numbers"
 * has it: scales belong to the use of a tile. Where all weights lie on one grid of no more levels (those of `slices` digits together), as
 * clustered and quantised ones may, levels are whole parts of its step, and no weight is moved; clustered weights on no grid have the scale at which they are
 * moved least. With `oneScale` all rows have the same, so that the
 * columns, which a transposed use has for rows, have it too. Reads the matrix box by box, at most twice.
 */
export function quantiseMatrix(
  matrix: Blob,
  levels: number,
  { slices = 1, oneScale = false }: { readonly slices?: number; readonly oneScale?: boolean } = {},
): QuantisedMatrix {
  const [rows, columns] = matrix.shape as [number, number]
  const stored = storedRows(matrix)
  const scale = new Float32Array(rows)
  for (let row = 0; row < rows; row += boxSide) {
    for (let column = 0; column < columns; column += boxSide) {
      const size: [number, number] = [Math.min(boxSide, rows - row), Math.min(boxSide, columns - column)]
      const box = scratchFor(size[0] * size[1])
      readBlobInto(sliceBlob(stored, [row, column], size), new Uint8Array(box.buffer, box.byteOffset, box.byteLength))
      widenScales(scale, row, box, size[1])
    }
  }
  if (oneScale) scale.fill(scale.reduce((a, b) => Math.max(a, b), 0))
  const top = largestCode(levels ** slices)
  const scaleOf = scalesFor(stored, top)
  const largest = scale.map((magnitude) => (magnitude === 0 ? 1 : scaleOf(magnitude)))
  return { matrix, levels, scale: largest, largest, step: Math.fround(1 / largestCode(levels)) }
}

/** The magnitude of the highest level of a row, by its largest weight. */
function scalesFor(matrix: Blob, top: number): (largest: number) => number {
  const magnitudes = magnitudesOf(matrix, top)
  if (magnitudes === undefined) return (largest) => largest
  const step = gridStep(magnitudes, top)
  if (step !== undefined) return (largest) => rowScaleOnGrid(largest, step, top)
  return scalesOfClusters(magnitudes, top) ?? ((largest) => largest)
}

/** Tiles of `levels` levels that together tell apart as many weights as `bits` bits do, zero in the middle. */
export function slicesFor(bits: number, levels: number): number {
  let slices = 1
  while (levels ** slices < 2 ** bits - 1) slices++
  return slices
}

/**
 * A matrix in `count` digits of base `levels`, from -(levels - 1) / 2 to (levels - 1) / 2, the lowest first: their sum, each with its scale,
 * has levels^count levels. The lowest digit takes what the others leave, so that the exact weights add up.
 */
export function sliceMatrix(quantised: QuantisedMatrix, count: number): readonly QuantisedMatrix[] {
  if (count === 1) return [quantised]
  const { levels, largest } = quantised
  const share = largestCode(levels) / largestCode(levels ** count)
  return Array.from({ length: count }, (_, index) => ({
    ...quantised,
    scale: largest.map((magnitude) => magnitude * share * levels ** index),
    slice: { index, count },
  }))
}

/** One digit of a fraction of the largest weight, as a fraction of the largest digit. */
function digitOf(fraction: number, levels: number, { index, count }: { readonly index: number; readonly count: number }): number {
  const [digitTop, top] = [largestCode(levels), largestCode(levels ** count)]
  const exact = fraction * top
  let rest = Math.min(top, Math.max(-top, Math.round(exact)))
  let digit = 0
  for (let i = 0; i <= index; i++) {
    digit = ((((rest + digitTop) % levels) + levels) % levels) - digitTop
    if (i === 0 && index === 0) return (exact - (rest - digit)) / digitTop
    rest = (rest - digit) / levels
  }
  return digit / digitTop
}

function widenScales(scale: Float32Array, firstRow: number, weights: Float32Array, columns: number): void {
  for (let at = 0, row = firstRow; at < weights.length; row++) {
    let largest = scale[row]!
    for (const end = at + columns; at < end; at++) largest = Math.max(largest, Math.abs(weights[at]!))
    scale[row] = largest
  }
}

/** A box of a quantised matrix. */
export interface QuantisedBox {
  /** i8 or i16 [rows, columns], in [-(levels - 1) / 2, (levels - 1) / 2]. */
  readonly codes: Blob
  /** f32 [rows, columns]: the weights divided by their row's scale, in [-1, 1]. */
  readonly exact: Blob
}

/** A part of a matrix: rows [row, row + rows), columns [column, column + columns), or the rows and columns that are listed. */
export interface MatrixPart {
  readonly row: number
  readonly rows: number
  readonly column: number
  readonly columns: number
  readonly listed?: { readonly rows: readonly number[]; readonly columns: readonly number[] }
}

/** Codes and weights of a part; nothing is computed yet. */
export function quantisedBox({ matrix, levels, largest, slice }: QuantisedMatrix, part: MatrixPart): QuantisedBox {
  const { row, rows, column, columns, listed } = part
  const shape = sharedShape(rows, columns)
  const top = largestCode(levels)
  const element = top <= 127 ? i8 : i16
  // The scale of a row comes from all of the matrix.
  const digit = slice === undefined ? '' : `, digit ${slice.index} of ${slice.count}`
  const place = listed === undefined ? `${row},${column}` : `rows ${listed.rows.join()} columns ${listed.columns.join()}`
  const identity = { name: `${levels} levels at ${place}${digit}`, of: sharedList(matrix) }
  // The box is cut out when it is read: thousands of tiles wait to be.
  const fractions = (): Float32Array<ArrayBuffer> =>
    lastFractions(identity, rows * columns, (into) => {
      if (listed === undefined) fractionsOf(sliceBlob(matrix, [row, column], shape), largest, row, into)
      else listedFractions(matrix, largest, listed, into)
      if (slice !== undefined) for (let i = 0; i < into.length; i++) into[i] = digitOf(into[i]!, levels, slice)
    })
  return {
    codes: derivedBlob(element, shape, nothing, () => codesOf(fractions(), top), identity),
    exact: derivedBlob(f32, shape, nothing, () => new Uint8Array(fractions().slice().buffer), identity),
  }
}

const nothing: readonly Blob[] = []

const lists = new WeakMap<Blob, readonly Blob[]>()

function sharedList(blob: Blob): readonly Blob[] {
  const list = lists.get(blob) ?? [blob]
  lists.set(blob, list)
  return list
}

/** Thousands of boxes have the same shape. */
const shapes = new Map<string, readonly number[]>()

function sharedShape(rows: number, columns: number): readonly number[] {
  const key = `${rows} ${columns}`
  const shape = shapes.get(key) ?? [rows, columns]
  shapes.set(key, shape)
  return shape
}

/** The type of a box's codes or weights; boxes of one shape share it. */
export function boxType({ shape, element }: Blob): TensorType {
  const ofShape = boxTypes.get(shape) ?? new Map<Type, TensorType>()
  boxTypes.set(shape, ofShape)
  const type = ofShape.get(element) ?? tensorType(shape, element)
  ofShape.set(element, type)
  return type
}

const boxTypes = new WeakMap<readonly number[], Map<Type, TensorType>>()

/** The scales of the rows of a part, as streams carry them; the same rows give the same attribute. */
export function rowScales(scale: Float32Array, { row, rows, listed }: Pick<MatrixPart, 'row' | 'rows' | 'listed'>): DenseAttribute {
  const known = scalesOf.get(scale) ?? new Map<string, DenseAttribute>()
  scalesOf.set(scale, known)
  const key = listed === undefined ? `${row} ${rows}` : listed.rows.join()
  const values = (): Float32Array =>
    listed === undefined ? scale.slice(row, row + rows) : Float32Array.from(listed.rows, (index) => scale[index]!)
  const make = (): DenseAttribute => denseAttribute(tensorType([rows], f32), float32Blob([rows], values()), 'scale')
  const scales = known.get(key) ?? make()
  known.set(key, scales)
  return scales
}

const scalesOf = new WeakMap<Float32Array, Map<string, DenseAttribute>>()

function largestCode(levels: number): number {
  return (levels - 1) / 2
}

/** What codes are computed from; reused, since a large model has thousands of tiles. */
let scratch = new Float32Array()

function scratchFor(count: number): Float32Array<ArrayBuffer> {
  if (scratch.length < count) scratch = new Float32Array(count)
  return scratch.subarray(0, count)
}

let last: { readonly box: object | undefined; readonly fractions: Float32Array<ArrayBuffer> } = {
  box: undefined,
  fractions: new Float32Array(),
}

/** What `compute` writes; that of the last box is still there, since whoever writes a program wants the codes of a box and then its weights. */
function lastFractions(box: object, count: number, compute: (into: Float32Array<ArrayBuffer>) => void): Float32Array<ArrayBuffer> {
  if (last.box === box) return last.fractions
  const fractions = last.fractions.length === count ? last.fractions : new Float32Array(count)
  last = { box: undefined, fractions }
  compute(fractions)
  last = { box, fractions }
  return fractions
}

/** Weights divided by the scale of their row, written to `into`. */
function fractionsOf(weights: Blob, scale: Float32Array, firstRow: number, into: Float32Array<ArrayBuffer>): void {
  readBlobInto(weights, new Uint8Array(into.buffer, into.byteOffset, into.byteLength))
  const columns = weights.shape[1]!
  for (let at = 0, row = firstRow; at < into.length; row++) {
    const largest = scale[row]!
    for (const end = at + columns; at < end; at++) into[at] = into[at]! / largest
  }
}

/** The same of listed rows and columns. */
function listedFractions(
  matrix: Blob,
  scale: Float32Array,
  { rows, columns }: NonNullable<MatrixPart['listed']>,
  into: Float32Array<ArrayBuffer>,
): void {
  const first = columns.reduce((a, b) => Math.min(a, b), Infinity)
  const span = columns.reduce((a, b) => Math.max(a, b), 0) - first + 1
  const line = new Float32Array(span)
  let at = 0
  for (const row of rows) {
    readBlobInto(sliceBlob(matrix, [row, first], [1, span]), new Uint8Array(line.buffer))
    for (const column of columns) into[at++] = line[column - first]! / scale[row]!
  }
}

/** The nearest level of each fraction; halves go away from zero. What a lowest digit is short of the next one may reach half a level too far. */
function codesOf(fractions: Float32Array, top: number): Uint8Array {
  const codes = top <= 127 ? new Int8Array(fractions.length) : new Int16Array(fractions.length)
  const bits = new Int32Array(fractions.buffer, fractions.byteOffset, fractions.length)
  for (let i = 0; i < fractions.length; i++) {
    // Exact, since a float32 times a level has room in a double; without branches on the sign, which nobody can foresee.
    const level = (Math.abs(fractions[i]!) * top + 0.5) | 0
    const sign = bits[i]! >> 31
    codes[i] = ((level > top ? top : level) ^ sign) - sign
  }
  return new Uint8Array(codes.buffer)
}
