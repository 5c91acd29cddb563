import type { Instruction, Program } from '@onnc/isa'
import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { deadlock } from './diagnostics.ts'

/** The queue of an instruction: 0 is the ECU's, unit u has u + 1; -1 for `halt`. */
export function queueOf(instruction: Instruction): number {
  switch (instruction.op) {
    case 'halt':
    case 'loop':
    case 'when':
      return -1
    case 'kernel':
    case 'compact':
      return 0
    case 'wait':
      return instruction.resource === 'ecu' ? 0 : instruction.unit + 1
    default:
      return instruction.unit + 1
  }
}

/** An order in which the instructions can run, whatever time they take: program order, where each comes after what it waits for. */
export function replayOrder({ instructions }: Program): Result<Uint32Array> {
  const order: number[] = []
  const signalled = new Map<number, number>()
  /** Instructions held back, by queue; the first is a wait. */
  const held = new Map<number, number[]>()
  /** Queues held by a wait for an event. */
  const waiting = new Map<number, Set<number>>()

  const run = (index: number): boolean => {
    const instruction = instructions[index]!
    if (instruction.op === 'wait' && (signalled.get(instruction.event) ?? 0) < instruction.count) {
      const queues = waiting.get(instruction.event) ?? new Set()
      waiting.set(instruction.event, queues.add(queueOf(instruction)))
      return false
    }
    order.push(index)
    if ('signal' in instruction && instruction.signal !== 0) {
      signalled.set(instruction.signal, (signalled.get(instruction.signal) ?? 0) + 1)
      woken.push(instruction.signal)
    }
    return true
  }
  const woken: number[] = []
  const release = (): void => {
    for (let event = woken.pop(); event !== undefined; event = woken.pop()) {
      const queues = waiting.get(event)
      if (queues === undefined) continue
      waiting.delete(event)
      for (const queue of queues) {
        const list = held.get(queue)!
        let done = 0
        while (done < list.length && run(list[done]!)) done++
        if (done === list.length) held.delete(queue)
        else held.set(queue, list.slice(done))
      }
    }
  }

  for (const [index, instruction] of instructions.entries()) {
    const queue = queueOf(instruction)
    if (queue === -1) continue
    const list = held.get(queue)
    if (list !== undefined) list.push(index)
    else if (!run(index)) held.set(queue, [index])
    release()
  }
  if (held.size === 0) return success(Uint32Array.from(order))
  return failure(...[...held].map(([queue, [index]]) => stuck(queue, index!, instructions, signalled)))
}

function stuck(queue: number, index: number, instructions: readonly Instruction[], signalled: ReadonlyMap<number, number>): Diagnostic {
  const wait = instructions[index]!
  const [event, count] = wait.op === 'wait' ? [wait.event, wait.count] : [0, 0]
  const resource = queue === 0 ? 'ecu' : `unit ${queue - 1}`
  return at(deadlock(resource, event, count, signalled.get(event) ?? 0), { kind: 'instruction', index })
}
