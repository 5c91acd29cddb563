import type { Cost } from './cost.ts'
import { kernelCost } from './kernel-cost.ts'
import type { Target } from './target.ts'

/** Leaves the zeros of a vector out: `elements` are looked at, `kept` remain, each with an index of `indexBytes`. */
export interface CompactJob {
  readonly elements: number
  readonly kept: number
  readonly indexBytes: number
}

/**
 * Cost of compacting a vector to its nonzeros at run time (SONIC, arXiv 2109.04459, fully connected layers), as work of the ECU: one
 * comparison an element, one move a value kept; each element read, each value kept written together with its index.
 */
export function compactCost(target: Target, { elements, kept, indexBytes }: CompactJob): Cost {
  const elementBytes = target.memories.activation.elementBits / 8
  return kernelCost(target, {
    work: [
      { kind: 'compare', operations: elements },
      { kind: 'move', operations: kept },
    ],
    bytesRead: elements * elementBytes,
    bytesWritten: kept * (elementBytes + indexBytes),
  })
}
