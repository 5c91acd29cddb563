import type { UnitClass } from './target.ts'

/** Symbols that one pass of one input vector takes: an input of `bits` goes as ceil(bits / sliceBits) slices, added up digitally. */
export function inputSlices(unitClass: UnitClass): number {
  return Math.ceil(unitClass.moving.bits / unitClass.moving.sliceBits)
}

/**
 * Passes over the inputs. Light has no sign: `two-pass` units send the positive part and then the negative part and subtract digitally,
 * as the MRR-bank baseline of Lightening-Transformer (HPCA 2024) does; `offset` units send shifted values in one pass, `arms` both parts at
 * once.
 */
export function streamPasses(unitClass: UnitClass, signed: boolean): number {
  return signed && unitClass.moving.signs === 'two-pass' ? 2 : 1
}

/**
 * Seconds from one symbol to the next with `rows` rows in use: max(1 / symbol rate, conversions that one ADC makes per symbol / ADC rate).
 * A shared ADC converts its rows one after the other; the rows in use are taken to fill ADCs in order.
 */
export function symbolSeconds(unitClass: UnitClass, rows: number): number {
  return secondsOfConversions(unitClass, Math.min(unitClass.readout.sharing, rows))
}

/** The same where one ADC makes this many conversions a symbol. */
export function secondsOfConversions(unitClass: UnitClass, conversions: number): number {
  return Math.max(1 / unitClass.moving.symbolRate.value, conversions / unitClass.readout.rate.value)
}
