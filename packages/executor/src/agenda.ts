/** Instructions under way: a binary heap, earliest end first. */
export interface Agenda {
  add(index: number): void
  /** The next to end, or -1 when nothing is under way. */
  take(): number
}

/** An empty agenda for at most `room` instructions at a time; `end[index]` is set before `index` is added. Equal ends come by index. */
export function createAgenda(end: Float64Array, room: number): Agenda {
  const heap = new Int32Array(room)
  let size = 0
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
      const time = end[last]!
      let hole = 0
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
        if (then > time || (then === time && below > last)) break
        heap[hole] = below
        hole = child
      }
      heap[hole] = last
      return first
    },
  }
}
