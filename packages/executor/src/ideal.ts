import { gather } from './gather.ts'
import { startOf } from './machine-state.ts'
import { multiply, vectorBlock } from './multiply.ts'
import { scatter } from './scatter.ts'
import { blockVectors, createScratch, eachStretch, type ValueDomain } from './value-domain.ts'

/**
 * Exact arithmetic: float32 weights and inputs, products and sums in float64, rounded to float32 when stored (once for every tile
 * that accumulates into an output). Every tile in use must have `exact`.
 */
export function createIdeal(): ValueDomain {
  const weightScratch = createScratch()
  const vectorScratch = createScratch()
  const sumScratch = createScratch()
  return {
    arraysPerBuffer: 1,
    stream: (state, { tile, use, input, output, accumulate }) => {
      const { rows, columns } = tile
      const { memory } = state
      const weights = weightScratch(rows * columns)
      weights.set(tile.exact!)
      const vectors = vectorScratch(blockVectors * columns)
      const sums = sumScratch(blockVectors * rows)
      const total = state.samples * input.positions
      for (let first = 0; first < total; first += blockVectors) {
        const count = Math.min(blockVectors, total - first)
        eachStretch(first, count, input.positions, (sample, from, to, at) => {
          gather(memory, startOf(state, input.buffer, sample), input, from, to, vectors, at * columns, 0)
        })
        multiply(weights, rows, columns, vectors, Math.ceil(count / vectorBlock) * vectorBlock, sums, 0, blockVectors)
        eachStretch(first, count, input.positions, (sample, from, to, at) => {
          scatter(memory, startOf(state, output.buffer, sample), output, from, to, sums, at, blockVectors, use, accumulate)
        })
      }
      return undefined
    },
  }
}
