import type { Target, UnitClass } from '@onnc/hardware'

import type { Machine } from './plan-residency.ts'
import { timedUnit } from './unit-times.ts'

/** The units of a class, as residency is planned for them. */
export function machineOf(target: Target, unitClass: UnitClass): Machine {
  return { units: unitClass.count, ...timedUnit(target, unitClass), turning: turningOf(unitClass) }
}

/** How the light of a unit turns; with several banks it turns back behind every stream, as far as anybody knows. */
export function turningOf({ banks, transpose, stationary }: UnitClass): Machine['turning'] {
  if (banks > 1 || transpose === undefined) return undefined
  return { seconds: transpose.switching.value, calibrates: stationary.calibration.iterations > 0 }
}
