import type { Pattern } from '@onnc/dialects'
import type { UnitClass } from '@onnc/hardware'
import { type Blob, float32Blob, type Operation, readFloat32, sliceBlob } from '@onnc/ir'

import { type Access, blockRange, cutPattern, selectElements, takeElements } from './address-patterns.ts'
import { isScattered, type KeptWeights } from './kept-weights.ts'
import { inverseOrder } from './match-matrices.ts'
import type { PackedBlocks } from './packed-matrix.ts'
import { tiersOf } from './plan-layer.ts'
import { productOf } from './product.ts'
import { rowScales } from './quantise-matrix.ts'
import { sharedStreams } from './share-streams.ts'
import { type Job, packedProduct, tileOfBlock, type Tiler, unitsOf } from './tiler.ts'
import { type Block, byRows, keptBlocks, planBlocks } from './matrix-blocks.ts'

/** A pattern of elements in the order in which a matrix is held. */
export function inHeldOrder(pattern: Pattern, order: readonly number[] | undefined): Pattern {
  return order === undefined ? pattern : selectElements(pattern, [...inverseOrder(order)])
}

/** Values of result rows, or of elements of vectors, in the order in which they are held. */
function inHeldPlaces(values: Blob, order: readonly number[] | undefined): Blob {
  if (order === undefined) return values
  const given = readFloat32(values)
  return float32Blob(
    [order.length],
    Float32Array.from(inverseOrder(order), (row) => given[row]!),
  )
}

interface Pack {
  readonly read: Access
  readonly write: Pattern
  readonly tiler: Tiler
  readonly unitClass: UnitClass
  /** Tiles that hold a weight. */
  readonly slices: number
  readonly blocks: readonly [count: number, width: number]
  /** Those that this is about. */
  readonly held: PackedBlocks
  readonly replicas: number
  readonly turns: number
  /** The weights that are held; all if absent. */
  readonly kept: KeptWeights | undefined
}

export function packJobs(
  operation: Operation,
  { read, write, tiler, unitClass, slices, blocks, held: packed, replicas, turns, kept }: Pack,
): Job[] {
  const { matrix, rows: allRows, held, scale, bias, transposed, rowOrder, columnOrder, inScale } = productOf(operation)
  if (matrix.kind !== 'weights') throw new Error('a packed product has weights')
  const rowsEach = allRows / blocks[0]
  const { first, count, pack } = packed
  const [top, rows] = [first * rowsEach, count * rowsEach]
  const { constant } = matrix
  const product = packedProduct(tiler, constant.blob, {
    unitClass,
    slices,
    blocks,
    held: packed,
    name: constant.resource ?? 'weights',
  })
  const [factors, addends] = [scale, bias].map((values) => (values === undefined ? undefined : inHeldPlaces(values.blob, rowOrder)))
  const inputFactors = inScale && inHeldPlaces(inScale.blob, columnOrder)
  const factor = factors === undefined ? undefined : readFloat32(factors)
  const crossbar = transposed ? { rows: unitClass.columns, columns: unitClass.rows } : unitClass
  const output = cutPattern(write, top, rows)
  const tiers = tiersOf(first, count, pack).map((tier) => ({
    row: (tier.first - first) * rowsEach,
    rows: tier.blocks * rowsEach,
    streams: streamsByTurns(blockRange(read.pattern, blocks, tier.firstRead, pack), output, replicas),
  }))
  const blocksByRows = kept === undefined ? byRows(planBlocks(rows, held * pack, crossbar)) : keptBlocks(kept)
  return product.slices.flatMap((slice, index) => {
    const { scale: heldScale } = slice.quantised
    // Of a matrix with transposed uses all rows have one scale.
    const ringScale = transposed ? new Float32Array(rows).fill(heldScale[0]!) : heldScale
    const rowScale = factor === undefined ? ringScale : ringScale.map((s, row) => s * factor[top + row]!)
    const { quantised, name, tiles } = slice
    const { location } = operation
    const { levels } = unitClass.stationary
    return blocksByRows.flatMap((side) => {
      const turned = Math.min(turns, product.slices.length * side.length)
      return side.flatMap((block, i) => {
        const place = index * side.length + i
        const ofHeld = transposed ? { row: block.column, rows: block.columns, column: block.row, columns: block.rows } : block
        return tiers.flatMap((tier) => {
          const isPart = tiers.length > 1
          const seen = isPart ? { ...block, row: tier.row, rows: tier.rows } : block
          const shared = tier.streams(turned)
          return (shared.streams[place] ?? shared.whole).map((patterns) => ({
            operation,
            units: unitsOf(tiler, unitClass),
            block: ofHeld,
            transposed,
            firstOutput: isPart ? tier.row : undefined,
            tiles,
            makeTile: () => tileOfBlock(quantised, ofHeld, { levels, name, location }),
            place,
            copy: patterns.copy,
            store: patterns.store,
            source: read.tensor,
            input: partOf(patterns.input, block, 'columns'),
            output: partOf(patterns.output, seen, 'rows'),
            scale: rowScales(rowScale, seen),
            inScale: inputFactors && columnsOf(inputFactors, block),
            bias: addends === undefined || patterns.store === 'accumulate' ? undefined : rowsOf(addends, top, seen),
          }))
        })
      })
    })
  })
}

/** `sharedStreams` by the number of turns, computed once each. */
function streamsByTurns(input: Pattern, output: Pattern, replicas: number): (turns: number) => ReturnType<typeof sharedStreams> {
  const known = new Map<number, ReturnType<typeof sharedStreams>>()
  return (turns) => {
    const shared = known.get(turns) ?? sharedStreams(input, output, { replicas, turns })
    known.set(turns, shared)
    return shared
  }
}

/** What a block sees of the vectors that a whole matrix reads or writes. */
export function partOf(pattern: Pattern, { row, rows, column, columns, listed }: Block, side: 'rows' | 'columns'): Pattern {
  if (listed !== undefined) return takeElements(pattern, listed[side])
  return side === 'rows' ? cutPattern(pattern, row, rows) : cutPattern(pattern, column, columns)
}

/** The elements of a vector that belong to a block's columns. */
function columnsOf(vector: Blob, { column, columns, listed }: Block): Blob {
  const side = { row: column, rows: columns, column: 0, columns: 0 }
  return rowsOf(vector, 0, listed === undefined ? side : { ...side, listed: { rows: listed.columns, columns: [] } })
}

/** The elements of a vector that belong to a block's rows, which are counted from `top`. */
export function rowsOf(vector: Blob, top: number, { row, rows, listed }: Block): Blob {
  if (listed === undefined || !isScattered(listed.rows)) return sliceBlob(vector, [top + row], [rows])
  const values = readFloat32(vector)
  return float32Blob(
    [rows],
    Float32Array.from(listed.rows, (index) => values[top + index]!),
  )
}
