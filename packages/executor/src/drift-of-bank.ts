import { type Target, type UnitClass, walkAfter } from '@onnc/hardware'
import type { BankWrite } from './bank-writes.ts'

/** Drift is taken in steps of this share of the tolerance, so that a bank's weights are computed anew only when they have moved. */
const driftSteps = 16

/**
 * Temperature change of a bank since it was tuned, in kelvin: a random walk (`drift` of the target's device), of which one value is drawn
 * for each write and grows with the square root of time.
 */
export function driftKelvin({ device: { drift } }: Target, { stationary }: UnitClass, write: BankWrite, nowSeconds: number): number {
  const tolerance = stationary.calibration.driftTolerance.value
  const seconds = nowSeconds - write.seconds
  if (drift === undefined || !(tolerance > 0) || !(seconds > 0)) return 0
  const kelvin = write.drift() * walkAfter(seconds, drift.walk.value, drift.interval.value)
  const step = tolerance / driftSteps
  return Math.round(kelvin / step) * step
}
