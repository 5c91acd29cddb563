import { totalEnergy } from './energy-sum.ts'
import type { Target, UnitClass } from './target.ts'
import { tileCost, type TileJob } from './tile-cost.ts'

/** Equal tiles of a layer. */
export interface TileGroup {
  readonly count: number
  readonly job: TileJob
}

/** What a layer takes on a machine that has nothing else to do and holds none of its tiles. */
export interface LayerCost {
  /** From the first write to the end of the last stream. */
  readonly seconds: number
  /** Time of all units together: writing, calibrating, streaming. */
  readonly unitSeconds: number
  readonly energyJoules: number
  /** The part of it that keeps rings in place, for as long as a tile is written and streamed. */
  readonly holdJoules: number
  readonly ringsWritten: number
  readonly tiles: number
}

/**
 * Cost of a layer whose tiles go to the units in turn: each unit writes a tile, then streams, then writes its next. What accumulates waits
 * until all that overwrites is through, so tiles that overwrite come first, and their accumulating streams after all of those.
 */
export function layerCost(target: Target, unitClass: UnitClass, groups: readonly TileGroup[]): LayerCost {
  const free = new Float64Array(unitClass.count)
  const costs = groups.map(({ count, job }) => ({ count, job, ...tileCost(target, unitClass, job) }))
  let [unit, overwritten, seconds] = [0, 0, 0]
  const later: { unit: number; streamSeconds: number }[] = []
  const run = (on: number, from: number, streamSeconds: number): void => {
    free[on] = from + streamSeconds
    seconds = Math.max(seconds, from + streamSeconds)
  }
  const deal = (count: number, each: () => void, seconds: number): void => {
    // Whole rounds in the middle load all units alike.
    const rounds = Math.max(0, Math.floor(count / unitClass.count) - 1)
    for (let i = 0; i < Math.min(count, unitClass.count); i++) each()
    if (rounds > 0) for (let on = 0; on < unitClass.count; on++) run(on, free[on]!, rounds * seconds)
    for (let i = (rounds + 1) * unitClass.count; i < count; i++) each()
  }
  for (const { count, job, writeSeconds, overwriteSeconds, addSeconds } of costs) {
    if (!overwrites(job)) continue
    const each = (): void => {
      run(unit, free[unit]! + writeSeconds, overwriteSeconds)
      if (addSeconds > 0) later.push({ unit, streamSeconds: addSeconds })
      unit = (unit + 1) % unitClass.count
    }
    // Tiles that stream again later are no more than units.
    if (addSeconds > 0) for (let i = 0; i < count; i++) each()
    else deal(count, each, writeSeconds + overwriteSeconds)
  }
  overwritten = seconds
  for (const { unit: on, streamSeconds } of later) run(on, Math.max(free[on]!, overwritten), streamSeconds)
  for (const { count, job, writeSeconds, addSeconds } of costs) {
    if (overwrites(job)) continue
    const each = (): void => {
      run(unit, Math.max(free[unit]! + writeSeconds, overwritten), addSeconds)
      unit = (unit + 1) % unitClass.count
    }
    deal(count, each, writeSeconds + addSeconds)
  }
  const sum = (of: (cost: (typeof costs)[number]) => number): number => costs.reduce((total, cost) => total + cost.count * of(cost), 0)
  return {
    seconds,
    unitSeconds: sum((cost) => cost.writeSeconds + cost.overwriteSeconds + cost.addSeconds),
    energyJoules: sum((cost) => totalEnergy(cost.energyJoules)),
    holdJoules: sum((cost) => cost.energyJoules.ringHold ?? 0),
    ringsWritten: sum((cost) => cost.ringsWritten),
    tiles: sum(() => 1),
  }
}

/** Whether some stream of a tile overwrites; those come first. */
export function overwrites({ streams }: TileJob): boolean {
  return streams.some(({ accumulate }) => !accumulate)
}
