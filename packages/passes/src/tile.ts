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
import {
  type Blob,
  definePass,
  definingOperation,
  denseAttribute,
  erase,
  f32,
  float32Blob,
  insertBefore,
  type Operation,
  replaceOperation,
  sliceBlob,
  takeRegions,
  tensorType,
  type Value,
  walk,
} from '@onnc/ir'

import { cutPattern, readAccess, writeAccesses } from './address-patterns.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { type QuantisedMatrix, quantiseMatrix } from './quantise-matrix.ts'

/**
 * Cuts every matrix into tiles of at most the crossbar's rows and columns; per tile one program and one stream. The first
 * stream of a block of rows overwrites (and adds the bias), those of later column blocks accumulate.
 *
 * Requires: `lower-to-mvm`, `gather-electronic`.  Ensures: no mvm operation is left.  Cost: linear in weights.
 * Before: %p = mvm.matmul %v by dense_resource<w>; %y = mvm.planes %p
 * After:  %t = mrr.tile ...; %b = mrr.program %t; %y = mrr.stream %b, %x into %d {...}
 */
export const tile: CompilePass = definePass<CompileEnvironment>({
  name: 'tile',
  summary: 'Cuts matrices into crossbar tiles and makes a program and a stream of each',
  run(module, { environment }) {
    const unit = environment.target.units[0]!
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
  const accesses = writeAccesses(layout)
  const products = accesses.map(({ vectors }) => definingOperation(vectors)!)
  for (const [index, { pattern }] of accesses.entries()) out = tileProduct(products[index]!, { layout, pattern, out }, crossbar)
  replaceOperation(layout, [out])
  for (const product of products) {
    const reader = definingOperation(matmulOp.view(product).vectors)!
    erase(product)
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

interface Destination {
  readonly layout: Operation
  readonly pattern: Pattern
  readonly out: Value
}

/** Streams one matrix product into its part of the destination; the value after the last stream. */
function tileProduct(product: Operation, { layout, pattern, out }: Destination, crossbar: Crossbar): Value {
  const { vectors, matrix, bias, nonnegative } = matmulOp.view(product)
  const quantised = quantiseMatrix(matrix.blob, crossbar.levels)
  const read = readAccess(vectors)
  const { location } = product
  const emit = (operation: Operation): Value => insertBefore(layout, operation).results[0]!
  for (const block of planBlocks(matrix.blob.shape[0]!, matrix.blob.shape[1]!, crossbar)) {
    const held = emit(tileOfBlock(quantised, block, { levels: crossbar.levels, name: matrix.resource ?? 'weights', location }))
    const rings = emit(programOp.create({ tile: held, rings: bankType(block.rows, block.columns), location }))
    const first = block.column === 0
    out = emit(
      streamOp.create({
        rings,
        source: read.tensor,
        destination: out,
        input: cutPattern(read.pattern, block.column, block.columns),
        output: cutPattern(pattern, block.row, block.rows),
        scale: rowElements(float32Blob([block.rows], quantised.scale.slice(block.row, block.row + block.rows)), 'scale'),
        ...(bias === undefined || !first ? {} : { bias: rowElements(sliceBlob(bias.blob, [block.row], [block.rows]), 'bias') }),
        store: first ? 'overwrite' : 'accumulate',
        nonnegative,
        out: out.type,
        location,
      }),
    )
  }
  return out
}

function rowElements(blob: Blob, name: string): ReturnType<typeof denseAttribute> {
  return denseAttribute(tensorType(blob.shape, f32), blob, name)
}

function tileOfBlock(
  { codes, exact, step }: QuantisedMatrix,
  { row, rows, column, columns }: Block,
  { levels, name, location }: { levels: number; name: string; location: Operation['location'] },
): Operation {
  const cut = (blob: Blob, suffix: string): ReturnType<typeof denseAttribute> =>
    denseAttribute(tensorType([rows, columns], blob.element), sliceBlob(blob, [row, column], [rows, columns]), `${name}_${row}_${column}${suffix}`)
  return tileOp.create({
    codes: cut(codes, ''),
    step,
    levels,
    exact: cut(exact, '_exact'),
    tile: tileType(rows, columns),
    location,
  })
}
