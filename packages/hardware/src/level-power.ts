import { wavelengthsPerBus } from './optical-path.ts'
import { channelSpacing } from './physics/spectral-crosstalk.ts'
import { lorentzianDetuning, lorentzianDrop } from './physics/ring-transmission.ts'
import { dropsOfWeight } from './physics/weight-encoding.ts'
import { ringsPerWeight, type Target, type UnitClass } from './target.ts'
import { channelsOf } from './unit-physics.ts'

/**
 * Watts that hold the rings of one weight at a level, code from -(levels - 1) / 2 to (levels - 1) / 2: the power of its detuning (its share
 * of the FSR times the heater's power for an FSR, or the electro-optic power for each shift), shifted so that the mean over all levels is
 * `holdPowerPerRing`, which is what fabrication and temperature make of it; never negative. Detunings reach half way to the next channel.
 */
export function levelPowerWatts(target: Target, unitClass: UnitClass, code: number): number {
  const powers = levelPowers(target, unitClass)
  return powers[code + (unitClass.stationary.levels - 1) / 2] ?? Number.NaN
}

/** The same for every level, lowest code first. */
export function levelPowers(target: Target, unitClass: UnitClass): Float64Array {
  const { levels, holdPowerPerRing } = unitClass.stationary
  const largest = (levels - 1) / 2
  const detuned = Float64Array.from({ length: levels }, (_, i) => detuningWatts(target, unitClass, (i - largest) / largest))
  const mean = detuned.reduce((sum, watts) => sum + watts, 0) / levels
  const rest = ringsPerWeight(unitClass) * holdPowerPerRing.value - mean
  return detuned.map((watts) => Math.max(0, watts + rest))
}

/** Watts that hold all codes of a tile. */
export function codesHoldWatts(target: Target, unitClass: UnitClass, codes: ArrayLike<number>): number {
  const powers = levelPowers(target, unitClass)
  const largest = (unitClass.stationary.levels - 1) / 2
  let watts = 0
  for (let i = 0; i < codes.length; i++) watts += powers[codes[i]! + largest]!
  return watts
}

function detuningWatts(target: Target, unitClass: UnitClass, weight: number): number {
  const { device } = target
  const channels = channelsOf(target, unitClass)
  const farthest = wavelengthsPerBus(unitClass) === 1 ? device.freeSpectralRange.value / 2 : channelSpacing(channels) / 2
  const { positive, negative } = dropsOfWeight(unitClass.stationary.range, weight, lorentzianDrop(channels, farthest))
  const watts = (drop: number): number => {
    const metres = lorentzianDetuning(channels, drop) ?? farthest
    const electroOptic = unitClass.stationary.tuning === 'thermo-optic' ? undefined : device.electroOpticPower
    return electroOptic === undefined
      ? (metres / device.freeSpectralRange.value) * device.tuningPowerPerFsr.value
      : metres * electroOptic.value
  }
  return watts(positive) + (negative === undefined ? 0 : watts(negative))
}
