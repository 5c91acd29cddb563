import type { Target, UnitClass } from './target.ts'

/**
 * Watts that keep `ringCount` programmed rings in place: a mean per ring, whatever its level. Integrating it from a ring's write to the end
 * of its use is the executor's; the heat of the write itself is part of that integral.
 */
export function holdPowerWatts(_target: Target, unitClass: UnitClass, ringCount: number): number {
  return ringCount * unitClass.stationary.holdPowerPerRing.value
}
