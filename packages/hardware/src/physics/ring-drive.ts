import { driveCode, drivePower } from './drive-code.ts'
import { fullWidth, lorentzianDetuning, lorentzianDrop, type Resonance } from './ring-transmission.ts'
import { heaterPower, heaterShift } from './tuning-power.ts'
import { dropsOfWeight, weightOfDrops } from './weight-encoding.ts'

/** A heater-tuned ring: where it was made, what its heater does, and the DAC before it. */
export interface RingDrive {
  readonly resonance: Resonance
  readonly freeSpectralRangeMetres: number
  readonly powerPerFsrWatts: number
  readonly bits: number
  /** Cold resonance minus the wavelength it is to weight, in metres. */
  readonly coldOffsetMetres: number
  /** Farthest detuning in use, in metres; sets the least drop. */
  readonly farthestMetres: number
}

/** What tunes a ring to a weight. */
export interface DrivenWeight {
  readonly detuningMetres: number
  readonly heaterWatts: number
  readonly code: number
}

/**
 * Weight -> drop -> detuning -> heater power -> DAC code, for weights on one ring (`balanced` or `offset`). The ring is put on the red side
 * of its wavelength.
 */
export function driveOfWeight(drive: RingDrive, weight: number): DrivenWeight {
  const { positive } = dropsOfWeight('balanced', weight, leastDrop(drive))
  const detuningMetres = lorentzianDetuning(drive.resonance, positive) ?? drive.farthestMetres
  const heaterWatts = heaterPower(detuningMetres - drive.coldOffsetMetres, drive.freeSpectralRangeMetres, drive.powerPerFsrWatts)
  return { detuningMetres, heaterWatts, code: driveCode(heaterWatts, drive.powerPerFsrWatts, drive.bits) }
}

/** DAC code -> heater power -> detuning -> drop -> weight. */
export function weightOfDrive(drive: RingDrive, code: number): number {
  const { freeSpectralRangeMetres, powerPerFsrWatts, bits, coldOffsetMetres } = drive
  const shift = heaterShift(drivePower(code, powerPerFsrWatts, bits), freeSpectralRangeMetres, powerPerFsrWatts)
  const nearest = nearestOrder(coldOffsetMetres + shift, freeSpectralRangeMetres)
  return weightOfDrops('balanced', { positive: lorentzianDrop(drive.resonance, nearest) }, leastDrop(drive))
}

/** What the ring still drops at its farthest detuning. */
export function leastDrop({ resonance, farthestMetres }: RingDrive): number {
  return lorentzianDrop(resonance, farthestMetres)
}

/**
 * Largest slope of a weight over a shift of its ring, per metre: weight = 2 / (1 + x^2) - 1 with x = 2 Q d / wavelength is steepest at
 * x = 1 / sqrt(3), where it changes by 3 sqrt(3) / 4 for each half width.
 */
export function steepestWeight(resonance: Resonance): number {
  return (3 * Math.sqrt(3)) / 4 / (fullWidth(resonance) / 2)
}

/** Distance to the nearest resonance of the ring, which repeats every free spectral range. */
function nearestOrder(metres: number, period: number): number {
  return metres - Math.round(metres / period) * period
}
