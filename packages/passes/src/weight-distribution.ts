import type { WeightedPoints } from './k-means.ts'
import { floatsOfWords, magnitudeBits } from './weight-words.ts'

/** How weights lie on the line, without the zeros among them. */
export interface WeightDistribution {
  readonly zeros: number
  /** Sum of the squares. */
  readonly energy: number
  readonly points: WeightedPoints
  /** The largest float32 that belongs to each point. */
  readonly upper: Float32Array
}

/** Up to so many weights every different one is a point; more are counted in bins. */
export const exactWeights: number = 2 ** 20

/**
 * The distribution of weights, given layer by layer. Beyond `exactWeights` a point stands for the floats that share their sign, exponent and
 * first 12 bits of the mantissa (a 4096th of their value): their number and sum are exact, so means are; only where a cluster ends is rounded.
 */
export function distributionOf(layers: Iterable<Uint32Array>, count: number): WeightDistribution {
  return count <= exactWeights ? everyWeight(layers, count) : inBins(layers)
}

function everyWeight(layers: Iterable<Uint32Array>, count: number): WeightDistribution {
  const all = new Float32Array(count)
  let used = 0
  let zeros = 0
  for (const words of layers)
    for (const weight of floatsOfWords(words)) {
      if (weight === 0) zeros++
      else all[used++] = weight
    }
  const sorted = all.subarray(0, used).toSorted()
  const upper = sorted.filter((weight, i) => i === 0 || weight !== sorted[i - 1])
  const counts = new Float64Array(upper.length)
  for (let i = 0, point = -1; i < sorted.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) point++
    counts[point]!++
  }
  const sums = Float64Array.from(upper, (weight, i) => weight * counts[i]!)
  const squares = Float64Array.from(upper, (weight, i) => weight * weight * counts[i]!)
  return distribution(zeros, upper, { counts, sums, squares })
}

const binBits = 11
const binCount = 2 ** (32 - binBits)

function inBins(layers: Iterable<Uint32Array>): WeightDistribution {
  const counts = new Float64Array(binCount)
  const sums = new Float64Array(binCount)
  const squares = new Float64Array(binCount)
  let zeros = 0
  for (const words of layers) {
    const weights = floatsOfWords(words)
    for (let i = 0; i < words.length; i++) {
      const word = words[i]!
      if ((word & magnitudeBits) === 0) {
        zeros++
        continue
      }
      const bin = orderOf(word) >>> binBits
      const weight = weights[i]!
      counts[bin]!++
      sums[bin]! += weight
      squares[bin]! += weight * weight
    }
  }
  const used = Uint32Array.from({ length: binCount }, (_, bin) => bin).filter((bin) => counts[bin]! > 0)
  const upperWords = used.map((bin) => wordOf((bin * 2 ** binBits + 2 ** binBits - 1) >>> 0))
  const of = (all: Float64Array): Float64Array => Float64Array.from(used, (bin) => all[bin]!)
  return distribution(zeros, floatsOfWords(upperWords), { counts: of(counts), sums: of(sums), squares: of(squares) })
}

/** The words of floats in the order of their values. */
export function orderOf(word: number): number {
  return (word >>> 31 === 1 ? ~word : word | 0x80000000) >>> 0
}

export function wordOf(order: number): number {
  return (order >>> 31 === 1 ? order & magnitudeBits : ~order) >>> 0
}

function distribution(zeros: number, upper: Float32Array, each: Record<'counts' | 'sums' | 'squares', Float64Array>): WeightDistribution {
  const value = each.sums.map((sum, i) => sum / each.counts[i]!)
  const points = {
    length: upper.length,
    value,
    counts: prefixSums(each.counts),
    sums: prefixSums(each.sums),
    squares: prefixSums(each.squares),
  }
  return { zeros, energy: points.squares.at(-1)!, points, upper }
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!
  return sums
}
