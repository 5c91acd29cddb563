import { type Machine, planResidency, type Policy, type Residency, type ResidencyStep, type TileUse } from './plan-residency.ts'
import { giveWrite } from './unit-times.ts'

/** A tile at a place. */
export interface Standing {
  readonly unit: number
  readonly bank: number
  readonly tile: number
}

/** An inference among others: it begins with what it leaves. */
export interface Steady extends Residency {
  /** What has to be in place when it begins, and is again when it ends. */
  readonly standing: readonly Standing[]
  /** Those that other tiles took the place of: they are written again as soon as their unit is free. */
  readonly restored: readonly Standing[]
}

/** Inferences that are planned one after the other, each from what the one before leaves. */
const rounds = 3

/**
 * Plans inferences that follow each other, each beginning with what the one before left. What is used without a write is written again at the end where
 * something else took its place, so that every inference after the first is the same. Several states to begin with are tried: nothing in place, and those that
 * plans leave.
 */
export function planSteady(steps: readonly ResidencyStep[], machine: Machine, policy: Policy): readonly Steady[] {
  const jobs = new Map(steps.flatMap((step) => (step.kind === 'layer' ? step.uses.map((use) => [use.tile, use] as const) : [])))
  const plans: Steady[] = []
  let start: Int32Array = new Int32Array(machine.units * machine.banks).fill(-1)
  for (let round = 0; round < rounds; round++) {
    const body = planResidency(steps, machine, policy, start)
    plans.push(restoring(body, start, machine, jobs))
    start = body.end
  }
  return plans
}

function restoring(body: Residency, start: Int32Array, { banks }: Machine, jobs: ReadonlyMap<number, TileUse>): Steady {
  const standing: Standing[] = []
  const restored: Standing[] = []
  const holdWatts = Float64Array.from(body.holdWatts)
  let { seconds, writes, ringsWritten, writeJoules } = body
  for (const place of [...body.kept].toSorted((a, b) => a - b)) {
    const tile = start[place]!
    const there = { unit: Math.floor(place / banks), bank: place % banks, tile }
    standing.push(there)
    const job = jobs.get(tile)!
    holdWatts[place] = Math.max(holdWatts[place]!, job.holdWatts)
    if (body.end[place] === tile) continue
    restored.push(there)
    seconds = Math.max(seconds, giveWrite(body.times, place, 0, job.writeSeconds))
    writes++
    ringsWritten += job.rings
    writeJoules += job.writeJoules
  }
  // Rings are held from one inference to the next.
  const holdJoules = holdWatts.reduce((sum, watts) => sum + watts, 0) * seconds
  return { ...body, seconds, writes, ringsWritten, writeJoules, holdJoules, standing, restored }
}
