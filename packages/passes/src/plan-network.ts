import { matmulOp, matrixOp, mvmElectronicOp, planesOp } from '@onnc/dialects'
import { type LayerCost, layerCost, type Target, tileCost, type TileGroup, type UnitClass } from '@onnc/hardware'
import { definingOperation, type Operation, type Value, walk } from '@onnc/ir'

import { readAccess } from './address-patterns.ts'
import { kernelSeconds } from './kernel-seconds.ts'
import { layerShapeOf } from './layer-shape.ts'
import { candidatePlans, type LayerPlan, type LayerShape, type Objective, tileGroups, worth } from './plan-layer.ts'
import { chooseUnit } from './choose-unit.ts'

/** How a product is cut, and the cut that was nearly taken. */
export interface PlannedProduct {
  readonly shape: LayerShape
  readonly plan: LayerPlan
  readonly runnerUp: LayerPlan | undefined
}

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
]

/** Plans for all products of a module in the mvm dialect, chosen together. */
export function planNetwork(module: Operation, target: Target, unitClass: UnitClass, objective: Objective): Map<Operation, PlannedProduct> {
  const products = [...walk(module)].filter(matmulOp.is)
  const known = new Map<string, { shape: LayerShape; plans: readonly Candidate[] }>()
  const layers = products.map((product) => {
    const shape = layerShapeOf(product)
    const key = JSON.stringify(shape)
    const layer = known.get(key) ?? { shape, plans: candidatesOf(shape, target, unitClass) }
    known.set(key, layer)
    return { product, ...layer }
  })
  const choose = (score: (candidate: Candidate) => number): Map<Operation, PlannedProduct> => {
    const chosen = new Map<readonly Candidate[], Omit<PlannedProduct, 'shape'>>()
    for (const { plans } of layers) if (!chosen.has(plans)) chosen.set(plans, best(plans, score))
    return new Map(layers.map(({ product, shape, plans }) => [product, { shape, ...chosen.get(plans)! }]))
  }
  if (objective === 'energy') return choose(({ plan }) => plan.cost.energyJoules)
  const outcomes = rules.map((rule) => {
    const plans = choose(({ plan, streaming }) => rule(plan.cost, streaming, unitClass.count))
    return { plans, cost: { seconds: networkSeconds(module, plans, target, unitClass), energyJoules: totalJoules(plans) } }
  })
  const least = Math.min(...outcomes.map(({ cost }) => worth(cost, objective)))
  const close = outcomes.filter(({ cost }) => worth(cost, objective) <= least * (1 + equalWithin))
  const start = close.reduce((a, b) => (b.cost.energyJoules < a.cost.energyJoules ? b : a)).plans
  const costOf = (plans: ReadonlyMap<Operation, PlannedProduct>): number =>
    worth({ seconds: networkSeconds(module, plans, target, unitClass), energyJoules: totalJoules(plans) }, objective)
  return refine(start, layers, { costOf, units: unitClass.count })
}

function totalJoules(plans: ReadonlyMap<Operation, PlannedProduct>): number {
  return [...plans.values()].reduce((sum, { plan }) => sum + plan.cost.energyJoules, 0)
}

/** Placements of tiles that refining may try, in all. */
const mostPlacements = 2e7

/**
 * Cuts one product after the other otherwise where that makes the network better, twice over, as far as the number of tiles allows: in
 * large networks units are busy anyway.
 */
function refine(
  start: Map<Operation, PlannedProduct>,
  layers: readonly { readonly product: Operation; readonly shape: LayerShape; readonly plans: readonly Candidate[] }[],
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
        plans.set(product, { shape, plan, runnerUp: current.plan })
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

/** Rounds of the units through equal streams. */
function streamingSeconds(groups: readonly TileGroup[], target: Target, unitClass: UnitClass): number {
  const spent = [false, true].map((accumulate) => {
    const jobs = groups.filter(({ job }) => job.accumulate === accumulate)
    const tiles = jobs.reduce((sum, { count }) => sum + count, 0)
    const longest = jobs.reduce((most, { job }) => Math.max(most, tileCost(target, unitClass, job).streamSeconds), 0)
    return Math.ceil(tiles / unitClass.count) * longest
  })
  return spent[0]! + spent[1]!
}

function best(candidates: readonly Candidate[], score: (candidate: Candidate) => number): Omit<PlannedProduct, 'shape'> {
  const scored = candidates.map((candidate) => ({ plan: candidate.plan, score: score(candidate) })).toSorted((a, b) => a.score - b.score)
  const close = scored.filter((s) => s.score <= scored[0]!.score * (1 + equalWithin))
  const { plan } = close.reduce((a, b) => (b.plan.cost.energyJoules < a.plan.cost.energyJoules ? b : a))
  return { plan, runnerUp: scored.find((s) => s.plan !== plan)?.plan }
}

/** Seconds of a whole network with these plans, by the clock that `assign-banks` follows too. */
export function networkSeconds(
  module: Operation,
  plans: ReadonlyMap<Operation, PlannedProduct>,
  target: Target,
  unitClass: UnitClass,
): number {
  const free = new Float64Array(unitClass.count)
  const ready = new Map<Value, number>()
  const readyAt = (values: readonly Value[]): number => values.reduce((latest, value) => Math.max(latest, ready.get(value) ?? 0), 0)
  let [ecuFree, end] = [0, 0]
  for (const operation of walk(module)) {
    if (mvmElectronicOp.is(operation)) {
      ecuFree = Math.max(ecuFree, readyAt(operation.operands)) + kernelSeconds(target, operation)
      for (const result of operation.results) ready.set(result, ecuFree)
    } else if (planesOp.is(operation) || matrixOp.is(operation)) {
      const products = operation.operands.map((operand) => definingOperation(operand)!)
      const done = runProducts(products, { plans, free, readyAt, target, unitClass })
      ready.set(operation.results[0]!, done)
    } else continue
    end = Math.max(end, readyAt(operation.results))
  }
  return end
}

interface Clock {
  readonly plans: ReadonlyMap<Operation, PlannedProduct>
  readonly free: Float64Array
  readonly readyAt: (values: readonly Value[]) => number
  readonly target: Target
  readonly unitClass: UnitClass
}

function runProducts(products: readonly Operation[], { plans, free, readyAt, target, unitClass }: Clock): number {
  const groups = products.flatMap((product) => {
    const { shape, plan } = plans.get(product)!
    const start = readyAt([readAccess(matmulOp.view(product).vectors).tensor])
    return tileGroups(shape, unitClass, plan).map((group) => ({ ...group, start }))
  })
  let [overwritten, done] = [0, 0]
  for (const accumulate of [false, true])
    for (const { count, job, start } of groups) {
      if (job.accumulate !== accumulate) continue
      const { writeSeconds, streamSeconds } = tileCost(target, unitClass, job)
      const ready = accumulate ? Math.max(start, overwritten) : start
      for (let i = 0; i < count; i++) {
        const unit = chooseUnit(free, ready - writeSeconds)
        free[unit] = Math.max(free[unit]! + writeSeconds, ready) + streamSeconds
        done = Math.max(done, free[unit])
      }
      if (!accumulate) overwritten = done
    }
  return done
}
