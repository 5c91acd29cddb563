import { armsOf, photodiodesPerBus, ringsPerWeight, type Target, type UnitClass } from './target.ts'

/** One kind of part: how many there are, and the floor space of all of them in square metres. */
export interface AreaItem {
  readonly part: string
  readonly count: number
  readonly squareMetres: number
}

/**
 * Floor space of a target, part by part; undefined where the target does not say what parts take. Waveguides, bends and pads between parts
 * are not counted, so it is a lower bound.
 */
export function areaOf(target: Target): readonly AreaItem[] | undefined {
  const { area } = target
  if (area === undefined) return undefined
  const sum = (of: (parts: UnitParts) => number): number => target.units.reduce((total, unit) => total + unit.count * of(partsOf(unit)), 0)
  return [
    item(
      'rings',
      area.ring.value,
      sum((parts) => parts.rings),
    ),
    item(
      'modulators',
      area.modulator.value,
      sum((parts) => parts.modulators),
    ),
    item(
      'lasers',
      area.laser.value,
      sum((parts) => parts.lasers),
    ),
    item(
      'photodiodes',
      area.photodiode.value,
      sum((parts) => parts.photodiodes),
    ),
    item(
      'amplifiers',
      area.tia.value,
      sum((parts) => parts.amplifiers),
    ),
    item(
      'ring DACs',
      area.ringDac.value,
      sum((parts) => parts.ringDacs),
    ),
    item(
      'input DACs',
      area.inputDac.value,
      sum((parts) => parts.inputDacs),
    ),
    item(
      'ADCs',
      area.adc.value,
      sum((parts) => parts.adcs),
    ),
    item('activation memory', area.activationMemory.value, 1),
    item('weight memory', area.weightMemory.value, 1),
    item('ECU', area.ecu.value, 1),
  ]
}

function item(part: string, each: number, count: number): AreaItem {
  return { part, count, squareMetres: each * count }
}

/** Parts of one unit. */
export interface UnitParts {
  readonly rings: number
  readonly modulators: number
  readonly lasers: number
  readonly photodiodes: number
  readonly amplifiers: number
  readonly ringDacs: number
  readonly inputDacs: number
  readonly adcs: number
}

/**
 * Counts the parts of one unit: rings of all banks and broadband ones; a modulator and a DAC a column and arm (VCSELs are lasers without a
 * modulator); photodiodes a row and bus; an amplifier a row; as many ring DACs as rings are written at once (`hasOwnDacs`). The way back adds what is not
 * switched over: modulators and DACs a row, detectors and amplifiers a column, ADCs; and a laser a row and column where its rows have a
 * source each.
 */
export function partsOf(unit: UnitClass): UnitParts {
  const { rows, columns, banks, segments, stationary, moving, readout, transpose, scale } = unit
  const bankRings = rows * columns * ringsPerWeight(unit)
  const back = {
    inputs: transpose?.modulators === 'own' ? rows : 0,
    outputs: transpose?.detectors === 'own' ? columns : 0,
    adcs: transpose?.adc === 'own' ? Math.ceil(columns / readout.sharing) : 0,
  }
  const ringDacs: Readonly<Record<'bank' | 'row', number>> = { bank: bankRings * banks, row: columns * ringsPerWeight(unit) }
  const vcsels = moving.emitters === 'vcsels'
  const emitters = columns * armsOf(unit)
  return {
    rings: bankRings * banks + (scale === undefined ? 0 : rows),
    modulators: vcsels ? 0 : emitters + back.inputs,
    lasers: emitters + (transpose?.lasers === 'incoherent' ? rows * columns : 0),
    photodiodes: (rows * segments + back.outputs) * photodiodesPerBus(unit),
    amplifiers: rows + back.outputs,
    ringDacs: typeof stationary.parallelism === 'number' ? stationary.parallelism : ringDacs[stationary.parallelism],
    inputDacs: emitters + back.inputs,
    adcs: Math.ceil(rows / readout.sharing) + back.adcs,
  }
}
