import { hasLength } from './columns.ts'
import { bytesToFloats, floatsToBytes } from './float-bytes.ts'
import type { RangesMessage, Read } from './messages.ts'
import type { Problems } from './problems.ts'
import type { Use, UseRange } from './program.ts'
import { entryNumber, entryReference } from './program-diagnostics.ts'

export function writeRanges(ranges: readonly UseRange[], uses: readonly Use[]): RangesMessage {
  return {
    use: ranges.map(({ use }) => use),
    inputs: floatsToBytes([Float32Array.from(ranges, ({ input }) => input)]),
    planes: ranges.map(({ use, sums }) => sums.length / uses[use]!.outScale.length),
    sums: floatsToBytes(ranges.map(({ sums }) => sums)),
  }
}

function isRange(value: number): boolean {
  return value >= 0 && value < Infinity
}

/** The ranges; `undefined`, with the reason among `problems`, where lists do not fit together, or a number is no range. */
export function readRanges(message: Read<RangesMessage>, uses: readonly Use[], problems: Problems): UseRange[] | undefined {
  const { use, inputs, planes, sums } = message
  if (!hasLength('ranges', 'inputs', inputs.length, use.length * 4, problems, 'bytes')) return undefined
  if (!hasLength('ranges', 'planes', planes.length, use.length, problems)) return undefined
  const missing = use.findIndex((index, i) => index >= uses.length || (i > 0 && index <= use[i - 1]!))
  if (missing >= 0) {
    problems.add(entryReference(`ranges[${missing}]`, 'use', use[missing]!, uses.length))
    return undefined
  }
  const counts = use.map((index, i) => planes[i]! * uses[index]!.outScale.length)
  const all = counts.reduce((total, count) => total + count, 0)
  if (!hasLength('ranges', 'sums', sums.length, all * 4, problems, 'bytes')) return undefined
  const [ofInputs, ofSums] = [bytesToFloats(inputs), bytesToFloats(sums)]
  let at = 0
  const ranges: UseRange[] = []
  for (const [i, index] of use.entries()) {
    const range = { use: index, input: ofInputs[i]!, sums: ofSums.slice(at, (at += counts[i]!)) }
    const wrong = [range.input, ...range.sums].find((value) => !isRange(value))
    if (wrong !== undefined) {
      problems.add(entryNumber(`ranges[${i}]`, 'range', wrong, '0 or more'))
      return undefined
    }
    ranges.push(range)
  }
  return ranges
}
