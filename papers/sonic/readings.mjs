// What SONIC (arXiv 2109.04459) leaves open, each reading as a change of the target, and every assumption of the target file.

const withUnits = (target, change) => ({ ...target, units: target.units.map(change) })
const scaled = (quantity, factor) => ({ ...quantity, value: quantity.value * factor })

/** Readings of what is open; the first is the default, argued in the target file. Each changes SONIC only. */
export const readings = [
  {
    name: 'default',
    text: 'arms for signs, ADCs pipelined, a DAC for each element, rings held at 1.6 mW, idle arrays gated',
    change: (target) => target,
  },
  {
    name: 'two passes for signs',
    text: 'one ring a weight, each sum converted twice',
    change: (target) =>
      withUnits(target, (unit) => ({
        ...unit,
        stationary: { ...unit.stationary, range: 'balanced' },
        readout: { ...unit.readout, rate: scaled(unit.readout.rate, 0.5), conversionEnergy: scaled(unit.readout.conversionEnergy, 2) },
      })),
  },
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
  {
    name: 'no hold power',
    text: 'EO tuning alone keeps rings in place',
    change: (target) => withUnits(target, (unit) => holding(unit, 0)),
  },
  {
    name: 'hold power without TED',
    text: '3.2 mW a ring',
    change: (target) => withUnits(target, (unit) => holding(unit, 2)),
  },
  {
    name: 'writes past the reach of EO tuning',
    text: 'every write settles thermo-optically, 4 us',
    change: (target) =>
      withUnits(target, (unit) => ({ ...unit, stationary: { ...unit.stationary, settle: { ...unit.stationary.settle, value: 4e-6 } } })),
  },
  {
    name: 'idle arrays powered',
    text: 'receivers and rings of all units are on throughout',
    change: (target) => target,
    idlePowered: true,
  },
  {
    name: 'batch norm on the broadband rings',
    text: 'one more ring held in each CONV unit, for what is a multiplication of each sum otherwise',
    change: (target) => target,
    broadband: true,
  },
  { name: 'no gating', text: 'every VCSEL is driven', change: (target) => target, density: 1 },
  {
    name: 'our packing',
    text: 'kernels packed across rows and channels',
    change: (target) => target,
    compress: 'packed',
  },
]

/** All combinations of the readings that weigh most. */
export const combinations = ['arms', 'two passes'].flatMap((signs) =>
  [0, 1, 2].flatMap((hold) =>
    [false, true].flatMap((idlePowered) =>
      ['slice', 'packed'].map((compress) => ({
        name: `${signs}, ${(1.6 * hold).toPrecision(2)} mW a ring, idle arrays ${idlePowered ? 'powered' : 'gated'}, ${compress === 'slice' ? "the paper's packing" : 'our packing'}`,
        idlePowered,
        compress,
        change: (target) => {
          const signed = signs === 'arms' ? target : readings.find(({ name }) => name === 'two passes for signs').change(target)
          return withUnits(signed, (unit) => holding(unit, hold))
        },
      })),
    ),
  ),
)

function holding(unit, factor) {
  return { ...unit, stationary: { ...unit.stationary, holdPowerPerRing: scaled(unit.stationary.holdPowerPerRing, factor) } }
}

/** Quantities of a target that rest on an assumption: their path, and the target with other values. */
export function assumedQuantities(target) {
  const found = []
  const visit = (value, path, put) => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const [i, item] of value.entries())
        visit(item, `${path}.${item?.name ?? i}`, (changed) => put(value.map((old, j) => (j === i ? changed : old))))
      return
    }
    if ('value' in value && 'unit' in value && 'source' in value) {
      if (/assumption/.test(value.source) && value.value !== 0)
        found.push({ path: path.slice(1), quantity: value, times: (factor) => put({ ...value, value: value.value * factor }) })
      return
    }
    for (const [name, field] of Object.entries(value)) visit(field, `${path}.${name}`, (changed) => put({ ...value, [name]: changed }))
  }
  visit(target, '', (changed) => changed)
  return found
}

/** Choices and counts of a target that rest on an assumption. */
export function assumedChoices(target) {
  const found = []
  const visit = (value, path) => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) return value.forEach((item, i) => visit(item, `${path}.${item?.name ?? i}`))
    for (const [name, source] of Object.entries(value.sources ?? {}))
      if (/assumption/.test(source)) found.push({ path: `${path}.${name}`.slice(1), value: value[name], source })
    for (const [name, field] of Object.entries(value)) if (name !== 'sources') visit(field, `${path}.${name}`)
  }
  visit(target, '')
  return found
}
