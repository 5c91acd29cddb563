import { type LayerCost, layerCost, type Target, type TileGroup, type UnitClass } from '@onnc/hardware'

/** What a layer is made good at; latency: of equally fast ways, the one of least energy. */
export const objectives = ['latency', 'energy', 'edp'] as const
export type Objective = (typeof objectives)[number]

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
  /** Tiles that hold a weight, one digit each. */
  readonly slices: number
}

/** How a layer is cut. */
export interface LayerPlan {
  /** Blocks that share a product: their rows stand below each other, the elements of all of them side by side. */
  readonly pack: number
  /** Copies of every tile, each of which streams a part of the positions. */
  readonly replicas: number
  /** Tiles side by side that take turns in overwriting; 1: the first overwrites everything. */
  readonly turns: number
  readonly cost: LayerCost
}

/** A way to cut a layer. */
export type LayerCut = Omit<LayerPlan, 'cost'>

/** The ways to cut a layer that are worth looking at. */
export function candidatePlans(shape: LayerShape, unitClass: UnitClass): LayerCut[] {
  return packsOf(shape, unitClass).flatMap((pack) =>
    replicasOf(shape, unitClass, pack).flatMap((replicas) =>
      [...new Set([1, mostTurns(shape, unitClass, { pack, replicas })])].map((turns) => ({ pack, replicas, turns })),
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
export function worth({ seconds, energyJoules }: Pick<LayerCost, 'seconds' | 'energyJoules'>, objective: Objective): number {
  if (objective === 'latency') return seconds
  return objective === 'energy' ? energyJoules : seconds * energyJoules
}

/** Blocks that may share a product: as many as their rows fit the crossbar's. */
function packsOf({ rows, columns, blocks, operand }: LayerShape, unitClass: UnitClass): number[] {
  if (blocks === 1 || operand === 'activations') return [1]
  const most = Math.max(1, Math.min(blocks, Math.floor(unitClass.rows / (rows / blocks))))
  const sideBySide = Math.min(most, Math.max(1, Math.floor(unitClass.columns / columns)))
  const powers = Array.from({ length: 13 }, (_, i) => 2 ** i).filter((p) => p < most)
  return [...new Set([1, ...powers, sideBySide, most])]
}

/** Copies worth looking at: up to one tile for each unit, and a few more rounds of them. */
function replicasOf(shape: LayerShape, unitClass: UnitClass, pack: number): number[] {
  const { high, wide } = tilesOf(shape, unitClass, pack)
  const most = Math.max(1, Math.floor((3 * unitClass.count) / (high * wide)))
  return Array.from({ length: most }, (_, i) => i + 1).filter((replicas) => canShare(shape.positions, replicas))
}

/** Tiles below each other, of all packs, and side by side. */
function tilesOf({ rows, columns, blocks, slices }: LayerShape, unitClass: UnitClass, pack: number): { high: number; wide: number } {
  return {
    high: Math.ceil(blocks / pack) * Math.ceil(((rows / blocks) * pack) / unitClass.rows),
    wide: slices * Math.ceil((columns * pack) / unitClass.columns),
  }
}

/**
 * The most tiles side by side that can take turns in overwriting, each a part of the positions, before all of them add to the others' parts.
 * If only one overwrites, those beside it wait for all of its stream. As many as find a unit each, and a part of the positions.
 */
function mostTurns(shape: LayerShape, unitClass: UnitClass, { pack, replicas }: { pack: number; replicas: number }): number {
  const { high, wide } = tilesOf(shape, unitClass, pack)
  const indices = Math.min(...positionShares(shape.positions, replicas).map(({ positions }) => leadingAxis(positions).count))
  return Math.max(1, Math.min(wide, Math.floor(unitClass.count / (high * replicas)), indices))
}

/** The tiles of a plan, equal ones together. */
export function tileGroups(shape: LayerShape, unitClass: UnitClass, cut: LayerCut): TileGroup[] {
  const { rows, columns, blocks, positions, signed, operand, slices } = shape
  const { turns } = cut
  const groups: TileGroup[] = []
  for (const products of parts(blocks, cut.pack))
    for (const height of parts((rows / blocks) * products.size, unitClass.rows))
      for (const share of positionShares(positions, cut.replicas)) {
        const all = share.positions.reduce((a, b) => a * b, 1)
        const { count: indices, each } = leadingAxis(share.positions)
        const own = shares(indices, turns).flatMap(({ size, count }) => Array.from({ length: count }, () => size * each))
        let column = 0
        const widths = parts(columns * products.size, unitClass.columns)
        for (const width of Array.from({ length: slices }, () => widths).flat()) {
          const count = products.count * height.count * share.count
          const job = { rows: height.size, columns: width.size, signed, operand }
          const turning = Math.max(0, Math.min(width.count, turns - column))
          for (let turn = column; turn < column + turning; turn++) groups.push({ count, job: { ...job, streams: turnStreams(own, turn) } })
          if (width.count > turning)
            groups.push({ count: count * (width.count - turning), job: { ...job, streams: [{ positions: all, accumulate: true }] } })
          column += width.count
        }
      }
  return groups
}

/** The streams of the tile whose turn is number `turn`: its own part, then what comes before and behind it. */
function turnStreams(own: readonly number[], turn: number): { positions: number; accumulate: boolean }[] {
  const rest = [total(own.slice(0, turn)), total(own.slice(turn + 1))].filter((positions) => positions > 0)
  return [{ positions: own[turn]!, accumulate: false }, ...rest.map((positions) => ({ positions, accumulate: true }))]
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

/** The outermost axis with several indices, and the positions of each of them. */
function leadingAxis(positions: readonly number[]): { count: number; each: number } {
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
function positionShares(positions: readonly number[], replicas: number): { positions: number[]; count: number }[] {
  const { outer, inner, more } = sharedAxes(positions)
  if (replicas <= outer) return shares(outer, replicas).map(({ size, count }) => ({ positions: [size, inner, ...more], count }))
  return shares(inner, replicas / outer).map(({ size, count }) => ({ positions: [size, ...more], count: count * outer }))
}

/** `total` in `count` parts that differ by at most one, the larger ones first. */
function shares(total: number, count: number): { size: number; count: number }[] {
  const [low, more] = [Math.floor(total / count), total % count]
  return [...(more > 0 ? [{ size: low + 1, count: more }] : []), ...(low > 0 && count > more ? [{ size: low, count: count - more }] : [])]
}
