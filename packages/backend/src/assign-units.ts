import type { Target } from '@onnc/hardware'

import { matchPairs } from './match-pairs.ts'

/** Which unit, and which bank of it, does what the program gives to another. */
export interface UnitAssignment {
  readonly unitOf: (unit: number) => number
  /** Of banks as unit * 16 + bank. */
  readonly bankOf: (bank: number) => number
  /** Everything stays. */
  readonly isSame: boolean
}

/**
 * Units of a class are alike, and so are banks of a unit, but for the rings of a chip: gives each a part that it fits, its own where possible; undefined
 * where there is no way. `fits`: whether one bank can do what the program gives to another; banks as unit * 16 + bank.
 */
export function assignUnits(target: Target, fits: (from: number, to: number) => boolean): UnitAssignment | undefined {
  const units = new Map<number, number>()
  const banks = new Map<number, number>()
  let first = 0
  let isSame = true
  for (const { count, banks: bankCount } of target.units) {
    const banksOf = (from: number, to: number): number[] | undefined =>
      matchPairs(bankCount, bankCount, (one, other) => fits((first + from) * 16 + one, (first + to) * 16 + other))
    const choice = matchPairs(count, count, (from, to) => banksOf(from, to) !== undefined)
    if (choice === undefined) return undefined
    for (const [from, to] of choice.entries()) {
      units.set(first + from, first + to)
      for (const [one, other] of banksOf(from, to)!.entries()) {
        banks.set((first + from) * 16 + one, (first + to) * 16 + other)
        isSame &&= from === to && one === other
      }
    }
    first += count
  }
  return { unitOf: (unit) => units.get(unit)!, bankOf: (bank) => banks.get(bank)!, isSame }
}
