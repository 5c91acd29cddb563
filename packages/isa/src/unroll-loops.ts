import { at, failure, type Result, success } from '@onnc/support'
import { type StepName, stepNames } from './field.ts'
import { type Instruction, type InstructionNamed, instructionSet } from './instruction-table.ts'
import { loopBody, loopCount, loopDepth, loopHolds, loopTooLong } from './program-diagnostics.ts'

/** Instructions without loops, and the index that each had in the program. */
export interface Unrolled {
  readonly instructions: readonly Instruction[]
  readonly origin: Uint32Array
}

/** Instructions that a program may have when its loops are unrolled. */
export const unrolledLimit: number = 2 ** 21

/** Loops in loops. */
const depthLimit = 8

/** What the rounds of the loops around an instruction add to its fields. */
type Steps = Readonly<Record<StepName, number>>

const still: Steps = { tile: 0, use: 0, input: 0, output: 0, kernel: 0, event: 0, above: 0 }

/** A field that loops raise; one of 0 that says so stays as it is. */
export interface RaisedField {
  readonly name: string
  readonly step: StepName
  readonly unlessZero: boolean
}

/** By instruction, the fields that loops raise. */
export const raisedFields: Readonly<Record<string, readonly RaisedField[]>> = Object.fromEntries(
  instructionSet.layouts.map(({ op, fields }) => [
    op,
    fields.flatMap(({ name, field: { step, optional } }) => (step === undefined ? [] : [{ name, step, unlessZero: optional === true }])),
  ]),
)

/**
 * Runs the loops of a program, so to speak: every round's instructions with the indices they have in it. Whether these exist is for
 * `checkProgram` to say. A program without loops is given back as it is.
 */
export function unrollLoops(instructions: readonly Instruction[]): Result<Unrolled> {
  if (!instructions.some(isLoop)) {
    return success({ instructions, origin: Uint32Array.from(instructions.keys()) })
  }
  const unrolled: Instruction[] = []
  const origin: number[] = []
  const run = (from: number, to: number, steps: Steps, depth: number): Result<void> => {
    for (let index = from; index < to; index++) {
      const instruction = instructions[index]!
      const place = { kind: 'instruction', index } as const
      if (!isLoop(instruction)) {
        if (unrolled.length >= unrolledLimit) return failure(at(loopTooLong(unrolledLimit), place))
        if (instruction.op === 'halt' && depth > 0) return failure(at(loopHolds(), place))
        unrolled.push(depth === 0 ? instruction : stepped(instruction, steps))
        origin.push(index)
        continue
      }
      const { body, count } = instruction
      if (depth === depthLimit) return failure(at(loopDepth(depthLimit), place))
      if (body < 1 || body > to - index - 1) return failure(at(loopBody(instruction.op, body, to - index - 1), place))
      if (count < 1) return failure(at(loopCount(instruction.op), place))
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

/** What repeats the instructions behind it. */
export function isLoop(instruction: Instruction): instruction is InstructionNamed<'loop' | 'repeat'> {
  return instruction.op === 'loop' || instruction.op === 'repeat'
}

function added(steps: Steps, loop: InstructionNamed<'loop' | 'repeat'>, round: number): Steps {
  const by: Partial<Steps> = loop
  const sum = { ...steps }
  for (const name of stepNames) sum[name] += (by[name] ?? 0) * round
  return sum
}

function stepped(instruction: Instruction, steps: Steps): Instruction {
  const raised: Record<string, unknown> = { ...instruction }
  for (const { name, step, unlessZero } of raisedFields[instruction.op]!) {
    const value = raised[name] as number
    if (value !== 0 || !unlessZero) raised[name] = value + steps[step]
  }
  return raised as unknown as Instruction
}
