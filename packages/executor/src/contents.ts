import type { Program } from '@onnc/isa'
import type { MemoryLayout } from './memory-layout.ts'
import type { VectorClock } from './vector-clock.ts'

/** A tensor in a buffer, and who has touched it. */
export interface Content {
  readonly tensor: number
  overwrites: number
  additions: number
  /** What must be done before anyone writes it: uses of what was in its place. */
  readonly displaced: VectorClock
  readonly overwritten: VectorClock
  readonly written: VectorClock
  readonly read: VectorClock
}

/** What every buffer holds at some point of a replay. */
export interface Contents {
  /** What a buffer holds, if it has not been written over in part. */
  of(buffer: number): Content | undefined
  /** Puts a content into a buffer; gives those that it displaces, the buffer's own included. */
  put(buffer: number, content: Content): readonly Content[]
}

/** Buffers of the activation memory share addresses; those of the ECU have places of their own. */
export function createContents({ buffers }: Program, layout: MemoryLayout): Contents {
  const held: (Content | undefined)[] = buffers.map(() => undefined)
  /** Live buffers of the activation memory by address, without overlap. */
  const live: number[] = []
  const start = (buffer: number): number => layout.base[buffer]!
  const end = (buffer: number): number => layout.base[buffer]! + layout.size[buffer]!
  /** The first live buffer that ends behind a place. */
  const firstBehind = (place: number): number => {
    let [low, high] = [0, live.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (end(live[middle]!) > place) high = middle
      else low = middle + 1
    }
    return low
  }
  return {
    of: (buffer) => held[buffer],
    put: (buffer, content) => {
      const former: Content[] = []
      const inMemory = layout.region[buffer] !== -1 && layout.size[buffer]! > 0
      const from = inMemory ? firstBehind(start(buffer)) : 0
      let to = from
      for (; inMemory && to < live.length && start(live[to]!) < end(buffer); to++) {
        former.push(held[live[to]!]!)
        held[live[to]!] = undefined
      }
      if (held[buffer] !== undefined) former.push(held[buffer])
      held[buffer] = content
      if (inMemory) live.splice(from, to - from, buffer)
      return former
    },
  }
}

export function createContent(tensor: number, queues: number): Content {
  const clock = (): VectorClock => new Int32Array(queues)
  return { tensor, overwrites: 0, additions: 0, displaced: clock(), overwritten: clock(), written: clock(), read: clock() }
}
