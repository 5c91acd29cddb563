import { wavelengthsPerBus } from './optical-path.ts'
import { channelSpacing } from './physics/spectral-crosstalk.ts'
import { lorentzianDetuning, lorentzianDrop } from './physics/ring-transmission.ts'
import { dropsOfWeight } from './physics/weight-encoding.ts'
import type { Target, UnitClass } from './target.ts'
import { channelsOf } from './unit-physics.ts'

/** Detunings in metres of the rings that hold a weight: one, or with `two-rings` one for each sign. */
export type LevelDetuning = readonly [positive: number, negative?: number]

/** Farthest that a ring is tuned away from its channel, in metres: half way to the next, of hybrid tuning no farther than the fast tuner reaches. */
export function farthestDetuning(target: Target, unitClass: UnitClass): number {
  const alone = wavelengthsPerBus(unitClass) === 1
  const halfChannel = (alone ? target.device.freeSpectralRange.value : channelSpacing(channelsOf(target, unitClass))) / 2
  const { hybrid } = unitClass.stationary
  return hybrid === undefined || hybrid.darkest === 'half-channel' ? halfChannel : Math.min(halfChannel, hybrid.reach.value)
}

/** Detunings of a weight from -1 to 1. */
export function weightDetuning(target: Target, unitClass: UnitClass, weight: number): LevelDetuning {
  const channels = channelsOf(target, unitClass)
  const farthest = farthestDetuning(target, unitClass)
  const detuning = (drop: number): number => Math.min(farthest, lorentzianDetuning(channels, drop) ?? farthest)
  const { positive, negative } = dropsOfWeight(unitClass.stationary.range, weight, lorentzianDrop(channels, farthest))
  return negative === undefined ? [detuning(positive)] : [detuning(positive), detuning(negative)]
}

/** Those of every level, lowest code first. */
export function levelDetunings(target: Target, unitClass: UnitClass): readonly LevelDetuning[] {
  const largest = (unitClass.stationary.levels - 1) / 2
  return Array.from({ length: unitClass.stationary.levels }, (_, i) => weightDetuning(target, unitClass, (i - largest) / largest))
}

/** Whether some move of hybrid tuning is past the reach of the fast tuner. */
export function mayMovePastReach(target: Target, unitClass: UnitClass): boolean {
  const { hybrid } = unitClass.stationary
  return hybrid !== undefined && farthestDetuning(target, unitClass) > hybrid.reach.value
}

/**
 * Whether hybrid tuning needs its heaters to write the rings of a code over those of another (of rings on their channels, as calibration leaves
 * them, if absent): whether some ring moves past the reach of the fast tuner. Of other tuning, never. For `ProgramJob.coarse`.
 */
export function movesPastReach(target: Target, unitClass: UnitClass): (code: number, before?: number) => boolean {
  const { hybrid, levels } = unitClass.stationary
  if (hybrid === undefined || !mayMovePastReach(target, unitClass)) return () => false
  const detunings = levelDetunings(target, unitClass)
  const largest = (levels - 1) / 2
  return (code, before) => {
    const from = before === undefined ? undefined : detunings[before + largest]!
    return detunings[code + largest]!.some((metres, ring) => Math.abs(metres! - (from?.[ring] ?? 0)) > hybrid.reach.value)
  }
}
