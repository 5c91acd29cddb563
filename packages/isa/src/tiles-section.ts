import { createHash } from 'node:crypto'
import protobuf from 'protobufjs/minimal.js'
import type { ByteRange, ByteSource } from './byte-source.ts'
import { tileShape } from './check-tiles.ts'
import { hasLength } from './columns.ts'
import { bytesToDoubles, bytesToFloats, doublesToBytes, putFloats } from './float-bytes.ts'
import { activationTile, hasExact, lazyTile } from './lazy-tile.ts'
import type { MemoryBudget } from './memory-budget.ts'
import { messages, type Read, type TilesMessage } from './messages.ts'
import { packCodes, packedBytes, unpackCodes } from './pack-codes.ts'
import type { Problems } from './problems.ts'
import type { Tile } from './program.ts'

/** Bytes after which the writer begins another group: all it holds at one time. */
const defaultGroupBytes = 2 ** 24

/** Bytes of a tile besides its codes and exact weights, at most. */
const columnBytes = 32

/** The heap of a tile, measured on Node 24. */
const heapBytesPerTile = 700

const isNarrow = (levels: number): boolean => levels <= 255

/** A group of tiles about to be written: its size is known, its codes and weights are not computed yet. */
export interface TileGroup {
  readonly tiles: readonly Tile[]
  /** Of the whole message, without its tag and length. */
  readonly byteLength: number
}

/** Tiles in groups of about `groupBytes`. */
export function groupTiles(tiles: readonly Tile[], groupBytes: number = defaultGroupBytes): TileGroup[] {
  const groups: Tile[][] = []
  let bytes = Infinity
  for (const tile of tiles) {
    const size = packedSize(tile) + exactSize(tile) + columnBytes
    if (bytes + size > groupBytes) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)!.push(tile)
    bytes += size
  }
  return groups.map((group) => ({ tiles: group, byteLength: sizesOf(group).whole }))
}

/** Tiles of activations hold no codes. */
function packedSize({ levels, rows, columns, activations }: Pick<Tile, 'levels' | 'rows' | 'columns' | 'activations'>): number {
  return activations === undefined ? packedBytes(levels, rows * columns) : 0
}

function exactSize(tile: Tile): number {
  return hasExact(tile) ? tile.rows * tile.columns * 4 : 0
}

function sizesOf(tiles: readonly Tile[]): {
  head: Uint8Array
  flags: Uint8Array
  tail: Uint8Array
  codes: number
  exact: number
  whole: number
} {
  const head = messages.Tiles.encode({
    rows: tiles.map((tile) => tile.rows),
    columns: tiles.map((tile) => tile.columns),
    levels: tiles.map((tile) => tile.levels),
    steps: doublesToBytes(tiles.map((tile) => tile.step)),
  }).finish()
  const codes = tiles.reduce((total, tile) => total + packedSize(tile), 0)
  const exact = tiles.reduce((total, tile) => total + exactSize(tile), 0)
  const flags = exact === 0 ? new Uint8Array() : messages.Tiles.encode({ hasExact: tiles.map(hasExact) }).finish()
  const patterns = tiles.map(({ activations }) => (activations ?? -1) + 1)
  const tail = patterns.every((pattern) => pattern === 0) ? new Uint8Array() : messages.Tiles.encode({ activations: patterns }).finish()
  const whole = head.length + flags.length + tail.length + [codes, exact].reduce((sum, length) => sum + longFieldBytes(length), 0)
  return { head, flags, tail, codes, exact, whole }
}

/** The bytes of a group's message: codes and weights are taken from one tile after the other, and `visit` sees the packed codes of each. */
export function writeGroup({ tiles, byteLength }: TileGroup, visit: (tile: Tile, packed: Uint8Array) => void): Uint8Array {
  const { head, flags, tail, codes, exact } = sizesOf(tiles)
  const bytes = new Uint8Array(byteLength)
  bytes.set(head)
  const codesAt = openLongField(bytes, head.length, 5, codes)
  bytes.set(flags, codesAt + codes)
  const exactAt = openLongField(bytes, codesAt + codes + flags.length, 7, exact)
  let [code, weight] = [codesAt, exactAt]
  for (const tile of tiles) {
    const packed = bytes.subarray(code, (code += packedSize(tile)))
    if (tile.activations === undefined) packCodes(tile.codes, tile.levels, packed, 0)
    visit(tile, packed)
    if (!hasExact(tile)) continue
    putFloats(bytes, weight, tile.exact!)
    weight += exactSize(tile)
  }
  bytes.set(tail, byteLength - tail.length)
  return bytes
}

/** A field of `length` bytes; none at all where there are none. */
function longFieldBytes(length: number): number {
  return length === 0 ? 0 : 1 + varintBytes(length) + length
}

/** Writes tag and length of a field; gives the place of its contents. */
function openLongField(bytes: Uint8Array, at: number, field: number, length: number): number {
  if (length === 0) return at
  const opening = tagAndLength(field, length)
  bytes.set(opening, at)
  return at + opening.length
}

/** The tag of a field of bytes, and their number. */
export function tagAndLength(field: number, length: number): Uint8Array {
  return protobuf.Writer.create()
    .uint32(field * 8 + 2)
    .uint32(length)
    .finish()
}

/** Bytes of a number below 2^32 as a varint. */
export function varintBytes(value: number): number {
  let bytes = 1
  for (; value >= 128; value = Math.floor(value / 128)) bytes++
  return bytes
}

/** Text that tiles share which are equal in shape, levels, step and codes, and only they. */
export function tileKey({ rows, columns, levels, step, activations }: Tile, packed: Uint8Array): string {
  if (activations !== undefined) return `${rows} ${columns} ${levels} activations ${activations}`
  return `${rows} ${columns} ${levels} ${step} ${createHash('sha256').update(packed).digest('base64')}`
}

/** A group as it was read, and where its codes and weights are. */
export interface GroupParts {
  readonly columns: Read<TilesMessage>
  readonly codes: ByteRange
  readonly exact: ByteRange
}

/** The tiles of all groups; `undefined`, with the reason among `problems`, where the lists of a group do not fit together. */
export function readTiles(groups: readonly GroupParts[], source: ByteSource, budget: MemoryBudget, problems: Problems): Tile[] | undefined {
  const tiles: Tile[] = []
  for (const group of groups) {
    const found = readGroup(group, tiles.length, source, budget, problems)
    if (found === undefined) return undefined
    for (const tile of found) tiles.push(tile)
  }
  return tiles
}

type Shape = Pick<Tile, 'rows' | 'columns' | 'levels'>

function readGroup(
  { columns: lists, codes, exact }: GroupParts,
  first: number,
  source: ByteSource,
  budget: MemoryBudget,
  problems: Problems,
): Tile[] | undefined {
  const { steps, hasExact: flags, activations: patterns } = lists
  const shapes = readShapes(lists, first, budget, problems)
  if (shapes === undefined) return undefined
  const rings = shapes.map(({ rows, columns }) => rows * columns)
  const patternOf = (i: number): Pick<Tile, 'activations'> => ((patterns[i] ?? 0) === 0 ? {} : { activations: patterns[i]! - 1 })
  const packed = shapes.map((shape, i) => packedSize({ ...shape, ...patternOf(i) }))
  const allPacked = packed.reduce((total, bytes) => total + bytes, 0)
  const allExact = rings.reduce((total, count, i) => (flags[i] === true ? total + count * 4 : total), 0)
  const fits =
    hasLength('tiles', 'steps', steps.length, shapes.length * 8, problems, 'bytes') &&
    hasLength('tiles', 'codes', codes.length, allPacked, problems, 'bytes') &&
    (flags.length === 0 || hasLength('tiles', 'has_exact', flags.length, shapes.length, problems)) &&
    hasLength('tiles', 'exact', exact.length, allExact, problems, 'bytes') &&
    (patterns.length === 0 || hasLength('tiles', 'activations', patterns.length, shapes.length, problems))
  if (!fits) return undefined

  const stepOf = bytesToDoubles(steps)
  let codesAt = codes.start
  let exactAt = exact.start
  return shapes.map((shape, i) => {
    const [count, codesFrom, exactFrom] = [rings[i]!, codesAt, exactAt]
    codesAt += packed[i]!
    const { activations } = patternOf(i)
    if (activations !== undefined) return activationTile(shape, activations)
    const readCodes = (): Tile['codes'] => {
      const unpacked = isNarrow(shape.levels) ? new Int8Array(count) : new Int16Array(count)
      unpackCodes(source.read(codesFrom, packed[i]!), 0, shape.levels, unpacked)
      return unpacked
    }
    if (flags[i] !== true) return lazyTile({ ...shape, step: stepOf[i]! }, readCodes)
    exactAt += count * 4
    return lazyTile({ ...shape, step: stepOf[i]! }, readCodes, () => bytesToFloats(source.read(exactFrom, count * 4)))
  })
}

function readShapes(group: Read<TilesMessage>, first: number, budget: MemoryBudget, problems: Problems): Shape[] | undefined {
  const { rows, columns, levels } = group
  const count = rows.length
  if (!hasLength('tiles', 'columns', columns.length, count, problems)) return undefined
  if (!hasLength('tiles', 'levels', levels.length, count, problems)) return undefined
  budget.charge(count * heapBytesPerTile)
  const shapes: Shape[] = []
  for (let i = 0; i < count && !problems.full; i++) {
    const shape = { rows: rows[i]!, columns: columns[i]!, levels: levels[i]! }
    const problem = tileShape(shape, first + i)
    if (problem === undefined) shapes.push(shape)
    else problems.add(problem)
  }
  return shapes.length === count ? shapes : undefined
}
