import type { Instruction } from '@onnc/isa'

/** What a program has among its instructions. */
export interface UsedOperations {
  readonly ops: ReadonlySet<Instruction['op']>
  /** Some write is of changed rings only. */
  readonly writesChanges: boolean
}

const known = new WeakMap<readonly Instruction[], UsedOperations>()

/** Looked for once, as there may be hundreds of thousands and they do not change. */
export function usedOperations(instructions: readonly Instruction[]): UsedOperations {
  const found = known.get(instructions)
  if (found !== undefined) return found
  const ops = new Set<Instruction['op']>()
  let writesChanges = false
  for (const instruction of instructions) {
    ops.add(instruction.op)
    if (instruction.op === 'program' && instruction.write === 'changed') writesChanges = true
  }
  const used = { ops, writesChanges }
  known.set(instructions, used)
  return used
}
