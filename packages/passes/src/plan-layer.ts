import { type LayerCost, layerCost, type Target, type TileGroup, type UnitClass } from '@onnc/hardware'

/** What a layer is made good at; latency: of equally fast ways, the one of least energy. */
export const objectives = ['latency', 'energy', 'edp'] as const
export type Objective = (typeof objectives)[number]

/** A product with a constant matrix as the crossbars see it. */
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
}

/** How a layer is cut. */
export interface LayerPlan {
  /** Blocks that share a product: their rows stand below each other, the elements of all of them side by side. */
  readonly pack: number
  /** Copies of every tile, each of which streams a part of the positions. */
  readonly replicas: number
  readonly cost: LayerCost
}

/** The ways to cut a layer that are worth looking at. */
export function candidatePlans(shape: LayerShape, unitClass: UnitClass): Omit<LayerPlan, 'cost'>[] {
  return packsOf(shape, unitClass).flatMap((pack) => replicasOf(shape, unitClass, pack).map((replicas) => ({ pack, replicas })))
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
function packsOf({ rows, columns, blocks }: LayerShape, unitClass: UnitClass): number[] {
  if (blocks === 1) return [1]
  const most = Math.max(1, Math.min(blocks, Math.floor(unitClass.rows / (rows / blocks))))
  const sideBySide = Math.min(most, Math.max(1, Math.floor(unitClass.columns / columns)))
  const powers = Array.from({ length: 13 }, (_, i) => 2 ** i).filter((p) => p < most)
  return [...new Set([1, ...powers, sideBySide, most])]
}

/** Copies worth looking at: up to one tile for each unit, and a few more rounds of them. */
function replicasOf(shape: LayerShape, unitClass: UnitClass, pack: number): number[] {
  const tiles = tileCount(shape, unitClass, pack)
  const most = Math.max(1, Math.floor((3 * unitClass.count) / tiles))
  return Array.from({ length: most }, (_, i) => i + 1).filter((replicas) => canShare(shape.positions, replicas))
}

function tileCount({ rows, columns, blocks }: LayerShape, unitClass: UnitClass, pack: number): number {
  const packs = Math.ceil(blocks / pack)
  return packs * Math.ceil(((rows / blocks) * pack) / unitClass.rows) * Math.ceil((columns * pack) / unitClass.columns)
}

/** The tiles of a plan, equal ones together. */
export function tileGroups(
  { rows, columns, blocks, positions, signed }: LayerShape,
  unitClass: { readonly rows: number; readonly columns: number },
  { pack, replicas }: { readonly pack: number; readonly replicas: number },
): TileGroup[] {
  const groups: TileGroup[] = []
  for (const products of parts(blocks, pack))
    for (const height of parts((rows / blocks) * products.size, unitClass.rows))
      for (const [i, width] of parts(columns * products.size, unitClass.columns).entries())
        for (const share of positionShares(positions, replicas)) {
          const job = { rows: height.size, columns: width.size, positions: share.size, signed }
          const count = products.count * height.count * width.count * share.count
          // The first columns of every row overwrite.
          const first = i === 0 ? products.count * height.count * share.count : 0
          if (first > 0) groups.push({ count: first, job: { ...job, accumulate: false } })
          if (count > first) groups.push({ count: count - first, job: { ...job, accumulate: true } })
        }
  return groups
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
function sharedAxes(positions: readonly number[]): { outer: number; inner: number; rest: number } {
  const [outer = 1, inner = 1, ...more] = positions.filter((count) => count > 1)
  return { outer, inner, rest: more.reduce((a, b) => a * b, 1) }
}

function canShare(positions: readonly number[], replicas: number): boolean {
  const { outer, inner } = sharedAxes(positions)
  return replicas <= outer || (replicas % outer === 0 && replicas / outer <= inner)
}

/** Positions of each of `replicas` shares. */
function positionShares(positions: readonly number[], replicas: number): { size: number; count: number }[] {
  const { outer, inner, rest } = sharedAxes(positions)
  if (replicas <= outer) return shares(outer, replicas).map(({ size, count }) => ({ size: size * inner * rest, count }))
  return shares(inner, replicas / outer).map(({ size, count }) => ({ size: size * rest, count: count * outer }))
}

/** `total` in `count` parts that differ by at most one. */
function shares(total: number, count: number): { size: number; count: number }[] {
  const [low, more] = [Math.floor(total / count), total % count]
  return [...(more > 0 ? [{ size: low + 1, count: more }] : []), ...(low > 0 && count > more ? [{ size: low, count: count - more }] : [])]
}
