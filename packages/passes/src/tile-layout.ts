import {
  activationsOp,
  allocateOp,
  bankType,
  compactOp,
  gatherOp,
  mvmWeightsOp,
  type Pattern,
  patchesOp,
  permuteOp,
  programOp,
  reshapeOp,
  streamOp,
  tileOp,
  tileType,
  vectorsOp,
} from '@onnc/dialects'
import type { Target, UnitClass } from '@onnc/hardware'
import {
  type Blob,
  definingOperation,
  denseAttribute,
  type DenseAttribute,
  erase,
  f32,
  float32Blob,
  insertAfter,
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
  selectElements,
  sharePositions,
  splitLike,
  splitTurn,
  takeElements,
  writeAccesses,
} from './address-patterns.ts'
import { blobKey } from './blob-key.ts'
import { isScattered, type KeptWeights } from './kept-weights.ts'
import { inverseOrder } from './match-matrices.ts'
import { packedMatrix } from './packed-matrix.ts'
import { productOf } from './product.ts'
import { type StreamedPiece, streamedWeights } from './streamed-weights.ts'
import { matrixBlocks, matrixRange } from './computed-matrix.ts'
import type { PlannedProduct } from './plan-network.ts'
import { boxType, type MatrixPart, quantisedBox, type QuantisedMatrix, quantiseMatrix, rowScales, sliceMatrix } from './quantise-matrix.ts'

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
type RowBlocks = readonly Block[]

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
function keptBlocks({ groups }: KeptWeights): RowBlocks[] {
  return groups.map(({ rows, tiles }) =>
    tiles.map((columns) => ({ row: rows[0]!, rows: rows.length, column: columns[0]!, columns: columns.length, listed: { rows, columns } })),
  )
}

/** Blocks by the rows they share. */
function byRows(blocks: readonly Block[]): RowBlocks[] {
  const rows = new Map<number, Block[]>()
  for (const block of blocks) {
    const side = rows.get(block.row)
    if (side === undefined) rows.set(block.row, [block])
    else side.push(block)
  }
  return [...rows.values()]
}

/** Turns one tensor that products fill into programs and streams, in place of the operation that lays it out; how each product is cut. */
export function tileLayout(layout: Operation, tiler: Tiler): readonly PlannedProduct[] {
  let out = insertBefore(layout, allocateOp.create({ out: layout.results[0]!.type, location: layout.location })).results[0]!
  const accesses = writeAccesses(layout).map(({ vectors, pattern }) => ({ operation: definingOperation(vectors)!, pattern }))
  const products = accesses.map(({ operation }) => tiler.plans.get(operation)!)
  const jobs = accesses.flatMap(({ operation, pattern }, i) => jobsOf(operation, pattern, products[i]!, tiler, layout))
  const programs = new Map<Operation, Value[]>()
  for (const job of jobs.toSorted(inStreamingOrder)) out = streamBlock(job, { layout, out, programs })
  replaceOperation(layout, [out])
  for (const operation of new Set(accesses.map((access) => access.operation))) {
    // Equal products may have been merged into one that several layouts read.
    if (operation.results[0]!.users.size > 0) continue
    const { vectors, matrix } = productOf(operation)
    erase(operation)
    for (const reader of new Set([vectors, ...(matrix.kind === 'activations' ? [matrix.vectors] : [])])) eraseReaders(reader)
  }
  return products
}

const readers = [vectorsOp, patchesOp, reshapeOp, permuteOp, mvmWeightsOp]

/** Erases what said how vectors are read, where nothing else reads so. */
function eraseReaders(value: Value): void {
  const operation = definingOperation(value)
  if (operation === undefined || value.users.size > 0 || !readers.some((reader) => reader.is(operation))) return
  const [input] = operation.operands
  erase(operation)
  if (input !== undefined) eraseReaders(input)
}

/** What overwrites comes first; then the columns from left to right. */
function inStreamingOrder(a: Job, b: Job): number {
  return Number(a.store === 'accumulate') - Number(b.store === 'accumulate') || a.place - b.place
}

/** One tile and vectors that a copy of it streams. */
interface Job {
  readonly operation: Operation
  /** Named by the programs, where there are several. */
  readonly units: string | undefined
  /** Of the tile in what is held of the whole matrix. */
  readonly block: Block
  readonly transposed: boolean
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

/** What programs say of the class their units are of. */
function unitsOf({ target }: Tiler, { name }: UnitClass): string | undefined {
  return target.units.length > 1 ? name : undefined
}

/** The jobs of one product: every tile of every pack of blocks, with each share of the positions. */
function jobsOf(operation: Operation, write: Pattern, planned: PlannedProduct, tiler: Tiler, layout: Operation): Job[] {
  const { kept, unitClass, shape, plan } = planned
  const { pack, replicas, turns, compress } = plan
  const { vectors, matrix, blocks, rowOrder, columnOrder } = productOf(operation)
  if (matrix.kind === 'activations') return computedJobs(operation, write, planned, tiler, layout)
  const [count, width] = blocks
  const access = readAccess(vectors)
  const read = { ...access, pattern: inHeldOrder(access.pattern, columnOrder) }
  const ordered = splitLike(inHeldOrder(write, rowOrder), read.pattern)
  const jobs: Job[] = []
  for (let first = 0; first < count; first += pack)
    jobs.push(
      ...packJobs(operation, {
        read,
        write: ordered,
        tiler,
        unitClass,
        slices: shape.slices,
        blocks: [count, width],
        first,
        pack: Math.min(pack, count - first),
        replicas,
        turns,
        kept: compress ? kept![first] : undefined,
      }),
    )
  return jobs
}

/** A pattern of elements in the order in which a matrix is held. */
function inHeldOrder(pattern: Pattern, order: readonly number[] | undefined): Pattern {
  return order === undefined ? pattern : selectElements(pattern, [...inverseOrder(order)])
}

/** Values of result rows, in the order in which the rows are held. */
function inHeldRows(values: Blob, order: readonly number[] | undefined): Blob {
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
  readonly first: number
  readonly pack: number
  readonly replicas: number
  readonly turns: number
  /** The weights that are held; all if absent. */
  readonly kept: KeptWeights | undefined
}

function packJobs(
  operation: Operation,
  { read, write, tiler, unitClass, slices, blocks, first, pack, replicas, turns, kept }: Pack,
): Job[] {
  const { matrix, rows: allRows, held, scale, bias, transposed, rowOrder } = productOf(operation)
  if (matrix.kind !== 'weights') throw new Error('a packed product has weights')
  const rowsEach = allRows / blocks[0]
  const [top, rows] = [first * rowsEach, pack * rowsEach]
  const { constant } = matrix
  const product = packedProduct(tiler, constant.blob, {
    unitClass,
    slices,
    blocks,
    first,
    pack,
    name: constant.resource ?? 'weights',
  })
  const [factors, addends] = [scale, bias].map((values) => (values === undefined ? undefined : inHeldRows(values.blob, rowOrder)))
  const factor = factors === undefined ? undefined : readFloat32(factors)
  const crossbar = transposed ? { rows: unitClass.columns, columns: unitClass.rows } : unitClass
  const [input, output] = [blockRange(read.pattern, blocks, first, pack), cutPattern(write, top, rows)]
  const byTurns = new Map<number, ReturnType<typeof sharedStreams>>()
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
      const shared = byTurns.get(turned) ?? sharedStreams(input, output, { replicas, turns: turned })
      byTurns.set(turned, shared)
      return side.flatMap((block, i) => {
        const place = index * side.length + i
        const ofHeld = transposed ? { row: block.column, rows: block.columns, column: block.row, columns: block.rows } : block
        return (shared.streams[place] ?? shared.whole).map((patterns) => ({
          operation,
          units: unitsOf(tiler, unitClass),
          block: ofHeld,
          transposed,
          tiles,
          makeTile: () => tileOfBlock(quantised, ofHeld, { levels, name, location }),
          place,
          copy: patterns.copy,
          store: patterns.store,
          source: read.tensor,
          input: partOf(patterns.input, block, 'columns'),
          output: partOf(patterns.output, block, 'rows'),
          scale: rowScales(rowScale, block),
          bias: addends === undefined || patterns.store === 'accumulate' ? undefined : rowsOf(addends, top, block),
        }))
      })
    })
  })
}

/** What a block sees of the vectors that a whole matrix reads or writes. */
function partOf(pattern: Pattern, { row, rows, column, columns, listed }: Block, side: 'rows' | 'columns'): Pattern {
  if (listed !== undefined) return takeElements(pattern, listed[side])
  return side === 'rows' ? cutPattern(pattern, row, rows) : cutPattern(pattern, column, columns)
}

/** The elements of a vector that belong to a block's rows, which are counted from `top`. */
function rowsOf(vector: Blob, top: number, { row, rows, listed }: Block): Blob {
  if (listed === undefined || !isScattered(listed.rows)) return sliceBlob(vector, [top + row], [rows])
  const values = readFloat32(vector)
  return float32Blob(
    [rows],
    Float32Array.from(listed.rows, (index) => values[top + index]!),
  )
}

/** The jobs of a product with a matrix that is computed: each tile is written from it. */
function computedJobs(
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

/** The patterns of the streams of a tile: by turn, of those that overwrite a part of the positions; and of all others. */
function sharedStreams(
  input: Pattern,
  output: Pattern,
  { replicas, turns }: { readonly replicas: number; readonly turns: number },
): { readonly streams: readonly (readonly CopyStream[])[]; readonly whole: readonly CopyStream[] } {
  const [inputs, outputs] = [sharePositions(input, replicas), sharePositions(output, replicas)]
  const streams = Array.from({ length: turns }, (_, turn) =>
    inputs.flatMap((each, copy) => turnStreams(each, outputs[copy]!, turns, turn).map((patterns) => ({ ...patterns, copy }))),
  )
  return { streams, whole: inputs.map((each, copy) => ({ ...stream(each, outputs[copy]!, 'accumulate'), copy })) }
}

interface CopyStream extends StreamPatterns {
  readonly copy: number
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
  { products, oneScale }: Tiler,
  matrix: Blob,
  {
    unitClass,
    slices: sliceCount,
    blocks,
    first,
    pack,
    name,
  }: Pick<Pack, 'unitClass' | 'slices' | 'blocks' | 'first' | 'pack'> & { name: string },
): PackedProduct {
  const key = `${blobKey(matrix)} ${blocks[0]} ${first} ${pack} ${unitClass.name}`
  const known = products.get(key)
  if (known !== undefined) return known
  const quantised = quantiseMatrix(packedMatrix(matrix, blocks, first, pack), unitClass.stationary.levels, {
    slices: sliceCount,
    oneScale: oneScale.has(blobKey(matrix)),
  })
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
  /** Rings of each tile's copies, of this tensor. */
  readonly programs: Map<Operation, Value[]>
}

/** The tile, unless it exists, its program, likewise, and a stream of one job; the destination after it. */
function streamBlock(job: Job, { layout, out, programs }: Place): Value {
  const { tiles, block, operation, bias, input, output } = job
  const { location } = operation
  const put = (made: Operation): Operation => insertBefore(layout, made)
  const key = blockKey(block)
  let held = tiles.get(key)
  if (held === undefined) {
    held = put(job.makeTile())
    tiles.set(key, held)
  }
  const copies = programs.get(held) ?? []
  programs.set(held, copies)
  copies[job.copy] ??= put(
    programOp.create({
      tile: held.results[0]!,
      ...(job.units === undefined ? {} : { units: job.units }),
      rings: bankType(block.rows, block.columns),
      location,
    }),
  ).results[0]!
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
      nonnegative: productOf(operation).nonnegative,
      transposed: job.transposed,
      out: out.type,
      location,
    }),
  ).results[0]!
}

function blockKey({ row, column, listed }: Block): string {
  return listed === undefined ? `${row} ${column}` : `${listed.rows.join()} ${listed.columns.join()}`
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
