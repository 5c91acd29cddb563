import { activationsOp, compactOp, gatherOp, type Pattern, tileType } from '@onnc/dialects'
import { definingOperation, f32, insertAfter, insertBefore, type Operation, readFloat32, sliceBlob, tensorType, type Value } from '@onnc/ir'

import { blockRange, cutPattern, readAccess, splitLike } from './address-patterns.ts'
import { matrixBlocks, matrixRange } from './computed-matrix.ts'
import type { PlannedProduct } from './planned-product.ts'
import { productOf } from './product.ts'
import { rowScales } from './quantise-matrix.ts'
import { sharedStreams } from './share-streams.ts'
import { streamedWeights } from './streamed-weights.ts'
import { type Job, type Tiler, unitsOf } from './tiler.ts'
import { type Block, planBlocks } from './matrix-blocks.ts'

/** The jobs of a product with a matrix that is computed: each tile is written from it. */
export function computedJobs(
  operation: Operation,
  write: Pattern,
  { unitClass, shape, plan: { replicas, turns } }: PlannedProduct,
  tiler: Tiler,
  layout: Operation,
): Job[] {
  const { vectors, matrix, rows: allRows, scale, bias, blocks } = productOf(operation)
  if (matrix.kind !== 'activations') throw new Error('a computed product has a computed matrix')
  const [read, written] = [readAccess(vectors), readAccess(matrix.vectors)]
  const split = splitLike(write, read.pattern)
  const factors = scale === undefined ? new Float32Array(allRows).fill(1) : readFloat32(scale.blob)
  const tiles = new Map<string, Operation>()
  const { location } = operation
  const { levels } = unitClass.stationary
  return matrixBlocks(written.pattern, blocks[0]).flatMap((part) => {
    const input = blockRange(read.pattern, blocks, part.group, 1)
    const output = cutPattern(split, part.row, part.rows)
    // Constant vectors stand in the weight memory, in pieces that a tile can hold.
    return streamedWeights(tiler, { ...read, pattern: input }, output, unitClass).flatMap((piece) => {
      const { streams, whole } = sharedStreams(piece.input, piece.output, { replicas, turns })
      const scales = piece.factor === 1 ? factors : factorsTimes(tiler, factors, piece.factor)
      return planBlocks(part.rows, blocks[1], unitClass).flatMap((block) => {
        const place = block.column / unitClass.columns
        const row = part.row + block.row
        const compact =
          shape.compacted === true
            ? compactedVector(tiler, written.tensor, matrixRange(part, { ...block, column: 0, columns: blocks[1] }), location)
            : undefined
        const makeTile = (): Operation =>
          activationsOp.create({
            source: compact?.results[0] ?? written.tensor,
            values: compact === undefined ? matrixRange(part, block) : keptRange(blocks[1], block),
            levels,
            tile: tileType(block.rows, block.columns),
            location,
          })
        return (streams[place] ?? whole).map(({ input, output, store, copy }) => ({
          operation,
          units: unitsOf(tiler, unitClass),
          block: { ...block, row },
          transposed: false,
          tiles,
          makeTile,
          place,
          copy,
          store,
          source: compact === undefined ? piece.tensor : gathered(tiler, layout, piece.tensor, compact),
          input: cutPattern(input, block.column, block.columns),
          output: cutPattern(output, block.row, block.rows),
          scale: rowScales(scales, { row, rows: block.rows }),
          bias: bias === undefined || store === 'accumulate' ? undefined : sliceBlob(bias.blob, [row], [block.rows]),
        }))
      })
    })
  })
}

/** A vector of activations without its zeros, as soon as it is there; the same vector once. */
function compactedVector({ compacts }: Tiler, source: Value, vector: Pattern, location: Operation['location']): Operation {
  const key = JSON.stringify(vector)
  const ofSource = compacts.get(source) ?? new Map<string, Operation>()
  compacts.set(source, ofSource)
  const type = tensorType([vector.count], f32)
  const known = ofSource.get(key) ?? placeBehind(source, compactOp.create({ source, vector, values: type, indices: type, location }))
  ofSource.set(key, known)
  return known
}

/** Puts an operation right behind what makes a value. */
function placeBehind(value: Value, operation: Operation): Operation {
  const made = definingOperation(value)
  if (made !== undefined) insertAfter(made, operation)
  else if (value.owner.kind === 'block') insertBefore(value.owner.block.first!, operation)
  return operation
}

/** The piece of a compacted vector that a tile takes. */
function keptRange(width: number, { column, columns }: Block): Pattern {
  return {
    offset: 0,
    positions: [{ count: 1, stride: width }],
    elements: [{ count: width, stride: 1 }],
    first: column,
    count: columns,
    guards: [],
  }
}

/** Weights whose columns are found by the places of what was kept. */
function gathered({ gathers }: Tiler, layout: Operation, source: Value, compact: Operation): Value {
  const ofSource = gathers.get(source) ?? new Map<Operation, Value>()
  gathers.set(source, ofSource)
  const made = (): Value =>
    insertBefore(layout, gatherOp.create({ source, indices: compact.results[1]!, out: source.type, location: layout.location })).results[0]!
  const known = ofSource.get(compact) ?? made()
  ofSource.set(compact, known)
  return known
}

/** Row scales times the scale of a piece of weights; the same for all streams of the piece. */
function factorsTimes({ scaled }: Tiler, factors: Float32Array, factor: number): Float32Array {
  const ofFactors = scaled.get(factors) ?? new Map<number, Float32Array>()
  scaled.set(factors, ofFactors)
  const product = ofFactors.get(factor) ?? factors.map((value) => value * factor)
  ofFactors.set(factor, product)
  return product
}
