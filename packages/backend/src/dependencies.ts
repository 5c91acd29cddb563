import type { Operation } from '@onnc/ir'

import { emit, type Emitter, type Queue } from './emit-instructions.ts'

/**
 * What each queue knows to be done. Queues run in order, so how far another queue is known to have come is one number: a vector
 * clock. A queue learns by waiting for an event; what an event tells is what its signallers knew when they began, and themselves.
 */
export interface Clocks {
  /** Instructions issued to each queue so far. */
  readonly issued: Int32Array
  /** By queue: how many instructions of every queue are done when its next instruction begins. */
  readonly known: (Int32Array | undefined)[]
  /** In the order they were made, which gives their numbers. */
  readonly events: Event[]
  /** By unit, the index of its queue, or of that of its first bank. */
  readonly firstQueue: readonly number[]
}

/** A counter that goes up whenever one of its instructions completes. */
export interface Event {
  readonly number: number
  signals: number
  /** What is done, at least, when all signals so far have come. */
  readonly clock: Int32Array
}

/** `queueCounts`: by unit, how many queues it has: one, or one for each bank. */
export function createClocks(queueCounts: readonly number[]): Clocks {
  let queues = 1
  const firstQueue = queueCounts.map((count) => {
    queues += count
    return queues - count
  })
  return { issued: new Int32Array(queues), known: Array.from({ length: queues }, () => undefined), events: [], firstQueue }
}

/** Event 0 is none, so they count from 1. */
export function createEvent(clocks: Clocks): Event {
  const event: Event = { number: clocks.events.length + 1, signals: 0, clock: new Int32Array(clocks.issued.length) }
  clocks.events.push(event)
  return event
}

/** The event as it is now: what later signals tell is not in the copy. */
export function snapshot({ number, signals, clock }: Event): Event {
  return { number, signals, clock: clock.slice() }
}

/** Notes that the next instruction of a queue signals the event when it completes. */
export function signal(clocks: Clocks, queue: Queue, event: Event): void {
  const index = indexOf(clocks, queue)
  join(event.clock, knownTo(clocks, index))
  event.clock[index] = Math.max(event.clock[index]!, clocks.issued[index]! + 1)
  event.signals++
}

/** Notes that an instruction was issued to a queue. */
export function issue(clocks: Clocks, queue: Queue): void {
  const index = indexOf(clocks, queue)
  clocks.issued[index]!++
  knownTo(clocks, index)[index] = clocks.issued[index]!
}

/**
 * Holds a queue until all signals so far of all events have come, unless it knows of them already: the latest first, since they tell of
 * others. Whoever signals an event later must do so only after these.
 */
export function waitForAll(
  clocks: Clocks,
  emitter: Emitter,
  queue: Queue,
  events: readonly (Event | undefined)[],
  operation: Operation,
): void {
  const awaited = events.filter((event) => event !== undefined).toSorted((a, b) => b.number - a.number)
  for (const event of awaited) waitFor(clocks, emitter, queue, event, operation)
}

function waitFor(clocks: Clocks, emitter: Emitter, queue: Queue, event: Event, operation: Operation): void {
  if (event.signals === 0) return
  const known = knownTo(clocks, indexOf(clocks, queue))
  if (covers(known, event.clock)) return
  join(known, event.clock)
  const { unit, bank } = queue.resource === 'unit' ? queue : { unit: 0, bank: 0 }
  emit(emitter, { op: 'wait', resource: queue.resource, unit, event: event.number, count: event.signals, bank }, operation)
  issue(clocks, queue)
}

function indexOf({ firstQueue }: Clocks, queue: Queue): number {
  return queue.resource === 'unit' ? firstQueue[queue.unit]! + queue.bank : 0
}

function knownTo(clocks: Clocks, index: number): Int32Array {
  return (clocks.known[index] ??= new Int32Array(clocks.issued.length))
}

function covers(known: Int32Array, clock: Int32Array): boolean {
  for (let i = 0; i < clock.length; i++) if (clock[i]! > known[i]!) return false
  return true
}

function join(known: Int32Array, clock: Int32Array): void {
  for (let i = 0; i < clock.length; i++) if (clock[i]! > known[i]!) known[i] = clock[i]!
}
