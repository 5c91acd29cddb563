import { type Pattern, tileOp, tileType } from '@onnc/dialects'
import type { Target, UnitClass } from '@onnc/hardware'
import { type Blob, type DenseAttribute, denseAttribute, f32, type Operation, tensorType, type Value } from '@onnc/ir'

import { blobKey } from './blob-key.ts'
import type { KeptWeights } from './kept-weights.ts'
import { packedMatrix } from './packed-matrix.ts'
import type { PlannedProduct } from './plan-network.ts'
import { productOf } from './product.ts'
import { boxType, type MatrixPart, quantisedBox, type QuantisedMatrix, quantiseMatrix, sliceMatrix } from './quantise-matrix.ts'
import type { StreamedPiece } from './streamed-weights.ts'
import type { Pack } from './weight-jobs.ts'

/** What is known while tiling: the machine, and what was made so far, so that equal matrices have their tiles once. */
export interface Tiler {
  readonly target: Target
  /** How each product is cut. */
  readonly plans: ReadonlyMap<Operation, PlannedProduct>
  /** By matrix and the blocks of it that are packed. */
  readonly products: Map<string, PackedProduct>
  /** Keys of the matrices whose rows have one scale, so that some product may use them transposed. */
  readonly oneScale: ReadonlySet<string>
  /** Constants in the weight memory by their value. */
  readonly streamed: Map<Value, readonly StreamedPiece[]>
  readonly scaled: Map<Float32Array, Map<number, Float32Array>>
  /** Vectors without zeros by their tensor, and what is read by their places. */
  readonly compacts: Map<Value, Map<string, Operation>>
  readonly gathers: Map<Value, Map<Operation, Value>>
}

/** With `oneScale` no matrix has scales of its rows; else those that some product uses transposed have none. */
export function createTiler(target: Target, plans: ReadonlyMap<Operation, PlannedProduct>, oneScale = false): Tiler {
  const transposed = [...plans.keys()].map(productOf).filter((product) => oneScale || product.transposed)
  return {
    target,
    plans,
    products: new Map(),
    oneScale: new Set(transposed.flatMap(({ matrix }) => (matrix.kind === 'weights' ? [blobKey(matrix.constant.blob)] : []))),
    streamed: new Map(),
    scaled: new Map(),
    compacts: new Map(),
    gathers: new Map(),
  }
}

/** One block of a matrix, that a tile holds. */
export type Block = MatrixPart

/** Blocks of the same rows, side by side. */
export type RowBlocks = readonly Block[]

/** Blocks of a matrix in streaming order: all row blocks of the first columns, then of the next. */
export function planBlocks(rows: number, columns: number, crossbar: { rows: number; columns: number }): Block[] {
  const blocks: Block[] = []
  for (let column = 0; column < columns; column += crossbar.columns)
    for (let row = 0; row < rows; row += crossbar.rows)
      blocks.push({
        row,
        rows: Math.min(crossbar.rows, rows - row),
        column,
        columns: Math.min(crossbar.columns, columns - column),
      })
  return blocks
}

/** Blocks that hold all weights of a matrix but for zeros, by the rows they share. */
export function keptBlocks({ groups }: KeptWeights): RowBlocks[] {
  return groups.map(({ rows, tiles }) =>
    tiles.map((columns) => ({ row: rows[0]!, rows: rows.length, column: columns[0]!, columns: columns.length, listed: { rows, columns } })),
  )
}

/** Blocks by the rows they share. */
export function byRows(blocks: readonly Block[]): RowBlocks[] {
  const rows = new Map<number, Block[]>()
  for (const block of blocks) {
    const side = rows.get(block.row)
    if (side === undefined) rows.set(block.row, [block])
    else side.push(block)
  }
  return [...rows.values()]
}

/** One tile and vectors that a copy of it streams. */
export interface Job {
  readonly operation: Operation
  /** Named by the programs, where there are several. */
  readonly units: string | undefined
  /** Of the tile in what is held of the whole matrix. */
  readonly block: Block
  readonly transposed: boolean
  /** The first output of the tile that is read, where it is not all of them. */
  readonly firstOutput?: number | undefined
  /** Those of its matrix that exist, by place. */
  readonly tiles: Map<string, Operation>
  readonly makeTile: () => Operation
  /** Of the tile among those side by side, all slices after each other. */
  readonly place: number
  /** Which copy of the tile. */
  readonly copy: number
  readonly source: Value
  readonly input: Pattern
  readonly output: Pattern
  readonly scale: DenseAttribute
  readonly bias: Blob | undefined
  readonly inScale?: Blob | undefined
  readonly store: 'overwrite' | 'accumulate'
}

/** A matrix of some blocks, quantised, and those of its tiles that exist. */
export interface PackedProduct {
  readonly slices: readonly Slice[]
}

/** One digit of all weights. */
export interface Slice {
  readonly quantised: QuantisedMatrix
  readonly name: string
  readonly tiles: Map<string, Operation>
}

/** What programs say of the class their units are of. */
export function unitsOf({ target }: Tiler, { name }: UnitClass): string | undefined {
  return target.units.length > 1 ? name : undefined
}

export function packedProduct(
  { products, oneScale }: Tiler,
  matrix: Blob,
  { unitClass, slices: sliceCount, blocks, held, name }: Pick<Pack, 'unitClass' | 'slices' | 'blocks' | 'held'> & { name: string },
): PackedProduct {
  const key = `${blobKey(matrix)} ${blocks[0]} ${held.first} ${held.count} ${held.pack} ${unitClass.name}`
  const known = products.get(key)
  if (known !== undefined) return known
  const quantised = quantiseMatrix(packedMatrix(matrix, blocks, held), unitClass.stationary.levels, {
    slices: sliceCount,
    oneScale: oneScale.has(blobKey(matrix)),
  })
  const packed = blocks[0] === 1 ? name : `${name}_${held.first}`
  const slices = sliceMatrix(quantised, sliceCount).map((slice, i): Slice => ({
    quantised: slice,
    name: sliceCount === 1 ? packed : `${packed}_digit${i}`,
    tiles: new Map(),
  }))
  const product = { slices }
  products.set(key, product)
  return product
}

export function blockKey({ row, column, listed }: Block): string {
  return listed === undefined ? `${row} ${column}` : `${listed.rows.join()} ${listed.columns.join()}`
}

export function rowElements(blob: Blob, name: string): ReturnType<typeof denseAttribute> {
  return denseAttribute(tensorType(blob.shape, f32), blob, name)
}

export function tileOfBlock(
  quantised: QuantisedMatrix,
  block: Block,
  { levels, name, location }: { levels: number; name: string; location: Operation['location'] },
): Operation {
  const { row, rows, column, columns } = block
  const { codes, exact } = quantisedBox(quantised, block)
  const named = (blob: Blob, suffix: string): ReturnType<typeof denseAttribute> =>
    denseAttribute(boxType(blob), blob, `${name}_${row}_${column}${suffix}`)
  return tileOp.create({
    codes: named(codes, ''),
    step: quantised.step,
    levels,
    exact: named(exact, '_exact'),
    tile: tileType(rows, columns),
    location,
  })
}
