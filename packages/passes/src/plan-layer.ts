import {
  indexEntryBytes,
  type LayerCost,
  layerCost,
  streamPasses,
  symbolSeconds,
  type Target,
  type TileGroup,
  type TileStream,
  type UnitClass,
} from '@onnc/hardware'

import type { Objective } from './choices.ts'

/** A product with a matrix as the crossbars see it. */
export interface LayerShape {
  /** Of the whole matrix. */
  readonly rows: number
  /** Columns that are held: of one block, where there are several. */
  readonly columns: number
  /** Equal blocks of a block-diagonal matrix; one if it is dense. */
  readonly blocks: number
  /** Vectors along each axis that they are counted by, row-major. */
  readonly positions: readonly number[]
  readonly signed: boolean
  /** What rings hold. */
  readonly operand: 'weights' | 'activations'
  /** What streams; activations if absent. */
  readonly moving?: 'weights' | 'activations'
  /** Tiles that hold a weight, one digit each. */
  readonly slices: number
  /** Light goes the other way, so that rows are columns of the crossbar. */
  readonly transposed?: boolean
  /** Sides whose elements are found by index lists. */
  readonly listed?: { readonly rows: boolean; readonly columns: boolean }
  /** The tiles that hold all weights where zeros are left out, of all blocks, each block for itself; absent where that saves none. */
  readonly kept?: readonly KeptTiles[]
  /** Zeros among the activations that rings hold are left out at run time, with the columns of weights that meet them. */
  readonly compacted?: boolean
  /** There is no other way to cut it. */
  readonly keptOnly?: boolean
  /** Blocks share tiles side by side only. */
  readonly flat?: boolean
}

/** `count` groups of `rows` rows that share tiles of these widths, the widest first. */
export interface KeptTiles {
  readonly rows: number
  readonly count: number
  readonly widths: readonly number[]
  /** Whether the columns of each tile do not follow each other, so that inputs have an index list. */
  readonly listed: readonly boolean[]
  /** Rows do not follow each other, so that outputs have an index list too. */
  readonly scattered: boolean
}

/** How a layer is cut. */
export interface LayerPlan {
  /** Blocks that share a product: their rows stand below each other, the elements of all of them side by side. */
  readonly pack: number
  /**
   * Products that a tile holds below each other, in the same columns; each is streamed by itself, and only its rows are read. The last may
   * have fewer blocks.
   */
  readonly stack: number
  /** Copies of every tile, each of which streams a part of the positions. */
  readonly replicas: number
  /** Tiles side by side that take turns in overwriting; 1: the first overwrites everything. */
  readonly turns: number
  /** Leave zeros out, as `LayerShape.kept` says. */
  readonly compress: boolean
  readonly cost: LayerCost
}

/** A way to cut a layer. */
export type LayerCut = Omit<LayerPlan, 'cost'>

/** The ways to cut a layer that are worth looking at. */
export function candidatePlans(shape: LayerShape, unitClass: UnitClass): LayerCut[] {
  const packs = [
    ...(shape.keptOnly === true
      ? []
      : packsOf(shape, unitClass).flatMap((pack) => stacksOf(shape, unitClass, pack).map((stack) => ({ pack, stack, compress: false })))),
    ...(shape.kept === undefined ? [] : [{ pack: 1, stack: 1, compress: true }]),
  ]
  return packs.flatMap((kind) =>
    replicasOf(shape, unitClass, kind).flatMap((replicas) =>
      [...new Set([1, ...(shape.compacted === true ? [] : [mostTurns(shape, unitClass, { ...kind, replicas })])])].map((turns) => ({
        ...kind,
        replicas,
        turns,
      })),
    ),
  )
}

/** The best plan of a layer that has the machine to itself. */
export function planLayer(target: Target, unitClass: UnitClass, shape: LayerShape, objective: Objective): LayerPlan {
  const plans = candidatePlans(shape, unitClass).map((cut): LayerPlan => ({
    ...cut,
    cost: layerCost(target, unitClass, tileGroups(shape, unitClass, cut)),
  }))
  return plans.reduce((a, b) => (worth(b.cost, objective) < worth(a.cost, objective) ? b : a))
}

/** What an objective wants little of. */
export function worth(
  { seconds, energyJoules, ringsWritten = 0 }: Pick<LayerCost, 'seconds' | 'energyJoules'> & { readonly ringsWritten?: number },
  objective: Objective,
): number {
  // Of cuts that write as many rings the faster one: no network takes as long as a ring counts.
  if (objective === 'writes') return ringsWritten + Math.min(0.5, seconds / 1e3)
  if (objective === 'latency') return seconds
  return objective === 'energy' ? energyJoules : seconds * energyJoules
}

/** The crossbar as a product sees it: rows are its outputs. */
export function crossbarOf({ transposed }: LayerShape, { rows, columns }: UnitClass): { readonly rows: number; readonly columns: number } {
  return transposed === true ? { rows: columns, columns: rows } : { rows, columns }
}

/** Blocks that may share a product: as many as their rows fit the crossbar's. */
function packsOf(shape: LayerShape, unitClass: UnitClass): number[] {
  const { columns, blocks, operand } = shape
  if (blocks === 1 || operand === 'activations') return [1]
  const most = Math.min(blocks, mostBlocks(shape, unitClass))
  const sideBySide = Math.min(most, Math.max(1, Math.floor(unitClass.columns / columns)))
  const powers = Array.from({ length: 13 }, (_, i) => 2 ** i).filter((p) => p < most)
  return [...new Set([1, ...powers, sideBySide, most])]
}

/**
 * Products that may stand below each other: as many as make the fewest tiles, or about two, four ... times as many tiles, or one for each unit. Packs
 * whose elements are more than the crossbar's columns are not stacked: most of their tiles hold zeros only.
 */
function stacksOf(shape: LayerShape, unitClass: UnitClass, pack: number): number[] {
  const { columns, blocks, operand, transposed, listed, flat } = shape
  const most = mostBlocks(shape, unitClass)
  const fits = pack === 1 || pack * columns <= unitClass.columns
  const mayStack = operand === 'weights' && flat !== true && transposed !== true && listed === undefined
  if (!mayStack || !fits || most <= pack || blocks <= pack) return [1]
  const fewest = Math.ceil(blocks / most)
  const tiles = [...Array.from({ length: 5 }, (_, i) => fewest * 2 ** i), unitClass.count]
  return [...new Set([1, ...tiles.filter((count) => count >= fewest).map((count) => Math.ceil(Math.ceil(blocks / count) / pack))])]
}

/** Blocks whose rows fit a crossbar. */
function mostBlocks({ rows, blocks }: LayerShape, unitClass: UnitClass): number {
  return Math.max(1, Math.floor(unitClass.rows / (rows / blocks)))
}

/** Blocks that share a tile, or the tiles of one product where it is larger than one. */
export function blocksTogether(shape: LayerShape, unitClass: UnitClass, { pack, stack }: Pick<LayerCut, 'pack' | 'stack'>): number {
  return stack === 1 ? pack : Math.min(pack * stack, mostBlocks(shape, unitClass))
}

/** The products of so many blocks in one tile, below each other: the first block of each, those whose elements it reads, and its own number of blocks. */
export function tiersOf(first: number, count: number, pack: number): readonly BlockTier[] {
  const width = Math.min(pack, count)
  return Array.from({ length: Math.ceil(count / width) }, (_, tier) => {
    const own = first + tier * width
    const blocks = Math.min(width, first + count - own)
    return { first: own, blocks, firstRead: own + blocks - width }
  })
}

/** Blocks [first, first + blocks) as a product of their own. It reads as many blocks as the others, so that the last one reads some before its own. */
export interface BlockTier {
  readonly first: number
  readonly blocks: number
  readonly firstRead: number
}

/** Pieces for each unit that even out its time: one more or less is no more than a sixteenth of it. */
const evenPieces = 16
/** What writing a copy may take of its streaming. */
const mostWriting = 0.1

/** Copies worth looking at: up to one tile for each unit, and a few more rounds of them; where there are few tiles, also what evens out the last round. */
function replicasOf(shape: LayerShape, unitClass: UnitClass, kind: TileKind): number[] {
  const { tiles } = tilesOf(shape, unitClass, kind)
  const wanted = tiles < 20 * unitClass.count ? Math.max(4, Math.ceil((evenPieces * unitClass.count) / tiles)) : 1
  const even = Math.max(1, Math.min(wanted, copiesWorthWriting(shape, unitClass)))
  const most = Math.max(even, Math.floor((3 * unitClass.count) / tiles))
  return Array.from({ length: most }, (_, i) => i + 1).filter((replicas) => canShare(shape.positions, replicas))
}

/** Copies of a tile at which writing is little beside streaming a part of the positions each. */
function copiesWorthWriting({ positions, signed }: LayerShape, unitClass: UnitClass): number {
  const { stationary, rows } = unitClass
  const symbol = symbolSeconds(unitClass, rows) * streamPasses(unitClass, signed)
  const { settle, calibration, parallelism } = stationary
  const writes = (1 + calibration.iterations) * (parallelism === 'row' ? rows : 1) * settle.value
  return Math.floor((mostWriting * positions.reduce((a, b) => a * b, 1) * symbol) / writes)
}

type TileKind = Pick<LayerCut, 'pack' | 'stack' | 'compress'>

/** Groups of rows that share tiles, of all packs; tiles side by side, at most; and all tiles. */
function tilesOf(shape: LayerShape, unitClass: UnitClass, kind: TileKind): { high: number; wide: number; tiles: number } {
  const { rows, columns, blocks, slices, kept = [] } = shape
  const crossbar = crossbarOf(shape, unitClass)
  if (kind.compress)
    return {
      high: total(kept.map(({ count }) => count)),
      wide: slices * kept.reduce((most, { widths }) => Math.max(most, widths.length), 0),
      tiles: slices * total(kept.map(({ count, widths }) => count * widths.length)),
    }
  const together = blocksTogether(shape, unitClass, kind)
  const high = Math.ceil(blocks / together) * Math.ceil(((rows / blocks) * together) / crossbar.rows)
  const wide = slices * Math.ceil((columns * kind.pack) / crossbar.columns)
  return { high, wide, tiles: high * wide }
}

/**
 * The most tiles side by side that can take turns in overwriting, each a part of the positions, before all of them add to the others' parts.
 * If only one overwrites, those beside it wait for all of its stream. As many as find a unit each, and a part of the positions.
 */
function mostTurns(shape: LayerShape, unitClass: UnitClass, { replicas, ...kind }: Omit<LayerCut, 'turns'>): number {
  const { high, wide } = tilesOf(shape, unitClass, kind)
  const indices = Math.min(...positionShares(shape.positions, replicas).map(({ positions }) => leadingAxis(positions).count))
  return Math.max(1, Math.min(wide, Math.floor(unitClass.count / (high * replicas)), indices))
}

/** The tiles of a plan, equal ones together. */
export function tileGroups(shape: LayerShape, unitClass: UnitClass, cut: LayerCut): TileGroup[] {
  if (cut.compress) return keptGroups(shape, cut)
  const { rows, columns, blocks, positions, signed, operand, moving = 'activations', slices, transposed = false, listed } = shape
  const crossbar = crossbarOf(shape, unitClass)
  const { turns } = cut
  const groups: TileGroup[] = []
  for (const products of parts(blocks, blocksTogether(shape, unitClass, cut))) {
    const tiers = outputsOfTiers(shape, products.size, cut)
    for (const height of parts((rows / blocks) * products.size, crossbar.rows))
      for (const share of positionShares(positions, cut.replicas)) {
        const all = share.positions.reduce((a, b) => a * b, 1)
        const { count: indices, each } = leadingAxis(share.positions)
        const own = shares(indices, turns).flatMap(({ size, count }) => Array.from({ length: count }, () => size * each))
        let column = 0
        const widths = parts(columns * Math.min(cut.pack, products.size), crossbar.columns)
        for (const width of Array.from({ length: slices }, () => widths).flat()) {
          const count = products.count * height.count * share.count
          const [tileRows, tileColumns] = transposed ? [width.size, height.size] : [height.size, width.size]
          const direction = transposed ? 'transposed' : 'forward'
          const indexBytes = indexEntryBytes * ((listed?.rows === true ? height.size : 0) + (listed?.columns === true ? width.size : 0))
          const job = { rows: tileRows, columns: tileColumns, signed, operand, moving, direction, indexBytes } as const
          const turning = Math.max(0, Math.min(width.count, turns - column))
          for (let turn = column; turn < column + turning; turn++)
            groups.push({ count, job: { ...job, streams: streamsOfTiers(tiers, turnStreams(own, turn)) } })
          if (width.count > turning)
            groups.push({
              count: count * (width.count - turning),
              job: { ...job, streams: streamsOfTiers(tiers, [{ positions: all, accumulate: true }]) },
            })
          column += width.count
        }
      }
  }
  return groups
}

/** Rows that the streams of each tier of a tile read; undefined for all of them. */
export function outputsOfTiers({ rows, blocks }: LayerShape, size: number, { pack, stack }: LayerCut): readonly (number | undefined)[] {
  return stack === 1 ? [undefined] : tiersOf(0, size, pack).map((tier) => tier.blocks * (rows / blocks))
}

/** The streams of each tier. */
export function streamsOfTiers(tiers: readonly (number | undefined)[], streams: readonly TileStream[]): readonly TileStream[] {
  return tiers.flatMap((outputs) => (outputs === undefined ? streams : streams.map((stream) => ({ ...stream, outputs }))))
}

/** The same where zeros are left out; a group of rows with fewer tiles than turns takes as many turns as it has tiles. */
function keptGroups({ positions, signed, slices, kept = [], listed: sides }: LayerShape, cut: LayerCut): TileGroup[] {
  const groups = new Map<string, { count: number; job: TileGroup['job'] }>()
  const add = (key: string, count: number, job: TileGroup['job']): void => {
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { count, job })
    else known.count += count
  }
  for (const [s, share] of positionShares(positions, cut.replicas).entries()) {
    const all = share.positions.reduce((a, b) => a * b, 1)
    const { count: indices, each } = leadingAxis(share.positions)
    for (const { rows, widths, listed, count, scattered } of kept) {
      const turns = Math.min(cut.turns, slices * widths.length)
      const own = shares(indices, turns).flatMap(({ size, count: n }) => Array.from({ length: n }, () => size * each))
      for (let place = 0; place < slices * widths.length; place++) {
        const width = widths[place % widths.length]!
        const isListed = listed[place % widths.length]!
        const indexBytes =
          indexEntryBytes * ((isListed || sides?.columns === true ? width : 0) + (scattered || sides?.rows === true ? rows : 0))
        const job = { rows, columns: width, signed, indexBytes }
        if (place < turns)
          add(`${s} ${rows} ${width} ${indexBytes} ${turns} ${place}`, count * share.count, { ...job, streams: turnStreams(own, place) })
        else add(`${s} ${rows} ${width} ${indexBytes}`, count * share.count, { ...job, streams: [{ positions: all, accumulate: true }] })
      }
    }
  }
  return [...groups.values()]
}

/** Rings that hold a weight in all copies of the tiles; of what is not compressed, zeros count. */
export function heldRings(shape: LayerShape, { compress, replicas }: LayerCut): number {
  const { rows, columns, slices, kept = [] } = shape
  const once = compress ? total(kept.map((group) => group.count * group.rows * total(group.widths))) : rows * columns
  return once * slices * replicas
}

/** The streams of the tile whose turn is number `turn`: its own part, then what comes before and behind it. */
export function turnStreams(own: readonly number[], turn: number): { positions: number; accumulate: boolean }[] {
  const rest = [total(own.slice(0, turn)), total(own.slice(turn + 1))].filter((positions) => positions > 0)
  return [{ positions: own[turn]!, accumulate: false }, ...rest.map((positions) => ({ positions, accumulate: true }))]
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

/** The outermost axis with several indices, and the positions of each of them. */
export function leadingAxis(positions: readonly number[]): { count: number; each: number } {
  const [count = 1, ...more] = positions.filter((n) => n > 1)
  return { count, each: more.reduce((a, b) => a * b, 1) }
}

/** `total` in parts of `size` and a rest. */
function parts(total: number, size: number): { size: number; count: number }[] {
  const [whole, rest] = [Math.floor(total / size), total % size]
  return [...(whole > 0 ? [{ size, count: whole }] : []), ...(rest > 0 ? [{ size: rest, count: 1 }] : [])]
}

/**
 * The two axes along which positions are shared out: as a range of the outer one that has several indices, or, where there are more
 * shares than it has, of the next one for each of its indices.
 */
function sharedAxes(positions: readonly number[]): { outer: number; inner: number; more: readonly number[] } {
  const [outer = 1, inner = 1, ...more] = positions.filter((count) => count > 1)
  return { outer, inner, more }
}

function canShare(positions: readonly number[], replicas: number): boolean {
  const { outer, inner } = sharedAxes(positions)
  return replicas <= outer || (replicas % outer === 0 && replicas / outer <= inner)
}

/** Positions of each of `replicas` shares, equal shares together. */
export function positionShares(positions: readonly number[], replicas: number): { positions: number[]; count: number }[] {
  const { outer, inner, more } = sharedAxes(positions)
  if (replicas <= outer) return shares(outer, replicas).map(({ size, count }) => ({ positions: [size, inner, ...more], count }))
  return shares(inner, replicas / outer).map(({ size, count }) => ({ positions: [size, ...more], count: count * outer }))
}

/** `total` in `count` parts that differ by at most one, the larger ones first. */
export function shares(total: number, count: number): { size: number; count: number }[] {
  const [low, more] = [Math.floor(total / count), total % count]
  return [...(more > 0 ? [{ size: low + 1, count: more }] : []), ...(low > 0 && count > more ? [{ size: low, count: count - more }] : [])]
}
