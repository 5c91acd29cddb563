import { binHolding } from './magnitude-mask.ts'
import type { WeightLayer } from './weight-layers.ts'
import { energyOf, floatsOfWords, weightWords } from './weight-words.ts'

/**
 * How many weights of each layer become zero, so that `total` do and the sum over layers of the share of their energy that is lost is
 * least: a weight costs its square over the energy of its layer, and the cheapest go first. Needs no data. Reads the layers one after the
 * other, three times, and keeps counts only: of equal costs (to one part in 4096) those of earlier layers go first.
 */
export function spreadBudget(layers: readonly WeightLayer[], total: number): readonly number[] {
  const scales = layers.map(({ blob }) => 1 / Math.sqrt(energyOf(weightWords(blob)) || 1))
  const bins = new Float64Array(binCount)
  for (const [i, { blob }] of layers.entries()) countCosts(weightWords(blob), scales[i]!, bins)
  const { bin, before } = binHolding(bins, total)
  let left = total - before
  return layers.map(({ blob }, i) => {
    const own = new Float64Array(binCount)
    countCosts(weightWords(blob), scales[i]!, own)
    const below = own.subarray(0, bin).reduce((a, b) => a + b, 0)
    const taken = Math.min(left, own[bin]!)
    left -= taken
    return below + taken
  })
}

const binBits = 11
const binCount = 2 ** (31 - binBits)

function countCosts(words: Uint32Array, scale: number, bins: Float64Array): void {
  const weights = floatsOfWords(words)
  const cost = new Float32Array(1)
  const costBits = new Uint32Array(cost.buffer)
  for (let i = 0; i < weights.length; i++) {
    cost[0] = Math.abs(weights[i]!) * scale
    bins[costBits[0]! >>> binBits]!++
  }
}
