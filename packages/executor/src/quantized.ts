import type { Target } from '@onnc/hardware'
import { digitise, largestAdcCode, leastAdcRange } from './digitise.ts'
import { gather } from './gather.ts'
import { inputEncoding, symbolOf } from './input-planes.ts'
import { startOf } from './machine-state.ts'
import { multiply, vectorBlock } from './multiply.ts'
import { loadCodes, removeRingShift, rescale, ringShiftOf } from './ring-codes.ts'
import { scatter } from './scatter.ts'
import { someNegative, symbolsOf } from './symbols.ts'
import { blockVectors, createScratch, eachStretch, type ValueDomain } from './value-domain.ts'

/**
 * Level, DAC and ADC quantisation, without noise. For each stream and sample by itself, so that results do not depend on batching:
 *
 * 1. inputs become codes of `moving.bits` on the range max |x| of the sample's input buffer, sent in slices and passes (`inputEncoding`);
 * 2. each plane's photocurrents are exact integer sums of tile codes times symbols, plus what shifted rings (`range: offset`, corrected after the ADC) add;
 * 3. the ADC digitises them on the range it measures in that plane (`digitise`; `gain: per-row` has a range for each row);
 * 4. planes are added up digitally in float64, shifts are taken off again with row sums of codes and sums of symbols, and the result is
 *    scaled by tile step * input step, then outScale, and stored as float32 (accumulating adds in float64 and rounds once).
 */
export function createQuantized(target: Target): ValueDomain {
  const weightScratch = createScratch()
  const vectorScratch = createScratch()
  const sumScratch = createScratch()
  const totalScratch = createScratch()
  const planeCounts = target.units.map(({ moving }) => inputEncoding(moving, true).planes.length)
  return {
    arraysPerBuffer: 1 + Math.max(...planeCounts),
    stream: (state, work) => {
      const { tile, use, input, output, unitClass, signed, accumulate } = work
      const { rows, columns } = tile
      const { positions } = input
      const encoding = inputEncoding(unitClass.moving, signed)
      const encoded = symbolsOf(state, work, encoding)
      if ('severity' in encoded) return encoded
      const ringShift = ringShiftOf(unitClass, tile)
      const weights = weightScratch((rows + 1) * columns)
      const rowSums = loadCodes(weights, tile, ringShift)
      const weightRows = ringShift === 0 ? rows : rows + 1
      const vectors = vectorScratch(blockVectors * columns)
      const largestCode = largestAdcCode(unitClass)
      const perRow = unitClass.readout.gain === 'per-row'
      const leastRange = leastAdcRange(unitClass, tile.levels)
      // Enough samples at a time to fill blocks, but one is enough where it has many positions: all its sums are kept for their range.
      const group = Math.max(1, Math.floor((4 * blockVectors) / positions))
      for (let firstSample = 0; firstSample < state.samples; firstSample += group) {
        const samples = Math.min(group, state.samples - firstSample)
        const total = samples * positions
        const stride = Math.ceil(total / blockVectors) * blockVectors
        const sums = sumScratch(weightRows * stride)
        const totals = totalScratch(rows * stride)
        totals.fill(0, 0, rows * stride)
        for (const [index, plane] of encoding.planes.entries()) {
          if (plane.part === 'negative' && !someNegative(encoded, firstSample, samples)) continue
          const symbols = encoded.symbols[index]!
          const filler = symbolOf(0, plane, encoding.offset)
          for (let first = 0; first < total; first += blockVectors) {
            const count = Math.min(blockVectors, total - first)
            eachStretch(first, count, positions, (sample, from, to, at) => {
              gather(symbols, (firstSample + sample) * encoded.size, input, from, to, vectors, at * columns, filler)
            })
            multiply(weights, weightRows, columns, vectors, Math.ceil(count / vectorBlock) * vectorBlock, sums, first, stride)
          }
          for (let at = 0; at < total; at += positions) {
            digitise(sums, totals, at, rows, positions, stride, largestCode, perRow, leastRange, plane.factor)
          }
          if (ringShift !== 0) removeRingShift(totals, sums, rows, total, stride, ringShift * plane.factor)
        }
        for (let s = 0; s < samples; s++) {
          const at = s * positions
          rescale(totals, at, positions, stride, rowSums, encoding.offset, tile.step * encoded.steps[firstSample + s]!)
          const base = startOf(state, output.buffer, firstSample + s)
          scatter(state.memory, base, output, 0, positions, totals, at, stride, use, accumulate)
        }
      }
      return undefined
    },
  }
}
