import type { Target } from '@onnc/hardware'
import { broadbandError } from './broadband.ts'
import { chooseArithmetic } from './choose-arithmetic.ts'
import { createConvertingDomain, type RangeOptions } from './converting-domain.ts'
import { largestAdcCode, leastAdcRange } from './digitise.ts'
import type { Engine } from './engine.ts'
import { inputEncoding } from './input-planes.ts'
import { inputCorrections, ringShiftOf } from './ring-codes.ts'
import type { ValueDomain } from './value-domain.ts'

/**
 * Level, DAC and ADC quantisation, without noise. For each stream and sample by itself, so that results do not depend on batching; all in
 * float32, so that every machine and any number of threads gives the same bits:
 *
 * 1. inputs become codes of `moving.bits` on the range max |x| of the sample's input buffer, sent in slices and passes (`inputEncoding`);
 * 2. each plane's photocurrents are sums of tile codes times symbols, plus what shifted rings (`range: offset`, corrected after the ADC)
 *    add: exact below 2^24, and in ascending columns with each step rounded above;
 * 3. the ADC digitises them on the range max |sum| it measures in that plane (`gain: per-row` has a range for each row), at least
 *    `leastAdcRange`: code = round half to even (sum * (largest / range)), clamped to +-largest, worth factor * (range / largest);
 * 4. planes are added up one after the other, each followed by taking off shift * factor * sum of symbols; then what the shift of inputs
 *    added is taken off, and the result is scaled by outScale * (input step * tile step), and what the levels of a broadband ring make of it, and added to the bias, or to what is stored.
 */
export function createQuantized(engine: Engine, target: Target, options: RangeOptions = {}): ValueDomain {
  const corrections = new Map<string, Float32Array>()
  return createConvertingDomain(
    engine,
    target,
    'quantized',
    (work, weigh) => {
      const { tile, view, imprinted, input, unitClass, signed, use } = work
      const { rows, columns, levels } = tile
      const encoding = inputEncoding(unitClass.moving, signed)
      const ringShift = ringShiftOf(unitClass, tile)
      const arithmetic = chooseArithmetic(encoding, columns, (levels - 1) / 2 + ringShift, input.positions)
      const source = { rows, columns, values: () => tile.codes, shift: ringShift, withOnes: ringShift !== 0 }
      const weights = weigh(`${view} ${arithmetic} ${ringShift}`, arithmetic, source)
      const key = `${view} ${encoding.offset}`
      const correction =
        encoding.offset === 0 ? undefined : ((imprinted ? undefined : corrections.get(key)) ?? inputCorrections(tile, encoding.offset))
      if (correction !== undefined && !imprinted) corrections.set(key, correction)
      const conversion = {
        codeStep: tile.step * broadbandError(unitClass, use),
        scale: 1,
        ringShift,
        largestCode: largestAdcCode(unitClass),
        leastRange: leastAdcRange(unitClass, levels),
        perRow: unitClass.readout.gain === 'per-row',
        ...(correction === undefined ? {} : { corrections: correction }),
      }
      return { encoding, arithmetic, weights, conversion }
    },
    options,
  )
}
