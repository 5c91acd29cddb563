/** How a weight from -1 to 1 lies on rings. */
export type WeightRange = 'balanced' | 'two-rings' | 'offset' | 'nonnegative'

/** Shares of the power that the ring (or the rings of either sign) drops. */
export interface RingDrops {
  readonly positive: number
  readonly negative?: number
}

/**
 * The drop of the ring that stands for a weight. Rings cannot be tuned away altogether: `least` is what they drop at least.
 *
 * `balanced`: weight = drop - through, scaled to the range that can be reached; `offset`: the same drops, the difference to a fixed
 * half being taken after the detector; `nonnegative`: the drop is the weight, from 0 to 1; `two-rings`: a ring for the positive and one for the negative part, the other one at `least`.
 * A. N. Tait et al., "Neuromorphic photonic networks using silicon photonic weight banks", Scientific Reports 7, 7430 (2017).
 */
export function dropsOfWeight(range: WeightRange, weight: number, least = 0): RingDrops {
  const spread = (share: number): number => least + (1 - least) * share
  if (range === 'nonnegative') return { positive: spread(Math.max(0, weight)) }
  if (range !== 'two-rings') return { positive: spread((weight + 1) / 2) }
  return { positive: spread(Math.max(0, weight)), negative: spread(Math.max(0, -weight)) }
}

/** The weight of given drops: the inverse of `dropsOfWeight`. */
export function weightOfDrops(range: WeightRange, { positive, negative }: RingDrops, least = 0): number {
  const share = (drop: number): number => (drop - least) / (1 - least)
  if (range === 'two-rings') return share(positive) - share(negative ?? least)
  return range === 'nonnegative' ? share(positive) : 2 * share(positive) - 1
}
