import { totalEnergy } from './energy-sum.ts'
import type { StreamJob } from './stream-cost.ts'
import type { Target, UnitClass } from './target.ts'
import { tileCost } from './tile-cost.ts'

/** Equal tiles of a layer. */
export interface TileGroup {
  readonly count: number
  readonly job: StreamJob
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
 * Cost of a layer whose tiles go to the units in turn, those that overwrite first: each unit writes a tile, then streams, then writes
 * its next; a stream that accumulates waits until all that overwrite are through, as programs do it.
 */
export function layerCost(target: Target, unitClass: UnitClass, groups: readonly TileGroup[]): LayerCost {
  const free = new Float64Array(unitClass.count)
  const ordered = [...groups.filter(({ job }) => !job.accumulate), ...groups.filter(({ job }) => job.accumulate)]
  let [unit, overwritten, seconds, unitSeconds, energyJoules, holdJoules, ringsWritten, tiles] = [0, 0, 0, 0, 0, 0, 0, 0]
  for (const { count, job } of ordered) {
    const cost = tileCost(target, unitClass, job)
    const joules = totalEnergy(cost.energyJoules)
    for (let i = 0; i < count; i++) {
      const ready = free[unit]! + cost.writeSeconds
      const end = (job.accumulate ? Math.max(ready, overwritten) : ready) + cost.streamSeconds
      free[unit] = end
      if (!job.accumulate) overwritten = Math.max(overwritten, end)
      seconds = Math.max(seconds, end)
      unit = (unit + 1) % unitClass.count
    }
    unitSeconds += count * (cost.writeSeconds + cost.streamSeconds)
    energyJoules += count * joules
    holdJoules += count * (cost.energyJoules.ringHold ?? 0)
    ringsWritten += count * cost.ringsWritten
    tiles += count
  }
  return { seconds, unitSeconds, energyJoules, holdJoules, ringsWritten, tiles }
}
