/** Numbers in ascending order, each standing for as many as `count` has, as sums over all before it. */
export interface WeightedPoints {
  readonly length: number
  /** Mean of what each point stands for. */
  readonly value: Float64Array
  /** Prefix sums, each one longer than the points: how many, their sum, the sum of their squares. */
  readonly counts: Float64Array
  readonly sums: Float64Array
  readonly squares: Float64Array
}

/** Consecutive points: those before `end` that belong to no earlier cluster. */
export interface Cluster {
  readonly end: number
  readonly mean: number
}

export interface Clustering {
  readonly clusters: readonly Cluster[]
  /** Sum of the squared distances to the means. */
  readonly error: number
}

const mostRounds = 1000

/**
 * k-means on a line, for `k` up to the number of points: Lloyd's rounds from regions of equal mass ("density-based initialisation": S. Han, H.
 * Mao, W. Dally, "Deep Compression", arXiv 1510.00149, section 3.2), until nothing moves. A cluster that falls empty takes half of the
 * worst one. Each round costs k binary searches, however many the points.
 */
export function clusterPoints(points: WeightedPoints, k: number): Clustering {
  let ends = withoutEmpty(points, equalMasses(points, k))
  for (let round = 0; round < mostRounds; round++) {
    const next = withoutEmpty(points, nearestMeans(points, ends))
    const settled = next.every((end, i) => end === ends[i])
    ends = next
    if (settled) break
  }
  const clusters = ends.map((end, i): Cluster => ({ end, mean: meanOf(points, ends[i - 1] ?? 0, end) }))
  return { clusters, error: ends.reduce((sum, end, i) => sum + errorOf(points, ends[i - 1] ?? 0, end), 0) }
}

function equalMasses({ length, counts }: WeightedPoints, k: number): number[] {
  const ends = Array.from({ length: k - 1 }, (_, i) => firstFrom(counts, 0, length, (counts[length]! * (i + 1)) / k))
  return [...ends, length]
}

/** A point belongs to the mean it is nearest to. */
function nearestMeans(points: WeightedPoints, ends: readonly number[]): number[] {
  const means = ends.map((end, i) => meanOf(points, ends[i - 1] ?? 0, end))
  let from = 0
  return ends.map((_, i) => {
    from = i === ends.length - 1 ? points.length : firstAbove(points.value, from, points.length, (means[i]! + means[i + 1]!) / 2)
    return from
  })
}

/** Drops empty clusters, and cuts the one with the largest error at its mean as often. */
function withoutEmpty(points: WeightedPoints, ends: readonly number[]): number[] {
  const kept = ends.filter((end, i) => end > (ends[i - 1] ?? 0))
  for (let missing = ends.length - kept.length; missing > 0; missing--) {
    let [worst, worstError] = [-1, -1]
    for (const [i, end] of kept.entries()) {
      const start = kept[i - 1] ?? 0
      const error = end - start < 2 ? -1 : Math.max(0, errorOf(points, start, end))
      if (error > worstError) [worst, worstError] = [i, error]
    }
    const [start, end] = [kept[worst - 1] ?? 0, kept[worst]!]
    const middle = firstAbove(points.value, start, end, meanOf(points, start, end))
    kept.splice(worst, 0, Math.min(end - 1, Math.max(start + 1, middle)))
  }
  return kept
}

function meanOf({ counts, sums }: WeightedPoints, start: number, end: number): number {
  return (sums[end]! - sums[start]!) / (counts[end]! - counts[start]!)
}

function errorOf(points: WeightedPoints, start: number, end: number): number {
  const { counts, sums, squares } = points
  const sum = sums[end]! - sums[start]!
  return end - start < 2 ? 0 : Math.max(0, squares[end]! - squares[start]! - (sum * sum) / (counts[end]! - counts[start]!))
}

/** The first index in [from, to) whose number is greater than `limit`; `to` if none. */
function firstAbove(sorted: ArrayLike<number>, from: number, to: number, limit: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}

/** The first index in [from, to) whose number is at least `limit`; `to` if none. */
function firstFrom(sorted: ArrayLike<number>, from: number, to: number, limit: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! >= limit) high = middle
    else low = middle + 1
  }
  return low
}
