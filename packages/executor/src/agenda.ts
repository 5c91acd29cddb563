/** Instructions under way: a binary heap, earliest end first. */
export interface Agenda {
  add(index: number): void
  /** The next to end, or -1 when nothing is under way. */
  take(): number
  /** When the next ends; Infinity when nothing is under way. */
  nextEnd(): number
  /** Tells that an instruction under way ends later than it was to: `end[index]` has grown. */
  readonly moved: (index: number) => void
}

/** An empty agenda for at most `room` instructions at a time; `end[index]` is set before `index` is added. Equal ends come by index. */
export function createAgenda(end: Float64Array, room: number): Agenda {
  const heap = new Int32Array(room)
  let size = 0
  /** Puts an instruction where there is a hole, or further down. */
  const sink = (index: number, from: number): void => {
    const time = end[index]!
    let hole = from
    for (;;) {
      let child = 2 * hole + 1
      if (child >= size) break
      let below = heap[child]!
      let then = end[below]!
      if (child + 1 < size) {
        const other = heap[child + 1]!
        const otherTime = end[other]!
        if (otherTime < then || (otherTime === then && other < below)) {
          child++
          below = other
          then = otherTime
        }
      }
      if (then > time || (then === time && below > index)) break
      heap[hole] = below
      hole = child
    }
    heap[hole] = index
  }
  return {
    add: (index) => {
      const time = end[index]!
      let hole = size++
      while (hole > 0) {
        const parent = (hole - 1) >> 1
        const above = heap[parent]!
        const then = end[above]!
        if (time > then || (time === then && index > above)) break
        heap[hole] = above
        hole = parent
      }
      heap[hole] = index
    },
    take: () => {
      if (size === 0) return -1
      const first = heap[0]!
      const last = heap[--size]!
      sink(last, 0)
      return first
    },
    nextEnd: () => (size === 0 ? Infinity : end[heap[0]!]!),
    moved: (index) => sink(index, heap.subarray(0, size).indexOf(index)),
  }
}
