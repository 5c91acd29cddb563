import type { Cost } from './cost.ts'
import type { Target, UnitClass } from './target.ts'

/** A permutation of `elements` values that lie in the activation memory. */
export interface ShuffleJob {
  readonly elements: number
  /** The values are on their way through the unit anyway: no traffic of their own. */
  readonly inPassing: boolean
}

/**
 * Cost of a fixed permutation in the electronics of a unit (R&B's blend unit, arXiv 2409.01836).
 *
 * time = latency + max(elements / rate, bytes / bandwidth of the unit's memory port); ecu = elements * energy of moving one;
 * memory = each element read and written once, nothing in passing. Throws where the unit cannot shuffle.
 */
export function shuffleCost(target: Target, unitClass: UnitClass, { elements, inPassing }: ShuffleJob): Cost {
  const { shuffle } = unitClass
  if (shuffle === undefined) throw new Error(`unit class '${unitClass.name}' has no shuffle`)
  if (elements === 0) return { seconds: 0, energyJoules: {} }
  const { bandwidth, energyPerByte, elementBits } = target.memories.activation
  const bytes = inPassing ? 0 : (2 * elements * elementBits) / 8
  return {
    seconds: shuffle.latency.value + Math.max(elements / shuffle.rate.value, bytes / bandwidth.value),
    energyJoules: { memory: bytes * energyPerByte.value, ecu: elements * shuffle.energyPerElement.value },
  }
}
