import type { Event } from './dependencies.ts'

/** A tensor in the activation memory, with the events that whoever touches it signals. */
export interface Occupant {
  /** Of its writers and of its readers. */
  readonly touched: Set<Event>
}

/** Who was the last to write to each part of the activation memory. */
export interface Occupancy {
  /** By address, without overlap. */
  segments: Segment[]
}

interface Segment {
  readonly start: number
  readonly end: number
  readonly occupant: Occupant
}

export function createOccupancy(): Occupancy {
  return { segments: [] }
}

/**
 * Makes a tensor the occupant of bytes [start, end): gives the events that must be over before it is written, the latest first. They tell
 * of earlier occupants too, since whoever followed those waited for them.
 */
export function occupy(occupancy: Occupancy, start: number, end: number, occupant: Occupant): readonly Event[] {
  if (start === end) return []
  const { segments } = occupancy
  const from = segments.findIndex((segment) => segment.end > start)
  const first = from === -1 ? segments.length : from
  let last = first
  while (last < segments.length && segments[last]!.start < end) last++
  const displaced = segments.slice(first, last)
  const rest = displaced.flatMap(({ start: from, end: to, occupant: former }) => [
    ...(from < start ? [{ start: from, end: start, occupant: former }] : []),
    ...(to > end ? [{ start: end, end: to, occupant: former }] : []),
  ])
  const kept = [...rest, { start, end, occupant }].toSorted((a, b) => a.start - b.start)
  segments.splice(first, last - first, ...kept)
  const events = new Set(displaced.flatMap((segment) => [...segment.occupant.touched]))
  return [...events].toSorted((a, b) => b.number - a.number)
}
