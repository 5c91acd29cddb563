import { levelDetunings, mayMovePastReach } from './level-detuning.ts'
import { heaterPower, hybridMove } from './physics/tuning-power.ts'
import { ringsPerWeight, type Target, type UnitClass } from './target.ts'

/**
 * Watts that hold the rings of one weight at a level, code from -(levels - 1) / 2 to (levels - 1) / 2: the power of its detuning (its share
 * of the FSR times the heater's power for an FSR, or the electro-optic power for each shift), shifted so that the mean over all levels is
 * `holdPowerPerRing`, which is what fabrication and temperature make of it; never negative.
 */
export function levelPowerWatts(target: Target, unitClass: UnitClass, code: number): number {
  const powers = levelPowers(target, unitClass)
  return powers[code + (unitClass.stationary.levels - 1) / 2] ?? Number.NaN
}

/** The same for every level, lowest code first. */
export function levelPowers(target: Target, unitClass: UnitClass): Float64Array {
  const { levels, holdPowerPerRing } = unitClass.stationary
  const perMetre = tuningWattsPerMetre(target, unitClass)
  const detuned = Float64Array.from(levelDetunings(target, unitClass), (rings) =>
    rings.reduce<number>((sum, metres) => sum + metres! * perMetre, 0),
  )
  const mean = detuned.reduce((sum, watts) => sum + watts, 0) / levels
  const rest = ringsPerWeight(unitClass) * holdPowerPerRing.value - mean
  return detuned.map((watts) => Math.max(0, watts + rest))
}

/**
 * Watts of the heaters that hold each level of hybrid tuning beyond the reach of the fast tuner, lowest code first: they move a ring by multiples of
 * the reach (`hybridMove`). They come on top of `holdPowerPerRing`, which is for fabrication and temperature. Undefined where no level is so far.
 */
export function farLevelPowers(target: Target, unitClass: UnitClass): Float64Array | undefined {
  const { hybrid } = unitClass.stationary
  if (hybrid === undefined || !mayMovePastReach(target, unitClass)) return undefined
  const { freeSpectralRange, tuningPowerPerFsr } = target.device
  return Float64Array.from(levelDetunings(target, unitClass), (rings) =>
    rings.reduce<number>((sum, metres) => {
      const { coarseMetres } = hybridMove(metres!, hybrid.reach.value)
      return sum + heaterPower(coarseMetres, freeSpectralRange.value, tuningPowerPerFsr.value)
    }, 0),
  )
}

/** Watts that hold all codes of a tile. */
export function codesHoldWatts(target: Target, unitClass: UnitClass, codes: ArrayLike<number>): number {
  const powers = levelPowers(target, unitClass)
  const largest = (unitClass.stationary.levels - 1) / 2
  let watts = 0
  for (let i = 0; i < codes.length; i++) watts += powers[codes[i]! + largest]!
  return watts
}

function tuningWattsPerMetre({ device }: Target, { stationary }: UnitClass): number {
  const heater = device.tuningPowerPerFsr.value / device.freeSpectralRange.value
  return stationary.tuning === 'thermo-optic' ? heater : (device.electroOpticPower?.value ?? heater)
}
