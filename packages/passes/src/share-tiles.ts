import { bankType, crossbarSize, programOp, streamOp, tileOp } from '@onnc/dialects'
import {
  choicesOption,
  definePass,
  denseAttribute,
  detach,
  type DenseAttribute,
  erase,
  f32,
  float32Blob,
  insertBefore,
  locationNames,
  numbersOption,
  type Operation,
  type PassContext,
  readBlob,
  readFloat32,
  replaceAllUses,
  replaceOperation,
  tensorType,
  walk,
} from '@onnc/ir'

import { selectElements } from './address-patterns.ts'
import { blobKey } from './blob-key.ts'
import { tiled } from './checks.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { type Candidate, groupMatrices, type Use } from './group-matrices.ts'
import { inverseOrder, type Likeness } from './match-matrices.ts'
import { nearTiles } from './near-tiles.ts'
import { takenForOthers } from './remarks.ts'
import { matchChoices, matchOf } from './share-matrices.ts'

/**
 * Finds tiles that are alike, as `share-matrices` finds matrices, and has one held for them: parts of matrices that are not alike as wholes, repeated
 * blocks, matrices made of others. Scales are of the whole matrix's rows, so that a tile and its transpose are alike only where those rows have
 * one scale, as in matrices that `share-matrices` found transposed.
 *
 * Requires: `tile`.  Ensures: nothing further.  Cost: linear in weights.
 * Before: %a = mrr.tile ...; %b = mrr.tile ...; %p = mrr.program %a; %q = mrr.program %b
 * After:  %a = mrr.tile ...; %p = mrr.program %a; %q = mrr.program %a
 */
export const shareTiles: CompilePass = definePass({
  name: 'share-tiles',
  summary: 'Finds tiles that are alike up to order, scale and direction, and has one held for all of them',
  options: {
    match: choicesOption(matchChoices, {
      summary:
        'what else than a copy counts as the same, where the units of the target are able to: transpose, permute, scale (of rows), inScale (of columns)',
      default: ['permute', 'scale'],
    }),
    within: numbersOption({
      summary: 'tiles whose weights differ by no more than this share (root mean square) count as the same, too; changes results',
      min: 0,
      max: 1,
    }),
  },
  requires: [tiled],
  run(module, { match, within }, { environment, report }: PassContext<CompileEnvironment>) {
    const all = [...walk(module)].filter(tileOp.is)
    for (const tiles of Map.groupBy(all, kindOf).values()) {
      const alike = matchOf(match, environment)
      const uses = groupMatrices(
        tiles.map((tile) => candidateOf(tile, alike.inScale)),
        alike,
      )
      // What is held stands before what takes its place.
      for (const [i, { held }] of uses.entries()) if (held > i && isBehind(tiles, uses, i)) insertBefore(tiles[i]!, detach(tiles[held]!))
      for (const [i, use] of uses.entries()) if (use.held !== i) takeTile(tiles[i]!, tiles[use.held]!, use)
    }
    if (within !== undefined) shareNear(module, within[0]!, report)
  },
})

/** Whether a tile is the first of those that take another in their place. */
function isBehind(tiles: readonly Operation[], uses: readonly Use[], index: number): boolean {
  return uses.findIndex(({ held }) => held === uses[index]!.held) === index && tiles[uses[index]!.held]!.block === tiles[index]!.block
}

/** Tiles that are nearly alike have one held; what that does to the weights of each layer is told. */
function shareNear(module: Operation, within: number, report: PassContext<CompileEnvironment>['report']): void {
  const layers = new Map<string, { readonly tile: Operation; taken: number; tiles: number; difference: number; own: number }>()
  const taken: { readonly tile: Operation; readonly by: Operation }[] = []
  const all = [...walk(module)].filter((operation) => tileOp.is(operation) && tileOp.view(operation).exact !== undefined)
  for (const tiles of Map.groupBy(
    all,
    (tile) => `${kindOf(tile)} ${Object.values(crossbarSize(tileOp.view(tile).tile.type)).join()}`,
  ).values()) {
    const uses = nearTiles(
      tiles.map((tile) => ({ read: () => readFloat32(tileOp.view(tile).exact!.blob) })),
      within,
    )
    for (const [i, { held, difference, own }] of uses.entries()) {
      const tile = tiles[i]!
      const node = locationNames(tile.location).join(' + ')
      const layer = layers.get(node) ?? { tile, taken: 0, tiles: 0, difference: 0, own: 0 }
      layers.set(node, layer)
      layer.tiles++
      layer.own += own
      if (held === i) continue
      layer.taken++
      layer.difference += difference
      taken.push({ tile, by: tiles[held]! })
    }
  }
  for (const { tile, taken: count, tiles, difference, own } of layers.values())
    if (count > 0) report(takenForOthers(count, tiles, (100 * Math.sqrt(difference / own)).toPrecision(2)), tile)
  for (const { tile, by } of taken) takeTile(tile, by, { transposed: false, likeness: {} })
}

/** Tiles of different levels or steps are never alike. */
function kindOf(tile: Operation): string {
  const { levels, step, exact } = tileOp.view(tile)
  return `${levels} ${step} ${exact === undefined}`
}

function candidateOf(tile: Operation, scalesInputs: boolean): Candidate {
  const { codes, exact, tile: result } = tileOp.view(tile)
  const { rows, columns } = crossbarSize(result.type)
  const { blob } = exact ?? codes
  const streams = streamsOf(tile)
  return {
    rows,
    columns,
    key: blobKey(blob),
    read: () => (exact === undefined ? Float32Array.from(readCodes(codes)) : readFloat32(blob)),
    canCarry: (likeness) =>
      streams.every((stream) => {
        const { inputs } = factorsOf(stream, likeness)
        // Inputs that are never negative go through once.
        const isSigned = inputs?.some((factor) => factor < 0) === true && streamOp.view(stream).nonnegative
        return (inputs === undefined || (scalesInputs && !isSigned)) && outputsOf(stream, likeness) !== undefined
      }),
  }
}

function readCodes({ blob }: DenseAttribute): Int8Array | Int16Array {
  const bytes = readBlob(blob).slice()
  return blob.element.kind === 'integer' && blob.element.width === 8 ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer)
}

/** Whether some stream reads only a part of a tile's outputs, which have to stay together. */
export function isReadInParts(tile: Operation): boolean {
  return streamsOf(tile).some((stream) => streamOp.view(stream).firstOutput !== undefined)
}

function streamsOf(tile: Operation): Operation[] {
  return [...tile.results[0]!.users].filter(programOp.is).flatMap((program) => [...program.results[0]!.users].filter(streamOp.is))
}

/** What likeness of a tile multiplies the outputs and the inputs of a stream by: factors of rows are those of inputs where it goes the other way. */
function factorsOf(
  stream: Operation,
  { scale, inScale }: Likeness,
): { readonly outputs: Float32Array | undefined; readonly inputs: Float32Array | undefined } {
  return streamOp.view(stream).transposed ? { outputs: inScale, inputs: scale } : { outputs: scale, inputs: inScale }
}

/** The outputs of a held tile that a stream of one like it reads: the first, where it is not all of them, and which of its own each of them is. */
interface HeldOutputs {
  readonly firstOutput?: number
  readonly order?: readonly number[]
}

/** Undefined where the outputs that the stream reads do not follow each other in the tile held. */
function outputsOf(stream: Operation, { rowOrder, columnOrder }: Likeness): HeldOutputs | undefined {
  const { firstOutput, output, transposed } = streamOp.view(stream)
  const order = transposed ? columnOrder : rowOrder
  if (order === undefined) return firstOutput === undefined ? {} : { firstOutput }
  if (firstOutput === undefined) return { order: [...inverseOrder(order)] }
  const held = order.slice(firstOutput, firstOutput + output.count)
  const first = held.reduce((least, at) => Math.min(least, at), Infinity)
  if (held.some((at) => at >= first + output.count)) return undefined
  return { firstOutput: first, order: [...inverseOrder(held.map((at) => at - first))] }
}

/** Which of its own each of a held tile's is; undefined for the same order. */
function inverseOf(order: Int32Array | undefined): readonly number[] | undefined {
  return order && [...inverseOrder(order)]
}

/** Programs and streams of a tile become those of the tile held in its place, where what each stream reads follows each other in that. */
export function takeTile(tile: Operation, held: Operation, { transposed: turned, likeness }: Omit<Use, 'held'>): void {
  const { rows, columns } = crossbarSize(tileOp.view(held).tile.type)
  const own = tile.results[0]!
  for (const program of [...own.users].filter(programOp.is)) {
    const { rings } = programOp.view(program)
    const again = programOp.createLike(program, { tile: held.results[0]!, rings: bankType(rows, columns) })
    insertBefore(program, again)
    for (const stream of [...rings.users].filter(streamOp.is)) {
      const view = streamOp.view(stream)
      const { bias, out, output, transposed } = view
      const outputs = outputsOf(stream, likeness)
      if (outputs === undefined) throw new Error('a stream whose outputs are scattered in the tile held')
      const { order, firstOutput } = outputs
      const first = view.firstOutput ?? 0
      const inputOrder = inverseOf(transposed ? likeness.rowOrder : likeness.columnOrder)
      const factors = factorsOf(stream, likeness)
      const ownInScale = view.inScale ?? (factors.inputs && onesLike(factors.inputs))
      const other = streamOp.createLike(stream, {
        rings: again.results[0]!,
        input: inputOrder === undefined ? view.input : selectElements(view.input, inputOrder),
        output: order === undefined ? output : selectElements(output, order),
        scale: inOrder(view.scale, order, factors.outputs?.subarray(first, first + output.count)),
        bias: bias && inOrder(bias, order, undefined),
        inScale: ownInScale && inOrder(ownInScale, inputOrder, factors.inputs),
        transposed: transposed !== turned,
        firstOutput,
      })
      insertBefore(stream, other)
      other.results[0]!.name = out.name
      replaceOperation(stream, other.results)
    }
    replaceAllUses(rings, again.results[0]!)
    erase(program)
  }
  if (own.users.size === 0) erase(tile)
}

/** Factors of 1, as many as others. */
function onesLike({ length }: Float32Array): DenseAttribute {
  return denseAttribute(tensorType([length], f32), float32Blob([length], new Float32Array(length).fill(1)), 'inScale')
}

/** Values of outputs or inputs, times factors, in the order in which a held tile has them. */
function inOrder(values: DenseAttribute, order: readonly number[] | undefined, factors: Float32Array | undefined): DenseAttribute {
  if (order === undefined && factors === undefined) return values
  const given = readFloat32(values.blob)
  const scaled = factors === undefined ? given : given.map((value, i) => value * factors[i]!)
  const ordered = order === undefined ? scaled : Float32Array.from(order, (i) => scaled[i]!)
  return denseAttribute(tensorType([ordered.length], f32), float32Blob([ordered.length], ordered), values.resource ?? 'scale')
}
