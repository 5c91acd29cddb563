import {
  allocateOp,
  bankType,
  matmulOp,
  matrixOp,
  mrrElectronicOp,
  mrrYieldOp,
  mvmElectronicOp,
  mvmYieldOp,
  type Pattern,
  planesOp,
  programOp,
  streamOp,
  tileOp,
  tileType,
} from '@onnc/dialects'
import { compilationClass } from '@onnc/hardware'
import {
  type Blob,
  definePass,
  definingOperation,
  denseAttribute,
  erase,
  f32,
  insertBefore,
  type Operation,
  type PassContext,
  readFloat32,
  replaceOperation,
  sliceBlob,
  takeRegions,
  tensorType,
  type Value,
  walk,
} from '@onnc/ir'

import { type Access, cutPattern, readAccess, writeAccesses } from './address-patterns.ts'
import { electronicGathered, tiled } from './checks.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { boxType, quantisedBox, type QuantisedMatrix, quantiseMatrix, rowScales } from './quantise-matrix.ts'

/**
 * Cuts every matrix into tiles of at most the crossbar's rows and columns; per tile one program and one stream. The streams of
 * the first columns overwrite (and add the bias), those of later columns accumulate; of all streams into one tensor, the
 * overwriting ones come first.
 *
 * Requires: `lower-to-mvm`, `gather-electronic`.  Ensures: no mvm operation is left.  Cost: linear in weights.
 * Before: %p = mvm.matmul %v by dense_resource<w>; %y = mvm.planes %p
 * After:  %t = mrr.tile ...; %b = mrr.program %t; %y = mrr.stream %b, %x into %d {...}
 */
export const tile: CompilePass = definePass({
  name: 'tile',
  summary: 'Cuts matrices into crossbar tiles and makes a program and a stream of each',
  requires: [electronicGathered],
  ensures: [tiled],
  run(module, _, { environment, report }: PassContext<CompileEnvironment>) {
    const found = compilationClass(environment.target)
    for (const diagnostic of found.diagnostics) report(diagnostic)
    if (!found.ok) return
    const unit = found.value.unitClass
    const crossbar = { rows: unit.rows, columns: unit.columns, levels: unit.stationary.levels }
    for (const layout of [...walk(module)].filter((op) => planesOp.is(op) || matrixOp.is(op))) tileLayout(layout, crossbar)
    for (const kernel of [...walk(module)].filter(mvmElectronicOp.is)) carryKernel(kernel)
  },
})

interface Crossbar {
  readonly rows: number
  readonly columns: number
  readonly levels: number
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

function tileLayout(layout: Operation, crossbar: Crossbar): void {
  let out = insertBefore(layout, allocateOp.create({ out: layout.results[0]!.type, location: layout.location })).results[0]!
  const products = writeAccesses(layout).map(({ vectors, pattern }) => prepareProduct(definingOperation(vectors)!, pattern, crossbar))
  const jobs = products.flatMap((product) => product.blocks.map((block) => ({ product, block })))
  for (const { product, block } of jobs.toSorted((a, b) => a.block.column - b.block.column))
    out = streamBlock(product, block, { layout, out, levels: crossbar.levels })
  replaceOperation(layout, [out])
  for (const operation of new Set(products.map((product) => product.operation))) {
    // Equal products may have been merged into one that several layouts read.
    if (operation.results[0]!.users.size > 0) continue
    const reader = definingOperation(matmulOp.view(operation).vectors)!
    erase(operation)
    if (reader.results[0]!.users.size === 0) erase(reader)
  }
}

/** The same kernel, as an operation of the mrr dialect. */
function carryKernel(kernel: Operation): void {
  const { inputs, outputs, name } = mvmElectronicOp.view(kernel)
  const [body] = takeRegions(kernel)
  const end = body!.blocks[0]!.last!
  insertBefore(end, mrrYieldOp.create({ values: mvmYieldOp.view(end).values }))
  erase(end)
  const carried = mrrElectronicOp.create({ inputs, outputs: outputs.map((o) => o.type), name, body: body!, location: kernel.location })
  insertBefore(kernel, carried)
  replaceOperation(kernel, carried.results)
}

/** One matrix product, ready to be cut. */
interface Product {
  readonly operation: Operation
  /** Of each row, for the use: that of the quantised row times that of the product. */
  readonly scale: Float32Array
  readonly quantised: QuantisedMatrix
  readonly blocks: readonly Block[]
  readonly read: Access
  readonly write: Pattern
}

function prepareProduct(operation: Operation, write: Pattern, crossbar: Crossbar): Product {
  const { vectors, matrix, scale } = matmulOp.view(operation)
  const [rows, columns] = matrix.blob.shape as [number, number]
  const quantised = quantiseMatrix(matrix.blob, crossbar.levels)
  const factors = scale === undefined ? undefined : readFloat32(scale.blob)
  return {
    operation,
    quantised,
    scale: factors === undefined ? quantised.scale : quantised.scale.map((s, row) => s * factors[row]!),
    blocks: planBlocks(rows, columns, crossbar),
    read: readAccess(vectors),
    write,
  }
}

/** The tile, program and stream of one block; the destination after it. */
function streamBlock(product: Product, block: Block, { layout, out, levels }: { layout: Operation; out: Value; levels: number }): Value {
  const { quantised, read, write, operation } = product
  const { matrix, bias, nonnegative } = matmulOp.view(operation)
  const { location } = operation
  const emit = (made: Operation): Value => insertBefore(layout, made).results[0]!
  const held = emit(tileOfBlock(quantised, block, { levels, name: matrix.resource ?? 'weights', location }))
  const rings = emit(programOp.create({ tile: held, rings: bankType(block.rows, block.columns), location }))
  const isFirst = block.column === 0
  return emit(
    streamOp.create({
      rings,
      source: read.tensor,
      destination: out,
      input: cutPattern(read.pattern, block.column, block.columns),
      output: cutPattern(write, block.row, block.rows),
      scale: rowScales(product.scale, block.row, block.rows),
      ...(bias === undefined || !isFirst ? {} : { bias: rowElements(sliceBlob(bias.blob, [block.row], [block.rows]), 'bias') }),
      store: isFirst ? 'overwrite' : 'accumulate',
      nonnegative,
      out: out.type,
      location,
    }),
  )
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
