import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { createAgenda } from './agenda.ts'
import { deadlock } from './diagnostics.ts'
import type { Jobs } from './job.ts'
import { noQueue, queueName } from './queues.ts'
import { createUnitHardware, type UnitHardware } from './unit-hardware.ts'

/** When each instruction runs, in seconds from the start of the program; by instruction index. */
export interface Schedule {
  readonly start: Float64Array
  readonly end: Float64Array
  /**
   * Instruction indices in the order they start, but that writes and calibrations may come before what starts earlier in other queues; an instruction
   * comes after everything it has waited for. Without `halt`.
   */
  readonly order: Uint32Array
  /** Instructions that waited for what the banks of their unit share. */
  readonly held: UnitHardware['held']
}

/** The in-order queue of one resource. */
interface Queue {
  readonly number: number
  /** Where its instructions lie among those of all queues: from `next` on, those that are still to come. */
  next: number
  readonly end: number
}

/**
 * Runs the clock: every unit, or bank, and the ECU take the instructions of their queue one after the other, all of them side by side;
 * a `wait` holds its queue until its event was signalled often enough. Banks share the light and the writing of their unit (`createUnitHardware`). Equal
 * times are settled by instruction index.
 */
export function scheduleJobs(jobs: Jobs): Result<Schedule> {
  const { seconds, signal, event, count, alone, queue: queueOf } = jobs
  const start = new Float64Array(jobs.length)
  const end = new Float64Array(jobs.length)
  const { queues, queued, byNumber } = sortIntoQueues(jobs)
  const order = new Uint32Array(queued.length)
  let ordered = 0
  const running = createAgenda(end, queues.length)
  const signalled = new Int32Array(1 + largestOf(signal, largestOf(event, 0)))
  const waiting = new Map<number, Queue[]>()

  const until = (index: number, over: number): void => {
    end[index] = over
    running.add(index)
  }
  const begin = (index: number, now: number): void => {
    start[index] = now
    order[ordered++] = index
  }
  const hardware = jobs.shared && createUnitHardware(jobs.shared, { seconds, end, begin, until, moved: running.moved })

  const advance = (queue: Queue, from: number): void => {
    let now = from
    for (; queue.next < queue.end; queue.next++) {
      const index = queued[queue.next]!
      start[index] = now
      const awaited = event[index]!
      if (awaited === 0) {
        // What concerns nobody else, and has more of its kind behind it, need not wait for its time to come.
        if (hardware === undefined && alone[index] === 1 && queue.next + 1 < queue.end && alone[queued[queue.next + 1]!] === 1) {
          begin(index, now)
          now += seconds[index]!
          end[index] = now
          continue
        }
        if (hardware?.ask(index, now) === true) return
        begin(index, now)
        until(index, now + seconds[index]!)
        return
      }
      if (signalled[awaited]! < count[index]!) {
        const others = waiting.get(awaited)
        if (others === undefined) waiting.set(awaited, [queue])
        else others.push(queue)
        return
      }
      order[ordered++] = index
      end[index] = now
    }
  }

  /** Queues whose wait at the head is over go on; the time they spent waiting is the wait's own. */
  const wake = (awaited: number, now: number): void => {
    const reached = ++signalled[awaited]!
    const queuesWaiting = waiting.get(awaited)
    if (queuesWaiting === undefined) return
    const over = (queue: Queue): boolean => count[queued[queue.next]!]! <= reached
    const released = queuesWaiting.filter(over)
    if (released.length === 0) return
    const others = queuesWaiting.filter((queue) => !over(queue))
    if (others.length === 0) waiting.delete(awaited)
    else waiting.set(awaited, others)
    for (const queue of released) {
      const index = queued[queue.next++]!
      order[ordered++] = index
      end[index] = now
      advance(queue, now)
    }
  }

  /** What ends now ends first. */
  const grant = (now: number): void => {
    if (hardware !== undefined && running.nextEnd() > now) hardware.grant(now)
  }

  for (const queue of queues) advance(queue, 0)
  grant(0)
  for (let index = running.take(); index >= 0; index = running.take()) {
    const now = end[index]!
    if (hardware?.goesOn(index, now) !== true) {
      if (signal[index] !== 0) wake(signal[index]!, now)
      const queue = byNumber[queueOf[index]!]!
      queue.next++
      hardware?.release(index)
      advance(queue, now)
    }
    grant(now)
  }
  const stuck = queues.filter((queue) => queue.next < queue.end)
  if (stuck.length > 0) return failure(...stuck.map((queue) => stuckAt(queue, queued[queue.next]!, jobs, signalled)))
  return success({ start, end, order, held: hardware?.held ?? new Map() })
}

function largestOf(values: Int32Array, least: number): number {
  let largest = least
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, values[i]!)
  return largest
}

/** Queues that have instructions, in the order of their first ones, and by number; the instructions of all, queue by queue. */
function sortIntoQueues({ queue, queues: { count }, length }: Jobs): {
  readonly queues: readonly Queue[]
  readonly byNumber: readonly (Queue | undefined)[]
  readonly queued: Int32Array
} {
  const sizes = new Int32Array(count)
  const found: number[] = []
  for (let index = 0; index < length; index++) {
    const number = queue[index]!
    if (number !== noQueue && sizes[number]!++ === 0) found.push(number)
  }
  let first = 0
  const places = new Int32Array(count)
  const byNumber: (Queue | undefined)[] = Array.from({ length: count })
  const queues = found.map((number): Queue => {
    const next = first
    places[number] = next
    first += sizes[number]!
    return (byNumber[number] = { number, next, end: first })
  })
  const queued = new Int32Array(first)
  for (let index = 0; index < length; index++) if (queue[index] !== noQueue) queued[places[queue[index]!]!++] = index
  return { queues, byNumber, queued }
}

function stuckAt({ number }: Queue, index: number, { event, count, queues }: Jobs, signalled: Int32Array): Diagnostic {
  const awaited = event[index]!
  return at(deadlock(queueName(queues, number), awaited, count[index]!, signalled[awaited]!), { kind: 'instruction', index })
}
