import type { Instruction, InstructionNamed, SourceMapEntry } from '@onnc/isa'
import { locationNames, type Operation } from '@onnc/ir'

/** The in-order queue that an instruction goes to; `bank` is 0 where a unit is one queue. */
export type Queue = { readonly resource: 'unit'; readonly unit: number; readonly bank: number } | { readonly resource: 'ecu' }

/** Instructions so far. */
export interface Emitter {
  readonly instructions: Instruction[]
  readonly sourceMap: SourceMapEntry[]
  /** The place of the last `when`. */
  lastWhen: number
}

export function createEmitter(): Emitter {
  return { instructions: [], sourceMap: [], lastWhen: -1 }
}

export function emit(emitter: Emitter, instruction: Instruction, operation: Operation): void {
  const last = emitter.sourceMap.at(-1)
  const node = locationNames(operation.location).join(' + ')
  if (last !== undefined && last.op === operation.name && last.node === node)
    emitter.sourceMap[emitter.sourceMap.length - 1] = { ...last, count: last.count + 1 }
  else emitter.sourceMap.push({ first: emitter.instructions.length, count: 1, op: operation.name, node })
  emitter.instructions.push(instruction)
}

/** An instruction that depends on a count: the `when` before it holds for it too, where that asks for the same. */
export function emitWhen(
  emitter: Emitter,
  condition: Pick<InstructionNamed<'when'>, 'register' | 'above'> | undefined,
  instruction: Instruction,
  operation: Operation,
): void {
  const { instructions } = emitter
  const open = instructions[emitter.lastWhen]
  const reaches = open?.op === 'when' && emitter.lastWhen + 1 + open.body === instructions.length
  if (condition !== undefined && reaches && open.register === condition.register && open.above === condition.above) {
    instructions[emitter.lastWhen] = { ...open, body: open.body + 1 }
  } else if (condition !== undefined) {
    emitter.lastWhen = instructions.length
    emit(emitter, { op: 'when', body: 1, ...condition }, operation)
  }
  emit(emitter, instruction, operation)
}
