import type { Instruction, Program } from '@onnc/isa'
import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { deadlock } from './diagnostics.ts'
import { noQueue, queueName, queueOf, type Queues } from './queues.ts'

/** An order in which the instructions can run, whatever time they take: program order, where each comes after what it waits for. */
export function replayOrder({ instructions }: Program, queues: Queues): Result<Uint32Array> {
  const order: number[] = []
  const signalled = new Map<number, number>()
  /** Instructions held back, by queue; the first is a wait. */
  const held = new Map<number, number[]>()
  /** Queues held by a wait for an event. */
  const waiting = new Map<number, Set<number>>()

  const run = (index: number): boolean => {
    const instruction = instructions[index]!
    if (instruction.op === 'wait' && (signalled.get(instruction.event) ?? 0) < instruction.count) {
      const behind = waiting.get(instruction.event) ?? new Set()
      waiting.set(instruction.event, behind.add(queueOf(queues, instruction)))
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
      const behind = waiting.get(event)
      if (behind === undefined) continue
      waiting.delete(event)
      for (const queue of behind) {
        const list = held.get(queue)!
        let done = 0
        while (done < list.length && run(list[done]!)) done++
        if (done === list.length) held.delete(queue)
        else held.set(queue, list.slice(done))
      }
    }
  }

  for (const [index, instruction] of instructions.entries()) {
    const queue = queueOf(queues, instruction)
    if (queue === noQueue) continue
    const list = held.get(queue)
    if (list !== undefined) list.push(index)
    else if (!run(index)) held.set(queue, [index])
    release()
  }
  if (held.size === 0) return success(Uint32Array.from(order))
  return failure(...[...held].map(([queue, [index]]) => stuck(queueName(queues, queue), index!, instructions, signalled)))
}

function stuck(name: string, index: number, instructions: readonly Instruction[], signalled: ReadonlyMap<number, number>): Diagnostic {
  const wait = instructions[index]!
  const [event, count] = wait.op === 'wait' ? [wait.event, wait.count] : [0, 0]
  return at(deadlock(name, event, count, signalled.get(event) ?? 0), { kind: 'instruction', index })
}
