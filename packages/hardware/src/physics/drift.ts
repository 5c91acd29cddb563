import { type Resonance } from './ring-transmission.ts'
import { steepestWeight } from './ring-drive.ts'

/** How far a temperature change moves a resonance, in metres (0.102 nm/K in silicon: Bogaerts 2012). */
export function thermalShift(kelvin: number, metresPerKelvin: number): number {
  return kelvin * metresPerKelvin
}

/** The largest error of a weight from -1 to 1 that a temperature change brings, on the steepest part of the resonance. */
export function driftError(resonance: Resonance, kelvin: number, metresPerKelvin: number): number {
  return steepestWeight(resonance) * thermalShift(Math.abs(kelvin), metresPerKelvin)
}

/** The temperature change that brings this error. */
export function driftForError(resonance: Resonance, error: number, metresPerKelvin: number): number {
  return error / (steepestWeight(resonance) * metresPerKelvin)
}

/** Standard deviation of a random walk of the temperature after some time: walk * sqrt(time / interval), in kelvin. */
export function walkAfter(seconds: number, walkKelvin: number, intervalSeconds: number): number {
  return walkKelvin * Math.sqrt(seconds / intervalSeconds)
}

/** The time after which a random walk has this standard deviation. */
export function timeToWalk(kelvin: number, walkKelvin: number, intervalSeconds: number): number {
  return intervalSeconds * (kelvin / walkKelvin) ** 2
}
