import {
  allocateOp,
  bankType,
  mvmWeightsOp,
  patchesOp,
  type Pattern,
  permuteOp,
  programOp,
  reshapeOp,
  streamOp,
  vectorsOp,
} from '@onnc/dialects'
import { definingOperation, erase, insertBefore, type Operation, replaceOperation, type Value } from '@onnc/ir'

import { readAccess, splitLike, writeAccesses } from './address-patterns.ts'
import { computedJobs } from './computed-jobs.ts'
import { blocksTogether } from './plan-layer.ts'
import type { PlannedProduct } from './planned-product.ts'
import { productOf } from './product.ts'
import { type Job, rowElements, type Tiler } from './tiler.ts'
import { blockKey } from './matrix-blocks.ts'
import { inHeldOrder, packJobs } from './weight-jobs.ts'

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

/** The jobs of one product: every tile of every pack or stack of blocks, with each share of the positions. */
function jobsOf(operation: Operation, write: Pattern, planned: PlannedProduct, tiler: Tiler, layout: Operation): Job[] {
  const { kept, unitClass, shape, plan } = planned
  const { pack, replicas, turns, compress } = plan
  const together = blocksTogether(shape, unitClass, plan)
  const { vectors, matrix, blocks, rowOrder, columnOrder } = productOf(operation)
  if (matrix.kind === 'activations') return computedJobs(operation, write, planned, tiler, layout)
  const [count, width] = blocks
  const access = readAccess(vectors)
  const read = { ...access, pattern: inHeldOrder(access.pattern, columnOrder) }
  const ordered = splitLike(inHeldOrder(write, rowOrder), read.pattern)
  const jobs: Job[] = []
  for (let first = 0; first < count; first += together) {
    const size = Math.min(together, count - first)
    jobs.push(
      ...packJobs(operation, {
        read,
        write: ordered,
        tiler,
        unitClass,
        slices: shape.slices,
        blocks: [count, width],
        held: { first, count: size, pack: Math.min(pack, size) },
        replicas,
        turns,
        kept: compress ? kept![first] : undefined,
      }),
    )
  }
  return jobs
}

interface Place {
  readonly layout: Operation
  readonly out: Value
  /** Rings of each tile's copies, of this tensor. */
  readonly programs: Map<Operation, Value[]>
}

/** The tile, unless it exists, its program, likewise, and a stream of one job; the destination after it. */
function streamBlock(job: Job, { layout, out, programs }: Place): Value {
  const { tiles, block, operation, bias, inScale, input, output } = job
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
      ...(inScale === undefined ? {} : { inScale: rowElements(inScale, 'inScale') }),
      store: job.store,
      nonnegative: productOf(operation).nonnegative,
      transposed: job.transposed,
      ...(job.firstOutput === undefined ? {} : { firstOutput: job.firstOutput }),
      out: out.type,
      location,
    }),
  ).results[0]!
}
