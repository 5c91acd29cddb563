import { ringsPerWeight, type Target, type UnitClass } from './target.ts'

/**
 * Watts that keep `ringCount` programmed weights in place: a mean per ring, whatever its level. Integrating it from a ring's write to the
 * end of its use is the executor's; the heat of the write itself is part of that integral. What each level takes by itself is
 * `levelPowerWatts`'.
 */
export function holdPowerWatts(_target: Target, unitClass: UnitClass, ringCount: number): number {
  return ringCount * ringsPerWeight(unitClass) * unitClass.stationary.holdPowerPerRing.value
}
