import { type Target, unitClassOf } from '@onnc/hardware'
import { type Program, unrollLoops, type UseRange } from '@onnc/isa'
import { at, failure, type Result, success } from '@onnc/support'
import { rangesOtherwise } from './diagnostics.ts'
import { inputEncoding } from './input-planes.ts'
import type { Ranges, StreamRange } from './ranges.ts'

/** The program with ranges that were measured on it, by instruction of its unrolled loops; a use that is streamed twice has the larger ones. */
export function withRanges(program: Program, ranges: Ranges): Program {
  const unrolled = unrollLoops(program.instructions)
  if (!unrolled.ok) throw new Error('a program that has run has loops that unroll')
  const byUse = new Map<number, UseRange>()
  for (const [index, { input, sums }] of ranges) {
    const instruction = unrolled.value.instructions[index]
    if (instruction?.op !== 'stream') continue
    const { use } = instruction
    const before = byUse.get(use)
    const merged = before === undefined ? sums : Float32Array.from(sums, (sum, i) => Math.max(sum, before.sums[i]!))
    byUse.set(use, { use, input: Math.fround(Math.max(input, before?.input ?? 0)), sums: merged })
  }
  return { ...program, ranges: [...byUse.values()].toSorted((a, b) => a.use - b.use) }
}

/**
 * The ranges that a program holds, by instruction; undefined where it holds none. The program has no loops. Refuses those that were measured with
 * other converters than the target has: they are for another number of conversions.
 */
export function storedRanges({ ranges, instructions, uses }: Program, target: Target): Result<Ranges | undefined> {
  if (ranges === undefined) return success(undefined)
  const byUse = new Map(ranges.map((range) => [range.use, range]))
  const found = new Map<number, StreamRange>()
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.op !== 'stream') continue
    const range = byUse.get(instruction.use)
    if (range === undefined) continue
    const planes = inputEncoding(unitClassOf(target, instruction.unit)!.moving, instruction.inputs === 'signed').planes.length
    const outputs = uses[instruction.use]!.outScale.length
    if (range.sums.length !== planes * outputs)
      return failure(at(rangesOtherwise(range.sums.length / outputs, planes, target.name), { kind: 'instruction', index }))
    found.set(index, range)
  }
  return success(found)
}
