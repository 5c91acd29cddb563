import { gatherOp, mvmWeightsOp, type Pattern, weightsOp } from '@onnc/dialects'
import { indexEntryBytes, type UnitClass } from '@onnc/hardware'
import {
  definingOperation,
  denseAttribute,
  insertAfter,
  type Operation,
  readFloat32,
  reshapeBlob,
  sliceBlob,
  tensorType,
  f32,
  type Value,
} from '@onnc/ir'

import { type Access, positionRange } from './address-patterns.ts'
import { boxType, quantisedBox } from './quantise-matrix.ts'

/** Some of the vectors of a stream, and the tensor they are read from: a part of the weights, or what was there. */
export interface StreamedVectors {
  readonly tensor: Value
  readonly input: Pattern
  readonly output: Pattern
  /** What a product with the tensor's elements still has to be multiplied by. */
  readonly factor: number
}

/** Rows of a constant as they stand in the weight memory. */
export interface StreamedPiece {
  readonly tensor: Value
  readonly firstRow: number
  readonly rows: number
  readonly factor: number
}

/** Weights of one piece, at most: a tile of the container. */
const mostWeights = 2 ** 24

/** Levels of what a unit sends, with their signs. */
function sentLevels({ moving: { bits, signs } }: UnitClass): number {
  const largest = signs === 'offset' ? 2 ** (bits - 1) - 1 : 2 ** bits - 1
  return Math.min(65535, 2 * largest + 1)
}

/** Who keeps what was put in the weight memory. */
interface Keeper {
  readonly streamed: Map<Value, readonly StreamedPiece[]>
}

/** The vectors of a stream by the pieces that constants are cut into; all of them for a computed tensor. */
export function streamedWeights(
  keeper: Keeper,
  { tensor, pattern }: Access,
  output: Pattern,
  unitClass: UnitClass,
): readonly StreamedVectors[] {
  const made = definingOperation(tensor)
  if (made === undefined || !mvmWeightsOp.is(made)) return [{ tensor, input: pattern, output, factor: 1 }]
  const pieces = keeper.streamed.get(tensor) ?? putWeights(made, unitClass)
  keeper.streamed.set(tensor, pieces)
  if (pieces.length === 1) return [{ tensor: pieces[0]!.tensor, input: pattern, output, factor: pieces[0]!.factor }]
  // Vectors are the rows of the constant, one piece after the other.
  const columns = made.results[0]!.type.kind === 'tensor' ? (made.results[0]!.type.shape!.at(-1) ?? 1) : 1
  return pieces.map(({ tensor: piece, firstRow, rows, factor }) => {
    const range = { start: firstRow, count: rows }
    const input = positionRange(pattern, 0, range)
    return {
      tensor: piece,
      input: { ...input, offset: input.offset - firstRow * columns },
      output: positionRange(output, 0, range),
      factor,
    }
  })
}

/** Writes constants to the weight memory at the levels that the unit sends. */
function putWeights(constant: Operation, unitClass: UnitClass): StreamedPiece[] {
  const { value, out } = mvmWeightsOp.view(constant)
  const shape = value.blob.shape
  const columns = shape.at(-1)!
  const all = shape.slice(0, -1).reduce((a, b) => a * b, 1)
  const matrix = reshapeBlob(value.blob, [all, columns])
  const rowsEach = shape.length === 2 ? Math.max(1, Math.floor(mostWeights / columns)) : all
  const levels = sentLevels(unitClass)
  const name = value.resource ?? 'weights'
  const pieces: StreamedPiece[] = []
  for (let firstRow = 0; firstRow < all; firstRow += rowsEach) {
    const rows = Math.min(rowsEach, all - firstRow)
    const piece = rows === all ? matrix : sliceBlob(matrix, [firstRow, 0], [rows, columns])
    const factor = readFloat32(piece).reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) || 1
    const scale = new Float32Array(rows).fill(factor)
    const step = Math.fround(2 / (levels - 1))
    const box = quantisedBox({ matrix: piece, levels, scale, largest: scale, step }, { row: 0, rows, column: 0, columns })
    const suffix = rows === all ? '' : `_${firstRow}`
    const made = weightsOp.create({
      codes: denseAttribute(boxType(box.codes), box.codes, `${name}${suffix}`),
      step,
      levels,
      exact: denseAttribute(boxType(box.exact), box.exact, `${name}${suffix}_exact`),
      weights: rows === all ? out.type : tensorType([rows, columns], f32),
      location: constant.location,
    })
    insertAfter(constant, made)
    pieces.push({ tensor: made.results[0]!, firstRow, rows, factor })
  }
  return pieces
}

/** What a stream sends, and the bytes of the list by which it finds elements, of so many a vector. */
export function streamedFrom(source: Value, elements: number): { readonly moving: 'weights' | 'activations'; readonly indexBytes: number } {
  const made = definingOperation(source)
  if (made !== undefined && gatherOp.is(made))
    return { ...streamedFrom(gatherOp.view(made).source, elements), indexBytes: indexEntryBytes * elements }
  return { moving: made !== undefined && weightsOp.is(made) ? 'weights' : 'activations', indexBytes: 0 }
}
