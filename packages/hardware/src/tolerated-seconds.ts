import type { Target, UnitClass } from './target.ts'

/**
 * Seconds after which the temperature has probably drifted further than a bank tolerates; Infinity for a target that does not drift. That of a
 * random walk of standard deviation w in time t does so in t (tolerance / w)^2.
 */
export function toleratedSeconds({ device }: Target, { stationary }: UnitClass): number {
  if (device.drift === undefined) return Infinity
  const { walk, interval } = device.drift
  return walk.value === 0 ? Infinity : interval.value * (stationary.calibration.driftTolerance.value / walk.value) ** 2
}
