import { patchAxes, patchesOp } from '@onnc/dialects'
import { type Blob, definingOperation, type Operation, readBlobInto, sliceBlob, staticShape, type Value } from '@onnc/ir'

import type { Compression } from './choices.ts'
import type { KeptTiles } from './plan-layer.ts'
import { productOf } from './product.ts'
import { storedRows } from './stored-rows.ts'
import { zeroCount } from './weight-words.ts'

/** Rows that share tiles, and the columns that each of these tiles holds, the widest first. */
export interface KeptRows {
  readonly rows: readonly number[]
  readonly tiles: readonly (readonly number[])[]
}

/** A matrix without columns that multiply nothing. */
export interface KeptWeights {
  readonly groups: readonly KeptRows[]
  /** Weights that are not zero. */
  readonly nonzeros: number
  /** Rings of all tiles. */
  readonly rings: number
}

/** Rows and columns of a crossbar. */
interface Crossbar {
  readonly rows: number
  readonly columns: number
}

/** Work that grouping rows may take, in 32-column words looked at. */
const mostGrouping = 2e8

/**
 * The tiles of a matrix f32 [M, K] that hold all of its weights. On crossbars of one row a row keeps its nonzero columns; on larger ones rows of
 * similar support share tiles, and columns are left out where all of them are zero. A row of zeros keeps one column, so that its output (a bias)
 * is written. `channels` is the width of a kernel position in the columns' order (position, channel), for `slice`. Undefined where as many tiles
 * would be needed as with all zeros in place, as in most trained networks, unless convolutions are cut to slices.
 */
export function keptWeights(matrix: Blob, crossbar: Crossbar, compression: Compression, channels: number): KeptWeights | undefined {
  const [rows, columns] = matrix.shape as [number, number]
  if (compression === 'none' || rows * columns === 0) return undefined
  const sliced = compression === 'slice' && channels > 0
  const supports = supportsOf(matrix, sliced)
  if (supports === undefined) return undefined
  const cut = (kept: readonly number[]): number[][] =>
    sliced
      ? slicesOf(kept, channels)
          .flatMap((slice) => chunks(slice, crossbar.columns))
          .toSorted((a, b) => b.length - a.length)
      : chunks(kept, crossbar.columns)
  const grouped = crossbar.rows === 1 ? supports.map((_, row) => [row]) : groupRows(supports, crossbar.rows)
  const groups = grouped.map((group): KeptRows => {
    const kept = columnsOf(union(group.map((row) => supports[row]!)))
    return { rows: group, tiles: kept.length === 0 ? [[0]] : cut(kept) }
  })
  const tiles = groups.reduce((sum, group) => sum + group.tiles.length, 0)
  const dense = Math.ceil(rows / crossbar.rows) * cut(indices(columns)).length
  if (tiles >= dense && !sliced) return undefined
  return {
    groups,
    nonzeros: supports.reduce((sum, support) => sum + countOf(support), 0),
    rings: groups.reduce((sum, group) => sum + group.rows.length * group.tiles.reduce((all, tile) => all + tile.length, 0), 0),
  }
}

/** Those of each block of a product; undefined where leaving out zeros saves no tile. */
export function keptOfProduct(product: Operation, crossbar: Crossbar, compression: Compression): readonly KeptWeights[] | undefined {
  const { vectors, matrix: held, blocks, transposed } = productOf(product)
  if (held.kind === 'activations' || transposed) return undefined
  const matrix = held.constant
  const [count, width] = blocks[0] === 1 ? [1, sliceChannels(vectors)] : blocks
  const [rows, columns] = matrix.blob.shape as [number, number]
  const each = rows / count
  const key = `${crossbar.rows} ${crossbar.columns} ${compression} ${count} ${width}`
  const known = keptOf.get(matrix.blob) ?? new Map<string, readonly KeptWeights[] | undefined>()
  keptOf.set(matrix.blob, known)
  if (known.has(key)) return known.get(key)
  const found = Array.from({ length: count }, (_, block) => {
    const part = count === 1 ? matrix.blob : sliceBlob(matrix.blob, [block * each, 0], [each, columns])
    return keptWeights(part, crossbar, compression, width)
  })
  const kept = found.every((weights) => weights === undefined)
    ? undefined
    : found.map((weights) => weights ?? allWeights(each, columns, crossbar))
  known.set(key, kept)
  return kept
}

const keptOf = new WeakMap<Blob, Map<string, readonly KeptWeights[] | undefined>>()

/** Channels of a kernel position, where vectors are patches; else none. */
function sliceChannels(vectors: Value): number {
  const reader = definingOperation(vectors)
  if (reader === undefined || !patchesOp.is(reader)) return 0
  const { input, kernel, axes } = patchesOp.view(reader)
  const shape = staticShape(input.type)!
  return patchAxes(shape.length, kernel.length, axes).channels.reduce((product, axis) => product * shape[axis]!, 1)
}

function allWeights(rows: number, columns: number, crossbar: Crossbar): KeptWeights {
  const tiles = chunks(indices(columns), crossbar.columns)
  return {
    groups: chunks(indices(rows), crossbar.rows).map((group) => ({ rows: group, tiles })),
    nonzeros: rows * columns,
    rings: rows * columns,
  }
}

function indices(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

/** What planning knows of them: equal groups together. */
export function keptTiles(blocks: readonly KeptWeights[]): KeptTiles[] {
  const groups = new Map<string, KeptTiles & { count: number }>()
  for (const { rows, tiles } of blocks.flatMap((block) => block.groups)) {
    const widths = tiles.map((tile) => tile.length)
    const [scattered, listed] = [isScattered(rows), tiles.map(isScattered)]
    const key = `${rows.length} ${scattered} ${widths.join()} ${listed.join()}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { rows: rows.length, count: 1, widths, listed, scattered })
    else known.count++
  }
  return [...groups.values()]
}

/** Whether indices do not follow each other. */
export function isScattered(indices: readonly number[]): boolean {
  return indices.some((index, i) => index !== indices[0]! + i)
}

/** A bit for each column of a row: whether it has a weight there. */
type Support = Uint32Array

/** Share of zeros below which nothing is gained by leaving them out. A trained network has next to none. */
const hardlyAny = 0.001

/** Of each row; undefined where there are hardly any zeros, unless they are wanted anyway. */
function supportsOf(matrix: Blob, anyway: boolean): Support[] | undefined {
  const [rows, columns] = matrix.shape as [number, number]
  if (!anyway && zeroCount({ blob: storedRows(matrix) }) < rows * columns * hardlyAny) return undefined
  const height = Math.max(1, Math.floor(2 ** 18 / columns))
  const supports: Support[] = []
  for (let first = 0; first < rows; first += height) {
    const count = Math.min(height, rows - first)
    const box = new Float32Array(count * columns)
    readBlobInto(sliceBlob(matrix, [first, 0], [count, columns]), new Uint8Array(box.buffer))
    for (let row = 0, at = 0; row < count; row++) {
      const support = new Uint32Array(Math.ceil(columns / 32))
      for (let column = 0; column < columns; column++, at++) if (box[at] !== 0) support[column >>> 5]! |= 1 << (column & 31)
      supports.push(support)
    }
  }
  return supports
}

/**
 * Rows in groups of at most `size`: starting from the row with the most weights, always the row that adds the fewest columns. Rows of zeros fill
 * the last group, and then groups of their own.
 */
function groupRows(supports: readonly Support[], size: number): number[][] {
  const counts = supports.map(countOf)
  const filled = supports.flatMap((_, row) => (counts[row]! > 0 ? [row] : []))
  const empty = supports.flatMap((_, row) => (counts[row]! > 0 ? [] : [row]))
  const words = supports[0]?.length ?? 0
  const inOrder = chunks(filled, size)
  const similar = filled.length > size && filled.length ** 2 * words <= mostGrouping ? similarRows(supports, filled, counts, size) : inOrder
  const columns = (groups: readonly (readonly number[])[]): number =>
    groups.reduce((sum, group) => sum + countOf(union(group.map((row) => supports[row]!))), 0)
  const groups = columns(similar) < columns(inOrder) ? similar : inOrder
  const room = groups.length === 0 ? 0 : size - groups.at(-1)!.length
  groups.at(-1)?.push(...empty.slice(0, room))
  return [...groups.map((group) => group.toSorted((a, b) => a - b)), ...chunks(empty.slice(room), size)]
}

function similarRows(supports: readonly Support[], rows: readonly number[], counts: readonly number[], size: number): number[][] {
  const left = rows.toSorted((a, b) => counts[b]! - counts[a]! || a - b)
  const groups: number[][] = []
  while (left.length > 0) {
    const [first] = left.splice(0, 1) as [number]
    const group = [first]
    const held = supports[first]!.slice()
    while (group.length < size && left.length > 0) {
      let [best, least] = [0, Infinity]
      for (let i = 0; i < left.length && least > 0; i++) {
        const added = addedBy(held, supports[left[i]!]!)
        if (added < least) [best, least] = [i, added]
      }
      const [next] = left.splice(best, 1) as [number]
      for (const [i, word] of supports[next]!.entries()) held[i]! |= word
      group.push(next)
    }
    groups.push(group)
  }
  return groups
}

function union(supports: readonly Support[]): Support {
  const all = supports[0]!.slice()
  for (const support of supports.slice(1)) for (let i = 0; i < all.length; i++) all[i]! |= support[i]!
  return all
}

function addedBy(held: Support, support: Support): number {
  let count = 0
  for (let i = 0; i < held.length; i++) count += bitCount(support[i]! & ~held[i]!)
  return count
}

function countOf(support: Support): number {
  let count = 0
  for (const word of support) count += bitCount(word)
  return count
}

/** Hacker's Delight, figure 5-2. */
function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return (((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

function columnsOf(support: Support): number[] {
  const columns: number[] = []
  for (const [i, word] of support.entries()) for (let bit = 0; bit < 32; bit++) if (((word >>> bit) & 1) === 1) columns.push(i * 32 + bit)
  return columns
}

/** Columns in order (kernel position, channel), those of each channel together. */
function slicesOf(columns: readonly number[], channels: number): number[][] {
  const slices = new Map<number, number[]>()
  for (const column of columns) {
    const slice = slices.get(column % channels)
    if (slice === undefined) slices.set(column % channels, [column])
    else slice.push(column)
  }
  return [...slices.values()]
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))
}
