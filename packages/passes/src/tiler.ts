import { type Pattern, tileOp, tileType } from '@onnc/dialects'
import type { Target, UnitClass } from '@onnc/hardware'
import { type Blob, type DenseAttribute, denseAttribute, f32, type Operation, tensorType, type Value } from '@onnc/ir'

import { blobKey } from './blob-key.ts'
import type { Block } from './matrix-blocks.ts'
import { type PackedBlocks, packedMatrix } from './packed-matrix.ts'
import type { PlannedProduct } from './planned-product.ts'
import { productOf } from './product.ts'
import { boxType, quantisedBox, type QuantisedMatrix, quantiseMatrix, sliceMatrix } from './quantise-matrix.ts'
import type { StreamedPiece } from './streamed-weights.ts'

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

/** The blocks of a matrix that lie side by side. */
interface PackedMatrix {
  readonly unitClass: UnitClass
  /** Tiles that hold a weight. */
  readonly slices: number
  readonly blocks: readonly [count: number, width: number]
  readonly held: PackedBlocks
  readonly name: string
}

export function packedProduct(
  { products, oneScale }: Tiler,
  matrix: Blob,
  { unitClass, slices: sliceCount, blocks, held, name }: PackedMatrix,
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
