/**
 * Heater power that holds a ring at a red shift: proportional to it, `powerPerFsr` for a whole free spectral range. A shift to the blue is
 * the red shift to the next order: heaters only heat.
 */
export function heaterPower(shiftMetres: number, freeSpectralRangeMetres: number, powerPerFsrWatts: number): number {
  const fraction = shiftMetres / freeSpectralRangeMetres
  return (fraction - Math.floor(fraction)) * powerPerFsrWatts
}

/** The red shift of a heater power. */
export function heaterShift(powerWatts: number, freeSpectralRangeMetres: number, powerPerFsrWatts: number): number {
  return (powerWatts / powerPerFsrWatts) * freeSpectralRangeMetres
}

/** Power of an electro-optic (or carrier) tuner, of either sign of shift: `powerPerMetre` for each metre (CrossLight: 4 uW/nm). */
export function electroOpticPower(shiftMetres: number, powerPerMetre: number): number {
  return Math.abs(shiftMetres) * powerPerMetre
}

/** A move shared among both tuners of hybrid tuning (SONIC, arXiv 2109.04459: EO for small shifts, TO for large ones). */
export interface HybridMove {
  readonly coarseMetres: number
  readonly fineMetres: number
}

/** Within reach the fast tuner does it all; past it the heater moves by multiples of the reach and the fast one by the rest. */
export function hybridMove(shiftMetres: number, reachMetres: number): HybridMove {
  if (Math.abs(shiftMetres) <= reachMetres) return { coarseMetres: 0, fineMetres: shiftMetres }
  const coarse = Math.round(shiftMetres / reachMetres) * reachMetres
  return { coarseMetres: coarse, fineMetres: shiftMetres - coarse }
}
