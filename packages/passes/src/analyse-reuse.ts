import { type Target, totalEnergy, tileCost, type UnitClass } from '@onnc/hardware'
import type { Operation } from '@onnc/ir'

import { boundLatency } from './bound-latency.ts'
import type { Objective } from './choices.ts'
import { boundSteadyWrites, boundWrites } from './bound-writes.ts'
import { chooseResidency, chooseSteady } from './choose-residency.ts'
import { networkSteps } from './network-steps.ts'
import { tileGroups } from './plan-layer.ts'
import { machineOf } from './machine-of.ts'
import { planNetwork } from './plan-network.ts'
import { type PlannedProduct } from './planned-product.ts'
import type { Residency, ResidencyStep, TileUse } from './plan-residency.ts'
import { plannedSteps } from './shared-clock.ts'

/** What one inference takes. */
export interface InferenceCost {
  readonly writes: number
  readonly ringsWritten: number
  readonly seconds: number
  readonly energyJoules: number
}

/** A network's writes with tiles kept in place, beside other ways to do it. What costs time is computed when it is asked for. */
export interface ReuseAnalysis {
  /** Uses of tiles, copies included, and different tiles. */
  readonly uses: number
  readonly distinctTiles: number
  /** Nothing in the rings at first; and when one inference follows another. */
  readonly cold: InferenceCost
  readonly steady: InferenceCost
  /** Writes that no placement is below, without copies of tiles. */
  readonly bound: { readonly cold: number; readonly steady: number }
  /** Seconds that no placement is below, cold. */
  readonly boundSeconds: number
  /** Writes where tiles are taken in the order of their layer and the one that was used least recently makes room. */
  readonly leastRecent: { readonly cold: number; readonly steady: number }
}

export interface ReuseOptions {
  readonly objective: Objective
  /** `uses`: every use writes its tile; `inferences`: a tile that is still in place from the inference before is not written; `all`: nor is one of another layer. */
  readonly reuse: 'none' | 'inferences' | 'all'
  /** Tiles of a layer are written when the one before is through. */
  readonly lockStep?: boolean
  /** How products are cut; planned for the objective if absent. */
  readonly plans?: ReadonlyMap<Operation, PlannedProduct>
}

/** What keeping tiles in place is worth to a module in the mvm dialect, by the cost model. */
export function analyseReuse(
  module: Operation,
  target: Target,
  unitClass: UnitClass,
  { objective, reuse, lockStep = false, plans = planNetwork(module, target, objective) }: ReuseOptions,
): ReuseAnalysis {
  const planned = plannedSteps(networkSteps(module, target), target, unitClass)(plans)
  const steps = reuse === 'all' ? planned : withOwnTiles(planned)
  const streamJoules = [...plans.values()].reduce((sum, { shape, plan }) => {
    const groups = tileGroups(shape, unitClass, plan)
    return sum + groups.reduce((all, { count, job }) => all + count * streamEnergy(target, unitClass, job), 0)
  }, 0)
  const machine = { ...machineOf(target, unitClass), lockStep }
  const placed = { steps, streamJoules }
  const layers = steps.flatMap((step) => (step.kind === 'layer' ? [new Set(step.uses.map((use) => use.tile))] : []))
  const places = machine.units * machine.banks
  const once = layers.reduce((sum, tiles) => sum + tiles.size, 0)
  const cold = later(() => costOf(chooseResidency(placed, machine, objective), streamJoules))
  const steady = later(() => (reuse === 'none' ? cold() : costOf(chooseSteady(placed, machine, objective), streamJoules)))
  const bound = later(() => ({
    cold: boundWrites(layers, places),
    steady: reuse === 'none' ? once : boundSteadyWrites(layers, places),
  }))
  const boundSeconds = later(() => boundLatency(steps, machine))
  const leastRecent = later(() => leastRecentWrites(layers, places))
  return {
    uses: steps.reduce((sum, step) => sum + (step.kind === 'layer' ? step.uses.length : 0), 0),
    distinctTiles: new Set(layers.flatMap((tiles) => [...tiles])).size,
    get cold() {
      return cold()
    },
    get steady() {
      return steady()
    },
    get bound() {
      return bound()
    },
    get boundSeconds() {
      return boundSeconds()
    },
    get leastRecent() {
      return leastRecent()
    },
  }
}

/** Computed when it is asked for, once. */
function later<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => (known ??= { value: compute() }).value
}

function streamEnergy(target: Target, unitClass: UnitClass, job: Parameters<typeof tileCost>[2]): number {
  const [all, write] = [job.streams, []].map((streams) => tileCost(target, unitClass, { ...job, streams }).energyJoules)
  const bare = (energy: NonNullable<typeof all>): number => totalEnergy(energy) - (energy.ringHold ?? 0)
  return bare(all!) - bare(write!)
}

/** The same steps with tiles that no two layers have in common. */
function withOwnTiles(steps: readonly ResidencyStep[]): ResidencyStep[] {
  let next = 0
  return steps.map((step): ResidencyStep => {
    if (step.kind === 'kernel') return step
    const numbers = new Map<number, number>()
    const own = (use: TileUse): TileUse => {
      const tile = numbers.get(use.tile) ?? next++
      numbers.set(use.tile, tile)
      return { ...use, tile }
    }
    return { ...step, uses: step.uses.map(own) }
  })
}

function costOf({ writes, ringsWritten, seconds, writeJoules, holdJoules }: Residency, streamJoules: number): InferenceCost {
  return { writes, ringsWritten, seconds, energyJoules: streamJoules + writeJoules + holdJoules }
}

/** Writes of the first inference, and of one by which they are taken to repeat. */
function leastRecentWrites(layers: readonly ReadonlySet<number>[], places: number): { cold: number; steady: number } {
  const held = new Set<number>()
  const writes = Array.from({ length: 4 }, () => {
    let count = 0
    for (const tiles of layers)
      for (const tile of tiles) {
        if (!held.delete(tile)) {
          count++
          if (held.size === places) held.delete(held.keys().next().value!)
        }
        held.add(tile)
      }
    return count
  })
  return { cold: writes[0]!, steady: writes.at(-1)! }
}
