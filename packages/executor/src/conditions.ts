import type { Instruction } from '@onnc/isa'
import { usedOperations } from './used-operations.ts'

/** What a `when` asks of a count register. */
export interface Condition {
  readonly register: number
  readonly above: number
}

const none: ReadonlyMap<number, Condition> = new Map()

/** By instruction, what it depends on; those that are always done are not in it. */
export function conditionsOf(instructions: readonly Instruction[]): ReadonlyMap<number, Condition> {
  if (!usedOperations(instructions).ops.has('when')) return none
  const conditions = new Map<number, Condition>()
  for (const [index, instruction] of instructions.entries()) {
    if (instruction.op !== 'when') continue
    const { register, above, body } = instruction
    for (let i = 1; i <= body; i++) conditions.set(index + i, { register, above })
  }
  return conditions
}

/** Whether an instruction is done; one whose count is not known is. */
export function holds(condition: Condition | undefined, counts: ReadonlyMap<number, number>): boolean {
  return condition === undefined || (counts.get(condition.register) ?? Infinity) > condition.above
}
