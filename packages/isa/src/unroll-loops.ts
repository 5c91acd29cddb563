import { at, failure, type Result, success } from '@onnc/support'
import type { Instruction, InstructionNamed } from './instruction-table.ts'
import { loopBody, loopCount, loopDepth, loopHolds, loopTooLong } from './program-diagnostics.ts'

/** Instructions without loops, and the index that each had in the program. */
export interface Unrolled {
  readonly instructions: readonly Instruction[]
  readonly origin: Uint32Array
}

/** Instructions that a program may have when its loops are unrolled. */
const unrolledLimit: number = 2 ** 21

/** Loops in loops. */
const depthLimit = 8

/** What the rounds of the loops around an instruction add to its indices. */
interface Steps {
  readonly tile: number
  readonly use: number
  readonly input: number
  readonly output: number
  readonly kernel: number
  readonly event: number
}

const still: Steps = { tile: 0, use: 0, input: 0, output: 0, kernel: 0, event: 0 }

/**
 * Runs the loops of a program, so to speak: every round's instructions with the indices they have in it. Whether these exist is for
 * `checkProgram` to say. A program without loops is given back as it is.
 */
export function unrollLoops(instructions: readonly Instruction[]): Result<Unrolled> {
  if (!instructions.some((instruction) => instruction.op === 'loop')) {
    return success({ instructions, origin: Uint32Array.from(instructions.keys()) })
  }
  const unrolled: Instruction[] = []
  const origin: number[] = []
  const run = (from: number, to: number, steps: Steps, depth: number): Result<void> => {
    for (let index = from; index < to; index++) {
      const instruction = instructions[index]!
      const place = { kind: 'instruction', index } as const
      if (instruction.op !== 'loop') {
        if (unrolled.length >= unrolledLimit) return failure(at(loopTooLong(unrolledLimit), place))
        if (instruction.op === 'halt' && depth > 0) return failure(at(loopHolds(), place))
        unrolled.push(depth === 0 ? instruction : stepped(instruction, steps))
        origin.push(index)
        continue
      }
      const { body, count } = instruction
      if (depth === depthLimit) return failure(at(loopDepth(depthLimit), place))
      if (body < 1 || body > to - index - 1) return failure(at(loopBody(body, to - index - 1), place))
      if (count < 1) return failure(at(loopCount(), place))
      for (let round = 0; round < count; round++) {
        const inner = run(index + 1, index + 1 + body, added(steps, instruction, round), depth + 1)
        if (!inner.ok) return inner
      }
      index += body
    }
    return success(undefined)
  }
  const done = run(0, instructions.length, still, 0)
  return done.ok ? success({ instructions: unrolled, origin: Uint32Array.from(origin) }) : done
}

function added(steps: Steps, loop: InstructionNamed<'loop'>, round: number): Steps {
  return {
    tile: steps.tile + loop.tile * round,
    use: steps.use + loop.use * round,
    input: steps.input + loop.input * round,
    output: steps.output + loop.output * round,
    kernel: steps.kernel + loop.kernel * round,
    event: steps.event + loop.event * round,
  }
}

function stepped(instruction: Instruction, steps: Steps): Instruction {
  const signal = 'signal' in instruction && instruction.signal !== 0 ? { signal: instruction.signal + steps.event } : {}
  switch (instruction.op) {
    case 'program':
    case 'imprint':
      return { ...instruction, ...signal, tile: instruction.tile + steps.tile }
    case 'stream':
      return {
        ...instruction,
        ...signal,
        use: instruction.use + steps.use,
        input: instruction.input + steps.input,
        output: instruction.output + steps.output,
      }
    case 'compact':
      return {
        ...instruction,
        ...signal,
        input: instruction.input + steps.input,
        values: instruction.values + steps.output,
        indices: instruction.indices + steps.output,
      }
    case 'shuffle':
      return { ...instruction, ...signal, input: instruction.input + steps.input, output: instruction.output + steps.output }
    case 'kernel':
      return { ...instruction, ...signal, kernel: instruction.kernel + steps.kernel }
    case 'wait':
      return { ...instruction, event: instruction.event + steps.event }
    default:
      return { ...instruction, ...signal }
  }
}
