import { allocateOp, bankType, matmulOp, type Pattern, programOp, streamOp, tileOp, tileType } from '@onnc/dialects'
import type { UnitClass } from '@onnc/hardware'
import {
  type Blob,
  definingOperation,
  denseAttribute,
  type DenseAttribute,
  erase,
  f32,
  insertBefore,
  type Operation,
  readFloat32,
  replaceOperation,
  sliceBlob,
  tensorType,
  type Value,
} from '@onnc/ir'

import {
  type Access,
  blockRange,
  cutPattern,
  mergedPositions,
  readAccess,
  sharePositions,
  splitTurn,
  writeAccesses,
} from './address-patterns.ts'
import { blobKey } from './blob-key.ts'
import { packedMatrix } from './packed-matrix.ts'
import type { PlannedProduct } from './plan-network.ts'
import { boxType, quantisedBox, type QuantisedMatrix, quantiseMatrix, rowScales, sliceMatrix } from './quantise-matrix.ts'

/** What is known while tiling: the machine, and what was made so far, so that equal matrices have their tiles once. */
export interface Tiler {
  readonly unitClass: UnitClass
  /** Tiles that hold a weight. */
  readonly slices: number
  /** How each product is cut. */
  readonly plans: ReadonlyMap<Operation, PlannedProduct>
  /** By matrix and the blocks of it that are packed. */
  readonly products: Map<string, PackedProduct>
}

export function createTiler(unitClass: UnitClass, plans: ReadonlyMap<Operation, PlannedProduct>, slices: number): Tiler {
  return { unitClass, plans, slices, products: new Map() }
}

/** One block of a matrix: rows [row, row + rows), columns [column, column + columns). */
export interface Block {
  readonly row: number
  readonly rows: number
  readonly column: number
  readonly columns: number
}

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

/** Turns one tensor that products fill into programs and streams, in place of the operation that lays it out; how each product is cut. */
export function tileLayout(layout: Operation, tiler: Tiler): readonly PlannedProduct[] {
  let out = insertBefore(layout, allocateOp.create({ out: layout.results[0]!.type, location: layout.location })).results[0]!
  const accesses = writeAccesses(layout).map(({ vectors, pattern }) => ({ operation: definingOperation(vectors)!, pattern }))
  const products = accesses.map(({ operation }) => tiler.plans.get(operation)!)
  const jobs = accesses.flatMap(({ operation, pattern }, i) => jobsOf(operation, pattern, products[i]!, tiler))
  const programs = new Map<Operation, Value[]>()
  for (const job of jobs.toSorted(inStreamingOrder)) out = streamBlock(job, { layout, out, tiler, programs })
  replaceOperation(layout, [out])
  for (const operation of new Set(accesses.map((access) => access.operation))) {
    // Equal products may have been merged into one that several layouts read.
    if (operation.results[0]!.users.size > 0) continue
    const reader = definingOperation(matmulOp.view(operation).vectors)!
    erase(operation)
    if (reader.results[0]!.users.size === 0) erase(reader)
  }
  return products
}

/** What overwrites comes first; then the columns from left to right. */
function inStreamingOrder(a: Job, b: Job): number {
  return Number(a.store === 'accumulate') - Number(b.store === 'accumulate') || a.place - b.place
}

/** One tile and vectors that a copy of it streams. */
interface Job {
  readonly operation: Operation
  readonly slice: Slice
  readonly block: Block
  /** Of the tile among those side by side, all slices after each other. */
  readonly place: number
  /** Which copy of the tile. */
  readonly copy: number
  readonly source: Value
  readonly input: Pattern
  readonly output: Pattern
  readonly scale: DenseAttribute
  readonly bias: Blob | undefined
  readonly store: 'overwrite' | 'accumulate'
}

/** A matrix of some blocks side by side, quantised, and those of its tiles that exist. */
interface PackedProduct {
  readonly slices: readonly Slice[]
}

/** One digit of all weights. */
interface Slice {
  readonly quantised: QuantisedMatrix
  readonly name: string
  readonly tiles: Map<string, Operation>
}

/** The jobs of one product: every tile of every pack of blocks, with each share of the positions. */
function jobsOf(operation: Operation, write: Pattern, { plan }: PlannedProduct, tiler: Tiler): Job[] {
  const { pack, replicas, turns } = plan
  const { vectors, matrix, blocks } = matmulOp.view(operation)
  const [count, width] = (blocks ?? [1, matrix.blob.shape[1]!]) as [number, number]
  const read = readAccess(vectors)
  const jobs: Job[] = []
  for (let first = 0; first < count; first += pack)
    jobs.push(
      ...packJobs(operation, { read, write, tiler, blocks: [count, width], first, pack: Math.min(pack, count - first), replicas, turns }),
    )
  return jobs
}

interface Pack {
  readonly read: Access
  readonly write: Pattern
  readonly tiler: Tiler
  readonly blocks: readonly [count: number, width: number]
  readonly first: number
  readonly pack: number
  readonly replicas: number
  readonly turns: number
}

function packJobs(operation: Operation, { read, write, tiler, blocks, first, pack, replicas, turns }: Pack): Job[] {
  const { matrix, scale, bias } = matmulOp.view(operation)
  const [allRows, held] = matrix.blob.shape as [number, number]
  const rowsEach = allRows / blocks[0]
  const [top, rows] = [first * rowsEach, pack * rowsEach]
  const product = packedProduct(tiler, matrix.blob, { blocks, first, pack, name: matrix.resource ?? 'weights' })
  const factors = scale === undefined ? undefined : readFloat32(scale.blob)
  const inputs = sharePositions(blockRange(read.pattern, blocks, first, pack), replicas)
  const outputs = sharePositions(cutPattern(write, top, rows), replicas)
  const streams = Array.from({ length: turns }, (_, turn) =>
    inputs.flatMap((input, copy) => turnStreams(input, outputs[copy]!, turns, turn).map((patterns) => ({ ...patterns, copy }))),
  )
  const whole = inputs.map((input, copy) => ({ ...stream(input, outputs[copy]!, 'accumulate'), copy }))
  const wide = Math.ceil((held * pack) / tiler.unitClass.columns)
  return product.slices.flatMap((slice, index) => {
    const { scale: ringScale } = slice.quantised
    const rowScale = factors === undefined ? ringScale : ringScale.map((s, row) => s * factors[top + row]!)
    return planBlocks(rows, held * pack, tiler.unitClass).flatMap((block) => {
      const place = index * wide + block.column / tiler.unitClass.columns
      return (streams[place] ?? whole).map(({ input, output, store, copy }) => ({
        operation,
        slice,
        block,
        place,
        copy,
        store,
        source: read.tensor,
        input: cutPattern(input, block.column, block.columns),
        output: cutPattern(output, block.row, block.rows),
        scale: rowScales(rowScale, block.row, block.rows),
        bias: bias === undefined || store === 'accumulate' ? undefined : sliceBlob(bias.blob, [top + block.row], [block.rows]),
      }))
    })
  })
}

interface StreamPatterns {
  readonly input: Pattern
  readonly output: Pattern
  readonly store: 'overwrite' | 'accumulate'
}

function stream(input: Pattern, output: Pattern, store: StreamPatterns['store']): StreamPatterns {
  return { input: mergedPositions(input), output: mergedPositions(output), store }
}

/** The streams of a tile that overwrites part `turn` of its positions and adds to the others. */
function turnStreams(input: Pattern, output: Pattern, turns: number, turn: number): StreamPatterns[] {
  const [reads, writes] = [splitTurn(input, turns, turn), splitTurn(output, turns, turn)]
  return [stream(reads.own, writes.own, 'overwrite'), ...reads.others.map((other, i) => stream(other, writes.others[i]!, 'accumulate'))]
}

function packedProduct(
  { products, unitClass, slices: sliceCount }: Tiler,
  matrix: Blob,
  { blocks, first, pack, name }: { blocks: readonly [number, number]; first: number; pack: number; name: string },
): PackedProduct {
  const key = `${blobKey(matrix)} ${blocks[0]} ${first} ${pack}`
  const known = products.get(key)
  if (known !== undefined) return known
  const quantised = quantiseMatrix(packedMatrix(matrix, blocks, first, pack), unitClass.stationary.levels)
  const packed = blocks[0] === 1 ? name : `${name}_${first}`
  const slices = sliceMatrix(quantised, sliceCount).map((slice, i): Slice => ({
    quantised: slice,
    name: sliceCount === 1 ? packed : `${packed}_digit${i}`,
    tiles: new Map(),
  }))
  const product = { slices }
  products.set(key, product)
  return product
}

interface Place {
  readonly layout: Operation
  readonly out: Value
  readonly tiler: Tiler
  /** Rings of each tile's copies, of this tensor. */
  readonly programs: Map<Operation, Value[]>
}

/** The tile, unless it exists, its program, likewise, and a stream of one job; the destination after it. */
function streamBlock(job: Job, { layout, out, tiler, programs }: Place): Value {
  const { slice, block, operation, bias, input, output } = job
  const { location } = operation
  const put = (made: Operation): Operation => insertBefore(layout, made)
  const key = `${block.row} ${block.column}`
  let held = slice.tiles.get(key)
  if (held === undefined) {
    held = put(tileOfBlock(slice.quantised, block, { levels: tiler.unitClass.stationary.levels, name: slice.name, location }))
    slice.tiles.set(key, held)
  }
  const copies = programs.get(held) ?? []
  programs.set(held, copies)
  copies[job.copy] ??= put(programOp.create({ tile: held.results[0]!, rings: bankType(block.rows, block.columns), location })).results[0]!
  const rings = copies[job.copy]!
  return put(
    streamOp.create({
      rings,
      source: job.source,
      destination: out,
      input,
      output,
      scale: job.scale,
      ...(bias === undefined ? {} : { bias: rowElements(bias, 'bias') }),
      store: job.store,
      nonnegative: matmulOp.view(operation).nonnegative,
      out: out.type,
      location,
    }),
  ).results[0]!
}

function rowElements(blob: Blob, name: string): ReturnType<typeof denseAttribute> {
  return denseAttribute(tensorType(blob.shape, f32), blob, name)
}

function tileOfBlock(
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
