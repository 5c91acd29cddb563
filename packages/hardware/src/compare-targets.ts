import { formatQuantity } from '@onnc/support'
import { areaOf, partsOf } from './area.ts'
import { laserPowerWatts } from './lit-power.ts'
import { holdPowerWatts } from './hold-power.ts'
import { inputSlices, symbolSeconds } from './symbol-time.ts'
import { targetDocument } from './target-definition.ts'
import type { Target, UnitClass } from './target.ts'
import { limitingTerm, unitPhysics } from './unit-physics.ts'

type Row = readonly [quantity: string, first: string, second: string]

export interface TargetComparison {
  /** What follows from the parameters. */
  readonly derived: readonly Row[]
  /** Parameters whose values differ or that only one has. */
  readonly parameters: readonly Row[]
}

/** Two targets side by side. Parameters are compared as written; their sources do not matter. */
export function compareTargets(first: Target, second: Target): TargetComparison {
  const [a, b] = [derivedOf(first), derivedOf(second)]
  const [x, y] = [leavesOf(targetDocument(first)), leavesOf(targetDocument(second))]
  const paths = [...new Set([...x.keys(), ...y.keys()])]
  return {
    derived: pairs([...new Set([...a.keys(), ...b.keys()])], a, b),
    parameters: pairs(paths, x, y).filter(([, one, other]) => one !== other),
  }
}

/** What follows from a target, as text by name. */
export function derivedOf(target: Target): Map<string, string> {
  const sum = (of: (unit: UnitClass) => number): number => target.units.reduce((total, unit) => total + unit.count * of(unit), 0)
  const area = areaOf(target)
  const rows: [string, string][] = [
    ['rings', String(sum((unit) => partsOf(unit).rings))],
    ['weights held', String(sum((unit) => unit.rows * unit.columns * unit.banks))],
    ['MACs a second, all units, nonnegative inputs', formatQuantity(sum(macRate), 'op/s', 3)],
    [
      'lasers, all lit',
      formatQuantity(
        sum((unit) => laserPowerWatts(target, unit, unit.columns)),
        'W',
        3,
      ),
    ],
    [
      'rings held',
      formatQuantity(
        sum((unit) => holdPowerWatts(target, unit, unit.rows * unit.columns * unit.banks)),
        'W',
        3,
      ),
    ],
    ['area', area === undefined ? '-' : `${(area.reduce((total, item) => total + item.squareMetres, 0) * 1e6).toFixed(1)} mm2`],
  ]
  for (const unit of target.units) {
    const physics = unitPhysics(target, unit)
    const product = limitingTerm(physics.product)
    const fullScale = limitingTerm(physics.fullScale)
    const received = physics.product.find(({ name }) => name === 'receiver')
    rows.push(
      [`${unit.name}: loss`, `${physics.lossDecibel.toFixed(1)} dB`],
      [`${unit.name}: bits of a product, receiver`, received === undefined ? '-' : received.bits.toFixed(1)],
      [`${unit.name}: bits of a product, least`, `${product.bits.toFixed(1)} (${product.name})`],
      [`${unit.name}: bits of a full row`, `${fullScale.bits.toFixed(1)} (${fullScale.name})`],
    )
  }
  return new Map(rows)
}

/** Multiplications of one unit in a second, of whole inputs. */
function macRate(unit: UnitClass): number {
  return (unit.rows * unit.columns) / (inputSlices(unit) * symbolSeconds(unit, unit.rows))
}

function pairs(names: readonly string[], a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): Row[] {
  return names.map((name) => [name, a.get(name) ?? '-', b.get(name) ?? '-'])
}

function leavesOf(value: unknown, path = '', leaves = new Map<string, string>()): Map<string, string> {
  if (Array.isArray(value)) {
    for (const item of value as { name: string }[]) leavesOf(item, `${path}.${item.name}`, leaves)
  } else if (typeof value === 'object' && value !== null) {
    if ('value' in value && 'source' in value) leaves.set(path.slice(1), String(value.value))
    else for (const [name, field] of Object.entries(value)) leavesOf(field, `${path}.${name}`, leaves)
  }
  return leaves
}
