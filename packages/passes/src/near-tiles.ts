import { createRandom } from '@onnc/support'

/** Tiles of one size, each read when it has to be. */
export interface NearCandidate {
  readonly read: () => Float32Array
}

/** What is held for a tile, and by how much it is off: sums of squares of the difference and of the tile. */
export interface NearUse {
  readonly held: number
  readonly difference: number
  readonly own: number
}

/** Random sums that tell most tiles apart before they are compared. */
const projections = 6

/** Of a random sum's deviation; tiles that are near differ by less, but for one in some thousand. */
const deviations = 4

/**
 * For each tile the first one held whose elements differ from its own by at most `within` of them, as roots of sums of squares; or itself, held from then on.
 * Cost: linear in elements, and a few numbers for every pair of tiles.
 */
export function nearTiles(candidates: readonly NearCandidate[], within: number): readonly NearUse[] {
  const held: { readonly index: number; readonly sums: Float64Array }[] = []
  let signs: Int8Array[] = []
  return candidates.map(({ read }, index): NearUse => {
    const values = read()
    if (signs[0]?.length !== values.length) signs = randomSigns(values.length)
    const sums = Float64Array.from(signs, (row) => row.reduce((sum, sign, i) => sum + sign * values[i]!, 0))
    const own = values.reduce((sum, value) => sum + value * value, 0)
    const reach = deviations * within * Math.sqrt(own)
    for (const other of held) {
      if (sums.some((sum, i) => Math.abs(sum - other.sums[i]!) > reach)) continue
      const difference = squaredDistance(values, candidates[other.index]!.read())
      if (difference <= within ** 2 * own) return { held: other.index, difference, own }
    }
    held.push({ index, sums })
    return { held: index, difference: 0, own }
  })
}

function randomSigns(length: number): Int8Array[] {
  const random = createRandom(1)
  return Array.from({ length: projections }, () => Int8Array.from({ length }, () => (random.uniform() < 0.5 ? -1 : 1)))
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2
  return sum
}
