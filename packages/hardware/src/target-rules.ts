import { formatQuantity } from '@onnc/support'
import type { Target, UnitClass } from './target.ts'
import type { BrokenRule } from './unit-rules.ts'

const maxUnits = 4096

/** Combinations of fields that concern the target as a whole. Those of one unit class are in `unitRules`. */
export function targetRules(target: Target): readonly BrokenRule[] {
  return [...repeatedNames(target), ...tooManyUnits(target), ...target.units.flatMap((unit, i) => busRules(target, unit, i))]
}

function repeatedNames({ units }: Target): BrokenRule[] {
  const names = units.map((unit) => unit.name)
  return names.flatMap((name, i) =>
    names.indexOf(name) === i ? [] : [{ path: ['units', i, 'name'], message: `expected a name of its own, found '${name}' again` }],
  )
}

function tooManyUnits({ units }: Target): BrokenRule[] {
  const total = units.reduce((sum, unit) => sum + unit.count, 0)
  return total > maxUnits ? [{ path: ['units'], message: `expected at most ${maxUnits} units in all, found ${total}` }] : []
}

/** What rings can be on a bus at all; how well they work is `checkPhysics`'. */
function busRules({ device }: Target, { stationary }: UnitClass, index: number): BrokenRule[] {
  const at = ['units', index, 'stationary']
  const rules: BrokenRule[] = []
  if (stationary.hybrid !== undefined && stationary.hybrid.reach.value > device.freeSpectralRange.value) {
    const message = `expected at most the free spectral range, ${formatQuantity(device.freeSpectralRange.value, 'm')}, found ${formatQuantity(stationary.hybrid.reach.value, 'm')}`
    rules.push({ path: [...at, 'hybrid', 'reach', 'value'], message })
  }
  if (device.ringRadius !== undefined && 2 * device.ringRadius.value > device.ringPitch.value && index === 0) {
    rules.push({
      path: ['device', 'ringPitch', 'value'],
      message: `expected at least the ${formatQuantity(2 * device.ringRadius.value, 'm')} that a ring is wide, found ${formatQuantity(device.ringPitch.value, 'm')}`,
    })
  }
  return rules
}
