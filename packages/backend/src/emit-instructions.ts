import type { Instruction, SourceMapEntry } from '@onnc/isa'
import { locationNames, type Operation } from '@onnc/ir'

/** The in-order queue that an instruction goes to; `bank` is 0 where a unit is one queue. */
export type Queue = { readonly resource: 'unit'; readonly unit: number; readonly bank: number } | { readonly resource: 'ecu' }

/** Instructions so far. */
export interface Emitter {
  readonly instructions: Instruction[]
  readonly sourceMap: SourceMapEntry[]
}

export function createEmitter(): Emitter {
  return { instructions: [], sourceMap: [] }
}

export function emit(emitter: Emitter, instruction: Instruction, operation: Operation): void {
  const last = emitter.sourceMap.at(-1)
  const node = locationNames(operation.location).join(' + ')
  if (last !== undefined && last.op === operation.name && last.node === node)
    emitter.sourceMap[emitter.sourceMap.length - 1] = { ...last, count: last.count + 1 }
  else emitter.sourceMap.push({ first: emitter.instructions.length, count: 1, op: operation.name, node })
  emitter.instructions.push(instruction)
}
