import { activationsOp, crossbarSize, programOp, tileOp } from '@onnc/dialects'
import { unitClassOf } from '@onnc/hardware'
import {
  type Blob,
  boolOption,
  definePass,
  definingOperation,
  denseAttribute,
  type DenseAttribute,
  derivedBlob,
  insertBefore,
  type Operation,
  type PassContext,
  readBlob,
  unit as unitAttribute,
  walk,
} from '@onnc/ir'

import { banksAssigned } from './checks.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { likestOrders, type Orders } from './likest-orders.ts'
import { inverseOrder } from './match-matrices.ts'
import { isReadInParts, takeTile } from './share-tiles.ts'

/**
 * Has programs write only the rings whose level changes. With `permute` the rows and columns of every tile stand in the order in which most
 * rings keep the level that the tile before has left there, but for tiles of stacked blocks; its streams read and write by index lists then. Pays where weights have few
 * levels or many zeros, and rings are written one after the other or count by themselves.
 *
 * Requires: `assign-banks`.  Ensures: nothing further.  Cost: linear in programs; with `permute` some milliseconds a tile of 64 x 64.
 * Before: %a = mrr.program %t unit 0 bank 0; ...; %b = mrr.program %u unit 0 bank 0
 * After:  %a = mrr.program %t unit 0 bank 0 {changed}; ...; %b = mrr.program %u unit 0 bank 0 {changed}
 */
export const writeChanges: CompilePass = definePass({
  name: 'write-changes',
  summary: 'Has programs write only the rings whose level changes',
  options: { permute: boolOption({ summary: 'order the rows and columns of tiles so that fewer rings change; asks for shuffle' }) },
  requires: [banksAssigned],
  run(module, { permute }, { environment }: PassContext<CompileEnvironment>) {
    const banks = new Map<number, Int32Array>()
    const settled = new Set<Operation>()
    for (const program of [...walk(module)].filter(programOp.is)) {
      // What stands here may have been replaced since.
      if (program.block === undefined) continue
      const { tile, unit, bank } = programOp.view(program)
      const place = unit! * 16 + bank!
      const { rows, columns, shuffle } = unitClassOf(environment.target, unit!)!
      const held = banks.get(place) ?? new Int32Array(rows * columns).fill(neverWritten)
      banks.set(place, held)
      const made = definingOperation(tile)!
      if (activationsOp.is(made)) {
        held.fill(neverWritten)
        continue
      }
      program.attributes.set('changed', unitAttribute)
      const size = crossbarSize(tile.type)
      const codes = codesOf(made)
      const mayMove = permute && shuffle !== undefined && !settled.has(made) && held[0] !== neverWritten && !isReadInParts(made)
      const orders = mayMove ? likestOrders({ ...size, codes }, held, columns) : undefined
      if (orders !== undefined) {
        const moved = insertBefore(made, movedTile(made, orders))
        takeTile(made, moved, {
          transposed: false,
          likeness: { rowOrder: inverseOrder(orders.rows), columnOrder: inverseOrder(orders.columns) },
        })
        settled.add(moved)
      } else settled.add(made)
      for (let row = 0; row < size.rows; row++)
        for (let column = 0; column < size.columns; column++)
          held[row * columns + column] = codes[(orders?.rows[row] ?? row) * size.columns + (orders?.columns[column] ?? column)]!
    }
  },
})

/** No level. */
const neverWritten = -(2 ** 31)

function codesOf(tile: Operation): Int8Array | Int16Array {
  const { blob } = tileOp.view(tile).codes
  const bytes = readBlob(blob).slice()
  return blob.element.kind === 'integer' && blob.element.width === 8 ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer)
}

/** The tile whose row r and column c are row rows[r] and column columns[c] of another. */
function movedTile(tile: Operation, orders: Orders): Operation {
  const { codes, step, levels, exact, tile: result } = tileOp.view(tile)
  const moved = (elements: DenseAttribute): DenseAttribute =>
    denseAttribute(elements.type, movedBlob(elements.blob, orders), elements.resource)
  return tileOp.create({
    codes: moved(codes),
    step,
    levels,
    ...(exact === undefined ? {} : { exact: moved(exact) }),
    tile: result.type,
    location: tile.location,
  })
}

function movedBlob(blob: Blob, { rows, columns }: Orders): Blob {
  return derivedBlob(blob.element, blob.shape, [blob], ([bytes]) => {
    const size = bytes!.length / (rows.length * columns.length)
    const moved = new Uint8Array(bytes!.length)
    let at = 0
    for (const row of rows)
      for (const column of columns) {
        const from = (row * columns.length + column) * size
        for (let i = 0; i < size; i++) moved[at++] = bytes![from + i]!
      }
    return moved
  })
}
