import { covers, join, type VectorClock } from './vector-clock.ts'

/** What the signals of an event tell those who wait for it. */
export interface EventClock {
  signals: number
  /** What is done when all signals so far have come. */
  readonly clock: VectorClock
  /** Counts that somebody waits for. */
  readonly counted: ReadonlySet<number>
  /** By such a count, what is done when so many signals have come; later signals must come after that. */
  readonly at: Map<number, VectorClock>
}

/** The counts that the program waits for, by event. */
export function countsWaitedFor(
  waits: Iterable<{ readonly event: number; readonly count: number }>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const counts = new Map<number, Set<number>>()
  for (const { event, count } of waits) counts.set(event, (counts.get(event) ?? new Set<number>()).add(count))
  return counts
}

export function createEventClock(queues: number, counted: ReadonlySet<number>): EventClock {
  return { signals: 0, clock: new Int32Array(queues), counted, at: new Map() }
}

/**
 * Notes a signal of an instruction that begins knowing `known` and is done with `done`. Gives a count that others wait for and that this
 * signal could make up before its time: it does not come after the first so many.
 */
export function noteSignal(event: EventClock, known: VectorClock, done: VectorClock): number | undefined {
  let mistaken: number | undefined
  for (const [count, clock] of event.at) if (count <= event.signals && !covers(known, clock)) mistaken = count
  event.signals++
  join(event.clock, done)
  if (event.counted.has(event.signals)) event.at.set(event.signals, event.clock.slice())
  return mistaken
}

/** What is done when `count` signals have come. */
export function knownAt(event: EventClock, count: number): VectorClock | undefined {
  return event.at.get(count)
}
