import {
  compactCost,
  hasOwnDacs,
  indexEntryBytes,
  type LayerCost,
  layerCost,
  type Target,
  tileCost,
  type TileGroup,
  totalEnergy,
  type UnitClass,
} from '@onnc/hardware'
import { type Operation, walk } from '@onnc/ir'

import type { Compression, Objective } from './choices.ts'
import { keptTiles, keptOfProduct } from './kept-weights.ts'
import { compactableVectors, mostRegisters } from './compacted.ts'
import { layerShapeOf } from './layer-shape.ts'
import { networkClock } from './network-clock.ts'
import type { PlannedProduct } from './planned-product.ts'
import { isProduct } from './product.ts'
import { slicesFor } from './quantise-matrix.ts'
import { classOfProduct } from './unit-classes.ts'
import { candidatePlans, type LayerPlan, type LayerShape, planLayer, tileGroups, worth } from './plan-layer.ts'

/** Plans that cost the same within this are equal, and the one of less energy is taken. */
const equalWithin = 0.01

/**
 * What a layer costs a network, by itself unknown: a machine that is busy throughout pays the time of its units; one that writes rings
 * ahead pays streaming; one that does neither pays all of a layer. Each rule is one guess; the clock of the whole network decides.
 */
const rules: readonly ((cost: LayerCost, streaming: number, units: number) => number)[] = [
  (cost) => cost.seconds,
  (cost, _, units) => cost.unitSeconds / units,
  (cost, streaming, units) => cost.unitSeconds / units + streaming,
  (cost, streaming, units) => (0.25 * cost.unitSeconds) / units + streaming,
  (cost, _, units) => (0.5 * cost.unitSeconds) / units + 0.5 * cost.seconds,
  (cost) => cost.energyJoules,
  (cost) => cost.energyJoules * cost.unitSeconds,
  (cost) => cost.ringsWritten + Math.min(0.5, cost.seconds / 1e3),
]

export interface NetworkChoices {
  readonly weightBits?: number | undefined
  readonly compress?: Compression
  /** Blocks share tiles side by side only, not in tiers below each other. */
  readonly flat?: boolean
  /** Share of the activations that are taken not to be zero, where leaving zeros out at run time is weighed. */
  readonly density?: number
}

/** Plans for all products of a module in the mvm dialect, chosen together; weights keep `weightBits`, or what one ring has. */
export function planNetwork(
  module: Operation,
  target: Target,
  objective: Objective,
  { weightBits, compress = 'packed', density = 0.5, flat = false }: NetworkChoices = {},
): Map<Operation, PlannedProduct> {
  const clock = networkClock(module, target)
  const products = [...walk(module)].filter(isProduct)
  const known = new Map<string, { shape: LayerShape; unitClass: UnitClass; plans: readonly Candidate[] }>()
  let registers = 0
  const layers = products.map((product) => {
    const { unitClass } = classOfProduct(target, product)
    const slices = weightBits === undefined ? 1 : slicesFor(weightBits, unitClass.stationary.levels)
    const kept = keptOfProduct(product, unitClass, compress)
    const vectors = compress === 'none' ? 0 : compactableVectors(product, unitClass)
    const mayCompact = vectors > 0 && registers + vectors <= mostRegisters
    const compacted = mayCompact && paysToCompact(target, unitClass, layerShapeOf(product), { vectors, density, objective })
    if (compacted) registers += vectors
    const shape = layerShapeOf(product, slices, {
      ...(kept && { kept: keptTiles(kept), ...(compress === 'slice' ? { keptOnly: true } : {}) }),
      ...(compacted ? { compacted } : {}),
      ...(flat ? { flat } : {}),
    })
    const key = `${unitClass.name} ${JSON.stringify(shape)}`
    const layer = known.get(key) ?? { shape, unitClass, plans: candidatesOf(shape, target, unitClass) }
    known.set(key, layer)
    return { product, kept, ...layer }
  })
  const choose = (score: (candidate: Candidate, units: number) => number): Map<Operation, PlannedProduct> => {
    const chosen = new Map<readonly Candidate[], Choice>()
    for (const { plans, unitClass } of layers)
      if (!chosen.has(plans))
        chosen.set(
          plans,
          best(plans, (candidate) => score(candidate, writtenAtOnce(unitClass))),
        )
    return new Map(
      layers.map(({ product, shape, unitClass, plans, kept }) => [
        product,
        { shape, unitClass, ...(kept && { kept }), ...chosen.get(plans)! },
      ]),
    )
  }
  const timeOf = (plans: ReadonlyMap<Operation, PlannedProduct>): { seconds: number; energyJoules: number; ringsWritten: number } => {
    const { seconds, holdJoules, savedJoules, ringsWritten } = clock(plans)
    return { seconds, energyJoules: ownJoules(plans) + holdJoules - savedJoules, ringsWritten }
  }
  const outcomes = rules.map((rule) => {
    const plans = choose(({ plan, streaming }, units) => rule(plan.cost, streaming, units))
    return { plans, cost: timeOf(plans) }
  })
  const least = Math.min(...outcomes.map(({ cost }) => worth(cost, objective)))
  const close = outcomes.filter(({ cost }) => worth(cost, objective) <= least * (objective === 'writes' ? 1 : 1 + equalWithin))
  const { plans: start, cost } = close.reduce((a, b) => (b.cost.energyJoules < a.cost.energyJoules ? b : a))
  // Nothing is below the time of the banks, each product cut for the least of it.
  const busy = new Map<UnitClass, number>()
  for (const { plans, unitClass } of layers)
    busy.set(
      unitClass,
      (busy.get(unitClass) ?? 0) + Math.min(...plans.map(({ plan }) => plan.cost.unitSeconds)) / (unitClass.count * unitClass.banks),
    )
  if (objective === 'latency' && cost.seconds <= (1 + enough) * Math.max(0, ...busy.values())) return start
  const costOf = (plans: ReadonlyMap<Operation, PlannedProduct>): number => worth(timeOf(plans), objective)
  return refine(start, layers, { costOf, units: Math.max(1, ...layers.map(({ unitClass }) => unitClass.count)) })
}

/** Whether a layer costs less when zeros of the activations it holds are left out at run time, what finds them included. */
function paysToCompact(
  target: Target,
  unitClass: UnitClass,
  shape: LayerShape,
  { vectors, density, objective }: { readonly vectors: number; readonly density: number; readonly objective: Objective },
): boolean {
  const kept = Math.max(1, Math.ceil(density * shape.columns))
  const { cost: all } = planLayer(target, unitClass, shape, objective)
  const { cost: less } = planLayer(
    target,
    unitClass,
    { ...shape, columns: kept, compacted: true, listed: { rows: false, columns: true } },
    objective,
  )
  const { seconds, energyJoules } = compactCost(target, { elements: shape.columns, kept, indexBytes: indexEntryBytes })
  const found = {
    ...less,
    seconds: less.seconds + vectors * seconds,
    energyJoules: less.energyJoules + vectors * totalEnergy(energyJoules),
  }
  return worth(found, objective) < worth(all, objective)
}

/** A network this near to its bound is not worth refining. */
const enough = 0.02

/** Tiles that a class writes side by side, while others stream. */
function writtenAtOnce(unitClass: UnitClass): number {
  return unitClass.count * (hasOwnDacs(unitClass) ? unitClass.banks : 1)
}

/** Joules of all products but for what holds their rings, which the clock knows. */
function ownJoules(plans: ReadonlyMap<Operation, PlannedProduct>): number {
  return [...plans.values()].reduce((sum, { plan }) => sum + plan.cost.energyJoules - plan.cost.holdJoules, 0)
}

/** Placements of tiles that refining may try, in all. */
const mostPlacements = 2e7

/**
 * Cuts one product after the other otherwise where that makes the network better, twice over, as far as the number of tiles allows: in
 * large networks units are busy anyway.
 */
function refine(
  start: Map<Operation, PlannedProduct>,
  layers: readonly {
    readonly product: Operation
    readonly shape: LayerShape
    readonly unitClass: UnitClass
    readonly plans: readonly Candidate[]
  }[],
  { costOf, units }: { costOf: (plans: ReadonlyMap<Operation, PlannedProduct>) => number; units: number },
): Map<Operation, PlannedProduct> {
  const plans = new Map(start)
  const tiles = [...plans.values()].reduce((sum, { plan }) => sum + plan.cost.tiles, 0)
  let tries = Math.floor(mostPlacements / (tiles * units))
  let least = tries === 0 ? 0 : costOf(plans)
  for (let round = 0; round < 2; round++)
    for (const { product, shape, plans: candidates } of layers)
      for (const { plan } of candidates) {
        const current = plans.get(product)!
        if (plan === current.plan || !isWorthTrying(plan) || tries-- <= 0) continue
        plans.set(product, { ...current, shape, plan, runnerUp: current.plan })
        const cost = costOf(plans)
        // A product that is no better is left as it was, and remembers what was nearly done instead.
        if (cost < least * (1 - equalWithin / 10)) least = cost
        else plans.set(product, current)
      }
  return plans
}

/** Numbers of copies that are spread evenly enough over what can be tried. */
function isWorthTrying({ replicas }: LayerPlan): boolean {
  return replicas <= 4 || [6, 8, 12, 16, 24, 32].includes(replicas)
}

interface Candidate {
  readonly plan: LayerPlan
  /** Seconds of a layer whose rings are written already. */
  readonly streaming: number
}

function candidatesOf(shape: LayerShape, target: Target, unitClass: UnitClass): Candidate[] {
  return candidatePlans(shape, unitClass).map((cut) => {
    const groups = tileGroups(shape, unitClass, cut)
    return { plan: { ...cut, cost: layerCost(target, unitClass, groups) }, streaming: streamingSeconds(groups, target, unitClass) }
  })
}

/** Time that the units' streams take at least, one tile after the other on each. */
function streamingSeconds(groups: readonly TileGroup[], target: Target, unitClass: UnitClass): number {
  const costs = groups.map(({ count, job }) => {
    const { overwriteSeconds, addSeconds } = tileCost(target, unitClass, job)
    return { count, seconds: overwriteSeconds + addSeconds }
  })
  const longest = costs.reduce((most, { seconds }) => Math.max(most, seconds), 0)
  return Math.ceil(costs.reduce((sum, { count }) => sum + count, 0) / unitClass.count) * longest
}

type Choice = Pick<PlannedProduct, 'plan' | 'runnerUp'>

function best(candidates: readonly Candidate[], score: (candidate: Candidate) => number): Choice {
  const scored = candidates.map((candidate) => ({ plan: candidate.plan, score: score(candidate) })).toSorted((a, b) => a.score - b.score)
  const close = scored.filter((s) => s.score <= scored[0]!.score * (1 + equalWithin))
  const { plan } = close.reduce((a, b) => (b.plan.cost.energyJoules < a.plan.cost.energyJoules ? b : a))
  return { plan, runnerUp: scored.find((s) => s.plan !== plan)?.plan }
}
