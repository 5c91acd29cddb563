import type { Target, UnitClass } from '@onnc/hardware'

import type { Machine } from './plan-residency.ts'
import { timedUnit } from './unit-times.ts'

/** The units of a class, as residency is planned for them. */
export function machineOf(target: Target, unitClass: UnitClass): Machine {
  return { units: unitClass.count, ...timedUnit(target, unitClass) }
}
