import type { Target, UnitClass } from '@onnc/hardware'
import type { Operation, Value } from '@onnc/ir'

import { machineOf } from './machine-of.ts'
import type { NetworkTime, Plans, Step } from './network-steps.ts'
import type { LayerPlan, LayerShape } from './plan-layer.ts'
import { matrixKey, type PlannedTile, plannedTiles } from './planned-uses.ts'
import { planResidency, type Policy, type ResidencyStep, type TileUse } from './plan-residency.ts'

/** Whether two products of a network hold the same matrix. */
export function sharesMatrices(steps: readonly Step[]): boolean {
  const seen = new Set<string>()
  return steps.some((step) => {
    if (step.kind === 'kernel') return false
    const keys = new Set(step.products.flatMap(({ operation }) => matrixKey(operation) ?? []))
    const isKnown = [...keys].some((key) => seen.has(key))
    for (const key of keys) seen.add(key)
    return isKnown
  })
}

/** The number of a key, the next one where it has none yet. */
function numberIn<K>(numbers: Map<K, number>, key: K): number {
  const number = numbers.get(key) ?? numbers.size
  numbers.set(key, number)
  return number
}

/** The tiles of a network with given plans as uses, those of one matrix the same for all of its products. */
export function plannedSteps(steps: readonly Step[], target: Target, unitClass: UnitClass): (plans: Plans) => readonly ResidencyStep[] {
  const tensors = new Map<Value, number>()
  const tileNumbers = new Map<string, number>()
  const partNumbers = new Map<string, number>()
  const tilesOf = new Map<LayerPlan, readonly PlannedTile[]>()
  // A plan is tried with many plans of other products.
  const known = new Map<Operation, Map<LayerPlan, readonly TileUse[]>>()
  const usesOf = (operation: Operation, source: Value, written: Value | undefined, plans: Plans): readonly TileUse[] => {
    const { shape, plan } = plans.get(operation)!
    const ofOperation = known.get(operation) ?? new Map<LayerPlan, readonly TileUse[]>()
    known.set(operation, ofOperation)
    const uses = ofOperation.get(plan) ?? newUses(operation, source, written, { shape, plan })
    ofOperation.set(plan, uses)
    return uses
  }
  const newUses = (
    operation: Operation,
    source: Value,
    written: Value | undefined,
    { shape, plan }: { readonly shape: LayerShape; readonly plan: LayerPlan },
  ): TileUse[] => {
    const tiles = tilesOf.get(plan) ?? plannedTiles(shape, plan, target, unitClass)
    tilesOf.set(plan, tiles)
    const key = matrixKey(operation) ?? `computed ${numberIn(tensors, operation.results[0]!)}`
    const layer = numberIn(tensors, operation.results[0]!)
    return tiles.map(({ name, part, cost, streams }) => ({
      ...cost,
      tile: numberIn(tileNumbers, `${key} ${name}`),
      madeOf: written === undefined ? undefined : numberIn(tensors, written),
      streams: streams.map((stream) => ({
        ...stream,
        source: numberIn(tensors, source),
        part: numberIn(partNumbers, `${layer} ${part}`),
      })),
    }))
  }
  return (plans) =>
    steps.map((step): ResidencyStep => {
      const results = step.results.map((value) => numberIn(tensors, value))
      if (step.kind === 'kernel')
        return { kind: 'kernel', reads: step.reads.map((value) => numberIn(tensors, value)), writes: results, seconds: step.seconds }
      return {
        kind: 'layer',
        out: results[0]!,
        uses: step.products.flatMap(({ operation, source, written }) => usesOf(operation, source, written, plans)),
      }
    })
}

/** The clock of a network some of whose products share a matrix: tiles in place are not written again. */
export function sharedClock(steps: readonly Step[], target: Target, unitClass: UnitClass): (plans: Plans) => NetworkTime {
  const machine = machineOf(target, unitClass)
  const policy: Policy = { patience: 1 / unitClass.count }
  const stepsWith = plannedSteps(steps, target, unitClass)
  return (plans) => {
    const planned = stepsWith(plans)
    const { seconds, holdJoules, writeJoules, ringsWritten } = planResidency(planned, machine, policy)
    const all = planned.flatMap((step) => (step.kind === 'layer' ? step.uses : []))
    const savedJoules = all.reduce((sum, use) => sum + use.writeJoules, 0) - writeJoules
    return { seconds, holdJoules, savedJoules, ringsWritten }
  }
}
