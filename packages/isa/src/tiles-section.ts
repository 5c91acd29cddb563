import { tileShape } from './check-tiles.ts'
import { carver, hasLength } from './columns.ts'
import { bytesToDoubles, bytesToFloats, doublesToBytes, floatsToBytes } from './float-bytes.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { Read, TilesMessage } from './messages.ts'
import { packCodes, packedBytes, unpackCodes } from './pack-codes.ts'
import type { Problems } from './problems.ts'
import type { Tile } from './program.ts'

/** Bytes after which the writer begins another group: half of what a message can hold. */
const defaultGroupBytes = 2 ** 30

/** Bytes of a tile besides its codes and exact weights, at most. */
const columnBytes = 32

/** The heap of a tile and of its views of codes and exact weights, measured on Node 24. */
const heapBytesPerTile = 350

const isNarrow = (levels: number): boolean => levels <= 255

export function writeTiles(tiles: readonly Tile[], groupBytes: number = defaultGroupBytes): TilesMessage[] {
  const groups: Tile[][] = []
  let bytes = Infinity
  for (const tile of tiles) {
    const size = packedBytes(tile.levels, tile.codes.length) + (tile.exact?.byteLength ?? 0) + columnBytes
    if (bytes + size > groupBytes) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)!.push(tile)
    bytes += size
  }
  return groups.map(writeGroup)
}

function writeGroup(tiles: readonly Tile[]): TilesMessage {
  const codes = new Uint8Array(tiles.reduce((total, tile) => total + packedBytes(tile.levels, tile.codes.length), 0))
  let offset = 0
  for (const tile of tiles) {
    packCodes(tile.codes, tile.levels, codes, offset)
    offset += packedBytes(tile.levels, tile.codes.length)
  }
  const exact = tiles.flatMap((tile) => tile.exact ?? [])
  return {
    rows: tiles.map((tile) => tile.rows),
    columns: tiles.map((tile) => tile.columns),
    levels: tiles.map((tile) => tile.levels),
    steps: doublesToBytes(tiles.map((tile) => tile.step)),
    codes,
    hasExact: exact.length === 0 ? [] : tiles.map((tile) => tile.exact !== undefined),
    exact: floatsToBytes(exact),
  }
}

/** The tiles of all groups; `undefined`, with the reason among `problems`, where the lists of a group do not fit together. */
export function readTiles(groups: readonly Read<TilesMessage>[], budget: MemoryBudget, problems: Problems): Tile[] | undefined {
  const tiles: Tile[][] = []
  let count = 0
  for (const group of groups) {
    const found = readGroup(group, count, budget, problems)
    if (found === undefined) return undefined
    tiles.push(found)
    count += found.length
  }
  return tiles.flat()
}

type Shape = Pick<Tile, 'rows' | 'columns' | 'levels'>

function readGroup(group: Read<TilesMessage>, first: number, budget: MemoryBudget, problems: Problems): Tile[] | undefined {
  const { steps, codes, hasExact, exact } = group
  const shapes = readShapes(group, first, budget, problems)
  if (shapes === undefined) return undefined
  const rings = shapes.map(({ rows, columns }) => rows * columns)
  const ringsWhere = (holds: (i: number) => boolean): number => rings.reduce((total, count, i) => (holds(i) ? total + count : total), 0)
  const packed = shapes.map(({ levels }, i) => packedBytes(levels, rings[i]!))
  const allPacked = packed.reduce((total, bytes) => total + bytes, 0)
  const fits =
    hasLength('tiles', 'steps', steps.length, shapes.length * 8, problems, 'bytes') &&
    hasLength('tiles', 'codes', codes.length, allPacked, problems, 'bytes') &&
    (hasExact.length === 0 || hasLength('tiles', 'has_exact', hasExact.length, shapes.length, problems)) &&
    hasLength('tiles', 'exact', exact.length, ringsWhere((i) => hasExact[i] === true) * 4, problems, 'bytes')
  if (!fits) return undefined

  // From here on memory is taken: the file has been seen to hold the bytes that fill it.
  const nextNarrow = carver(new Int8Array(ringsWhere((i) => isNarrow(shapes[i]!.levels))))
  const nextWide = carver(new Int16Array(ringsWhere((i) => !isNarrow(shapes[i]!.levels))))
  const nextExact = carver(bytesToFloats(exact))
  const stepOf = bytesToDoubles(steps)
  let offset = 0
  return shapes.map((shape, i) => {
    const unpacked = (isNarrow(shape.levels) ? nextNarrow : nextWide)(rings[i]!)
    unpackCodes(codes, offset, shape.levels, unpacked)
    offset += packed[i]!
    const tile = { ...shape, codes: unpacked, step: stepOf[i]! }
    return hasExact[i] === true ? { ...tile, exact: nextExact(rings[i]!) } : tile
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
