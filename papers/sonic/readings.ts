/** What SONIC (arXiv 2109.04459) leaves open, each reading as a change of the target, and every assumption of the target file. */
import type { Quantity, Target, UnitClass } from '@onnc/hardware'

export interface Reading {
  readonly name: string
  readonly text: string
  readonly change: (target: Target) => Target
  readonly idlePowered?: boolean
  /** Programs are made anew, with batch norm on broadband rings. */
  readonly scaledByLight?: boolean
  /** How zeros are left out; as the paper does it if absent. */
  readonly compress?: 'packed'
}

const same = (target: Target): Target => target
const withUnits = (target: Target, change: (unit: UnitClass) => UnitClass): Target => ({ ...target, units: target.units.map(change) })
const scaled = (quantity: Quantity, factor: number): Quantity => ({ ...quantity, value: quantity.value * factor })

const holding = (target: Target, factor: number): Target =>
  withUnits(target, (unit) => ({
    ...unit,
    stationary: { ...unit.stationary, holdPowerPerRing: scaled(unit.stationary.holdPowerPerRing, factor) },
  }))

/** Batch norm on the broadband rings of units that have one. */
export const scaledByLight = (target: Target): Target =>
  withUnits(target, (unit) => (unit.scale === undefined ? unit : { ...unit, scale: { ...unit.scale, scales: 'rows' } }))

const twoPasses = (target: Target): Target =>
  withUnits(target, (unit) => ({
    ...unit,
    stationary: { ...unit.stationary, range: 'balanced' },
    readout: { ...unit.readout, rate: scaled(unit.readout.rate, 0.5), conversionEnergy: scaled(unit.readout.conversionEnergy, 2) },
  }))

export const byDefault: Reading = {
  name: 'default',
  text: 'arms for signs, ADCs pipelined, a DAC for each element, rings held at 1.6 mW, idle arrays gated',
  change: same,
}

export const ourPacking: Reading = {
  name: 'our packing',
  text: 'kernels packed across rows and channels',
  change: same,
  compress: 'packed',
}

/** Readings of what is open; the first is the default, argued in the target file. Each changes SONIC only. */
export const readings: readonly Reading[] = [
  byDefault,
  { name: 'two passes for signs', text: 'one ring a weight, each sum converted twice', change: twoPasses },
  {
    name: 'serial ADC',
    text: 'DAC, VCSEL, detector and ADC one after the other: 14.4 ns a symbol',
    change: (target) =>
      withUnits(target, (unit) => ({ ...unit, readout: { ...unit.readout, rate: { ...unit.readout.rate, value: 1 / 14.4e-9 } } })),
  },
  {
    name: 'one DAC a unit',
    text: 'ring after ring, and element after element where that is slower than the ADC',
    change: (target) =>
      withUnits(target, (unit) => ({
        ...unit,
        stationary: { ...unit.stationary, parallelism: 1 },
        moving: { ...unit.moving, symbolRate: scaled(unit.moving.symbolRate, 1 / unit.columns) },
      })),
  },
  { name: 'no hold power', text: 'EO tuning alone keeps rings in place', change: (target) => holding(target, 0) },
  { name: 'hold power without TED', text: '3.2 mW a ring', change: (target) => holding(target, 2) },
  {
    name: 'rings dark between channels',
    text: 'what drops least stands 1.5 nm off, past the reach of EO tuning: writes to and from it settle in 4 us, and heaters hold it',
    change: (target) =>
      withUnits(target, (unit) => ({
        ...unit,
        stationary: { ...unit.stationary, hybrid: { ...unit.stationary.hybrid!, darkest: 'half-channel' } },
      })),
  },
  {
    name: 'all writes thermo-optic',
    text: 'every write settles in 4 us',
    change: (target) =>
      withUnits(target, (unit) => ({ ...unit, stationary: { ...unit.stationary, settle: { ...unit.stationary.settle, value: 4e-6 } } })),
  },
  { name: 'idle arrays powered', text: 'receivers and rings of all units are on throughout', change: same, idlePowered: true },
  {
    name: 'batch norm on the broadband rings',
    text: 'set for each stream and held while it runs, instead of a multiplication of each sum, where its levels are fine enough',
    change: scaledByLight,
    scaledByLight: true,
  },
  {
    name: 'no gating',
    text: 'every VCSEL of a tile is driven',
    change: (target) => withUnits(target, (unit) => ({ ...unit, moving: { ...unit.moving, gating: 'columns' } })),
  },
  ourPacking,
]

/** All combinations of the readings that weigh most. */
export const combinations: readonly Reading[] = ['arms', 'two passes'].flatMap((signs) =>
  [0, 1, 2].flatMap((hold) =>
    [false, true].flatMap((idlePowered) =>
      (['slice', 'packed'] as const).map((compress) => ({
        name: `${signs}, ${(1.6 * hold).toPrecision(2)} mW a ring, idle arrays ${idlePowered ? 'powered' : 'gated'}, ${compress === 'slice' ? "the paper's packing" : 'our packing'}`,
        text: '',
        idlePowered,
        ...(compress === 'packed' ? { compress } : {}),
        change: (target: Target) => holding(signs === 'arms' ? target : twoPasses(target), hold),
      })),
    ),
  ),
)

/** A quantity of a target that rests on an assumption: its path, and the target with another value. */
export interface Assumption {
  readonly path: string
  readonly quantity: Quantity
  readonly times: (factor: number) => Target
}

/** Quantities of a target that rest on an assumption. */
export function assumedQuantities(target: Target): readonly Assumption[] {
  const found: Assumption[] = []
  const visit = (value: unknown, path: string, put: (changed: unknown) => unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value))
      return value.forEach((item: { readonly name?: string }, i) =>
        visit(item, `${path}.${item?.name ?? i}`, (changed) => put(value.map((old: unknown, j) => (j === i ? changed : old)))),
      )
    if (isQuantity(value)) {
      if (/assumption/.test(value.source) && value.value !== 0)
        found.push({ path: path.slice(1), quantity: value, times: (factor) => put(scaled(value, factor)) as Target })
      return
    }
    for (const [name, field] of Object.entries(value)) visit(field, `${path}.${name}`, (changed) => put({ ...value, [name]: changed }))
  }
  visit(target, '', (changed) => changed)
  return found
}

function isQuantity(value: object): value is Quantity {
  return 'value' in value && 'unit' in value && 'source' in value
}

/** Choices and counts of a target that rest on an assumption. */
export function assumedChoices(target: Target): readonly { readonly path: string; readonly value: unknown; readonly source: string }[] {
  const found: { path: string; value: unknown; source: string }[] = []
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) return value.forEach((item: { readonly name?: string }, i) => visit(item, `${path}.${item?.name ?? i}`))
    const { sources = {}, ...fields } = value as { readonly sources?: Readonly<Record<string, string>>; readonly [name: string]: unknown }
    for (const [name, source] of Object.entries(sources))
      if (/assumption/.test(source)) found.push({ path: `${path}.${name}`.slice(1), value: fields[name], source })
    for (const [name, field] of Object.entries(fields)) visit(field, `${path}.${name}`)
  }
  visit(target, '')
  return found
}
