import type { Instruction, SourceMapEntry } from '@onnc/isa'
import { locationNames, type Operation } from '@onnc/ir'

/** The in-order queue that an instruction goes to. */
export type Queue = { readonly resource: 'unit'; readonly unit: number } | { readonly resource: 'ecu' }

/** Instructions so far, with what each queue is already known to have waited for. */
export interface Emitter {
  readonly instructions: Instruction[]
  readonly sourceMap: SourceMapEntry[]
  readonly waited: Map<string, number>
}

export function createEmitter(): Emitter {
  return { instructions: [], sourceMap: [], waited: new Map() }
}

export function emit(emitter: Emitter, instruction: Instruction, operation: Operation): void {
  const last = emitter.sourceMap.at(-1)
  const node = locationNames(operation.location).join(' + ')
  if (last !== undefined && last.op === operation.name && last.node === node)
    emitter.sourceMap[emitter.sourceMap.length - 1] = { ...last, count: last.count + 1 }
  else emitter.sourceMap.push({ first: emitter.instructions.length, count: 1, op: operation.name, node })
  emitter.instructions.push(instruction)
}

/** Holds a queue until `event` has been signalled `count` times, unless it has waited for as much before. */
export function emitWait(emitter: Emitter, queue: Queue, event: number, count: number, operation: Operation): void {
  const unit = queue.resource === 'unit' ? queue.unit : 0
  const key = `${queue.resource}${unit}:${event}`
  if (count === 0 || (emitter.waited.get(key) ?? 0) >= count) return
  emitter.waited.set(key, count)
  emit(emitter, { op: 'wait', resource: queue.resource, unit, event, count }, operation)
}
