import { type Target, unitClassOf } from '@onnc/hardware'
import { createRandom } from '@onnc/support'
import { mixWords } from './mix-words.ts'

/** A ring of the machine; rows and columns count from 0. */
export interface RingPlace {
  readonly unit: number
  readonly bank: number
  readonly row: number
  readonly column: number
}

/** Rings that do not answer to their drive: named ones, and a share of all, drawn with the chip's seed. */
export interface Faults {
  readonly rings?: readonly RingPlace[]
  readonly rate?: number
}

/** What a ring place has against the target, in words; undefined where the ring exists. */
export function ringPlaceProblem(target: Target, { unit, bank, row, column }: RingPlace): string | undefined {
  const unitClass = unitClassOf(target, unit)
  if (unitClass === undefined) return `'${target.name}' has ${target.units.reduce((sum, { count }) => sum + count, 0)} units`
  const { banks, rows, columns } = unitClass
  return bank < banks && row < rows && column < columns ? undefined : `unit ${unit} has ${banks} banks of ${rows} x ${columns} rings`
}

/** Dead rings by bank (unit * 16 + bank): row * columns of the unit + column. */
export function deadRings(target: Target, seed: number, { rings = [], rate = 0 }: Faults): ReadonlyMap<number, ReadonlySet<number>> {
  const dead = new Map<number, Set<number>>()
  const bury = (bank: number, ring: number): void => {
    const ofBank = dead.get(bank)
    if (ofBank === undefined) dead.set(bank, new Set([ring]))
    else ofBank.add(ring)
  }
  for (const { unit, bank, row, column } of rings) bury(unit * 16 + bank, row * (unitClassOf(target, unit)?.columns ?? 0) + column)
  if (rate <= 0) return dead
  let unit = 0
  for (const { count, banks, rows, columns } of target.units) {
    for (const end = unit + count; unit < end; unit++) {
      for (let bank = 0; bank < banks; bank++) {
        const random = createRandom(mixWords(seed, 0x44454144, unit * 16 + bank))
        for (let ring = 0; ring < rows * columns; ring++) if (random.uniform() < rate) bury(unit * 16 + bank, ring)
      }
    }
  }
  return dead
}
