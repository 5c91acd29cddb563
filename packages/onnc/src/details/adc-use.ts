import { measureRanges, nodeNames } from '@onnc/executor'
import type { Program } from '@onnc/isa'
import type { Details } from '@onnc/results'
import type { Tensor } from '@onnc/support'

/** How much of the range of their ADCs rows of tiles use, where a range is set by the largest sum of a stream. */
export function adcUse(program: Program, inputs: ReadonlyMap<string, Tensor>): Pick<Details, 'adcUse'> {
  const ranges = measureRanges(program, [inputs])
  if (!ranges.ok) return {}
  const nodeOf = nodeNames(program)
  const uses = new Map<string, number[]>()
  for (const [instruction, { sums }] of ranges.value) {
    const most = sums.reduce((a, b) => Math.max(a, b), 0)
    if (most === 0) continue
    const rows = uses.get(nodeOf(instruction)) ?? Array.from({ length: 10 }, () => 0)
    uses.set(nodeOf(instruction), rows)
    for (const sum of sums) rows[Math.min(9, Math.floor((10 * sum) / most))]!++
  }
  return { adcUse: [...uses].map(([node, rows]) => ({ node, rows })) }
}
