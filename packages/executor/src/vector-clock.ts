/**
 * How far queues have come: by queue, how many of its instructions are done. Queues run in order, so one number tells of all before it.
 */
export type VectorClock = Int32Array

export function covers(known: VectorClock, clock: VectorClock): boolean {
  for (let i = 0; i < clock.length; i++) if (clock[i]! > known[i]!) return false
  return true
}

/** Adds to `known` what `clock` tells. */
export function join(known: VectorClock, clock: VectorClock): void {
  for (let i = 0; i < clock.length; i++) if (clock[i]! > known[i]!) known[i] = clock[i]!
}

/** Adds that `count` instructions of a queue are done. */
export function advance(clock: VectorClock, queue: number, count: number): void {
  if (clock[queue]! < count) clock[queue] = count
}
