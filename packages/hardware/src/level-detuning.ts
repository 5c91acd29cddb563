import { wavelengthsPerBus } from './optical-path.ts'
import { channelSpacing } from './physics/spectral-crosstalk.ts'
import { lorentzianDetuning, lorentzianDrop } from './physics/ring-transmission.ts'
import { dropsOfWeight } from './physics/weight-encoding.ts'
import type { Target, UnitClass } from './target.ts'
import { channelsOf } from './unit-physics.ts'

/** Detunings in metres of the rings that hold a weight: one, or with `two-rings` one for each sign. */
export type LevelDetuning = readonly [positive: number, negative?: number]

/** Detunings of a weight from -1 to 1. They reach half way to the next channel. */
export function weightDetuning(target: Target, unitClass: UnitClass, weight: number): LevelDetuning {
  const channels = channelsOf(target, unitClass)
  const alone = wavelengthsPerBus(unitClass) === 1
  const farthest = (alone ? target.device.freeSpectralRange.value : channelSpacing(channels)) / 2
  const detuning = (drop: number): number => lorentzianDetuning(channels, drop) ?? farthest
  const { positive, negative } = dropsOfWeight(unitClass.stationary.range, weight, lorentzianDrop(channels, farthest))
  return negative === undefined ? [detuning(positive)] : [detuning(positive), detuning(negative)]
}

/** Those of every level, lowest code first. */
export function levelDetunings(target: Target, unitClass: UnitClass): readonly LevelDetuning[] {
  const largest = (unitClass.stationary.levels - 1) / 2
  return Array.from({ length: unitClass.stationary.levels }, (_, i) => weightDetuning(target, unitClass, (i - largest) / largest))
}

/**
 * Whether hybrid tuning needs its heaters to write `codes` over `before` (nothing if absent): whether some ring moves past the reach of
 * the fast tuner. Of other tuning, never. For `ProgramJob.coarse`.
 */
export function movesPastReach(target: Target, unitClass: UnitClass, codes: ArrayLike<number>, before?: ArrayLike<number>): boolean {
  const { hybrid, levels } = unitClass.stationary
  if (hybrid === undefined) return false
  const detunings = levelDetunings(target, unitClass)
  const largest = (levels - 1) / 2
  const rest = before === undefined ? [0, 0] : undefined
  for (let i = 0; i < codes.length; i++) {
    const to = detunings[codes[i]! + largest]!
    const from = rest ?? detunings[before![i]! + largest]!
    if (to.some((metres, ring) => Math.abs(metres! - from[ring]!) > hybrid.reach.value)) return true
  }
  return false
}
