import type { Instruction } from '@onnc/isa'
import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { createAgenda } from './agenda.ts'
import { deadlock } from './diagnostics.ts'
import { ecuResource, type Job } from './job.ts'

/** When each instruction runs, in seconds from the start of the program; by instruction index. */
export interface Schedule {
  readonly start: Float64Array
  readonly end: Float64Array
  /** Instruction indices in the order they start; an instruction starts after everything it has waited for. Without `halt`. */
  readonly order: Uint32Array
}

/** The in-order queue of one resource. */
interface Queue {
  readonly resource: number
  readonly instructions: number[]
  next: number
}

/**
 * Runs the clock: every unit and the ECU take the instructions of their queue one after the other, all of them side by side;
 * a `wait` holds its queue until its event was signalled often enough. Equal times are settled by instruction index.
 */
export function scheduleJobs(instructions: readonly Instruction[], jobs: readonly (Job | undefined)[]): Result<Schedule> {
  const start = new Float64Array(instructions.length)
  const end = new Float64Array(instructions.length)
  const order: number[] = []
  const queues = queuesOf(jobs)
  const running = createAgenda(end)
  const signalled = new Map<number, number>()
  const waiting = new Map<number, Queue[]>()

  const advance = (queue: Queue, now: number): void => {
    for (; queue.next < queue.instructions.length; queue.next++) {
      const index = queue.instructions[queue.next]!
      const instruction = instructions[index]!
      start[index] = now
      if (instruction.op !== 'wait') {
        order.push(index)
        end[index] = now + jobs[index]!.cost.seconds
        running.add(index)
        return
      }
      if ((signalled.get(instruction.event) ?? 0) < instruction.count) {
        const others = waiting.get(instruction.event)
        if (others === undefined) waiting.set(instruction.event, [queue])
        else others.push(queue)
        return
      }
      order.push(index)
      end[index] = now
    }
  }

  /** Queues whose wait at the head is over go on; the time they spent waiting is the wait's own. */
  const wake = (event: number, now: number): void => {
    const count = (signalled.get(event) ?? 0) + 1
    signalled.set(event, count)
    const queuesWaiting = waiting.get(event)
    if (queuesWaiting === undefined) return
    const over = (queue: Queue): boolean => {
      const wait = instructions[queue.instructions[queue.next]!]!
      return wait.op === 'wait' && wait.count <= count
    }
    const released = queuesWaiting.filter(over)
    if (released.length === 0) return
    waiting.set(
      event,
      queuesWaiting.filter((queue) => !over(queue)),
    )
    for (const queue of released) {
      const index = queue.instructions[queue.next++]!
      order.push(index)
      end[index] = now
      advance(queue, now)
    }
  }

  const queueOf = new Map(queues.map((queue) => [queue.resource, queue]))
  for (const queue of queues) advance(queue, 0)
  for (let index = running.take(); index !== undefined; index = running.take()) {
    const instruction = instructions[index]!
    const now = end[index]!
    if ('signal' in instruction && instruction.signal !== 0) wake(instruction.signal, now)
    const queue = queueOf.get(jobs[index]!.resource)!
    queue.next++
    advance(queue, now)
  }
  const stuck = queues.filter((queue) => queue.next < queue.instructions.length)
  if (stuck.length > 0) return failure(...stuck.map((queue) => stuckAt(queue, instructions, signalled)))
  return success({ start, end, order: Uint32Array.from(order) })
}

export function resourceName(resource: number): string {
  return resource === ecuResource ? 'ecu' : `unit ${resource}`
}

function queuesOf(jobs: readonly (Job | undefined)[]): Queue[] {
  const queues = new Map<number, Queue>()
  for (let index = 0; index < jobs.length; index++) {
    const job = jobs[index]
    if (job === undefined) continue
    const queue = queues.get(job.resource)
    if (queue === undefined) queues.set(job.resource, { resource: job.resource, instructions: [index], next: 0 })
    else queue.instructions.push(index)
  }
  return [...queues.values()]
}

function stuckAt(queue: Queue, instructions: readonly Instruction[], signalled: ReadonlyMap<number, number>): Diagnostic {
  const index = queue.instructions[queue.next]!
  const wait = instructions[index]!
  const [event, count] = wait.op === 'wait' ? [wait.event, wait.count] : [0, 0]
  const reached = signalled.get(event) ?? 0
  return at(deadlock(resourceName(queue.resource), event, count, reached), { kind: 'instruction', index })
}
