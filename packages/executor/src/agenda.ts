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
  const times = new Float64Array(room)
  let size = 0
  /** What was taken has left a hole at the top, which most often the next of its queue fills. */
  let isHollow = false
  /** Puts an instruction where there is a hole, or further down. */
  const sink = (index: number, time: number, from: number): void => {
    let hole = from
    for (;;) {
      let child = 2 * hole + 1
      if (child >= size) break
      let then = times[child]!
      if (child + 1 < size) {
        const otherTime = times[child + 1]!
        if (otherTime < then || (otherTime === then && heap[child + 1]! < heap[child]!)) {
          child++
          then = otherTime
        }
      }
      if (then > time || (then === time && heap[child]! > index)) break
      heap[hole] = heap[child]!
      times[hole] = then
      hole = child
    }
    heap[hole] = index
    times[hole] = time
  }
  const fillHole = (): void => {
    if (!isHollow) return
    isHollow = false
    if (--size > 0) sink(heap[size]!, times[size]!, 0)
  }
  return {
    add: (index) => {
      const time = end[index]!
      if (isHollow) {
        isHollow = false
        sink(index, time, 0)
        return
      }
      let hole = size++
      while (hole > 0) {
        const parent = (hole - 1) >> 1
        const then = times[parent]!
        if (time > then || (time === then && index > heap[parent]!)) break
        heap[hole] = heap[parent]!
        times[hole] = then
        hole = parent
      }
      heap[hole] = index
      times[hole] = time
    },
    take: () => {
      fillHole()
      if (size === 0) return -1
      isHollow = true
      return heap[0]!
    },
    nextEnd: () => {
      fillHole()
      return size === 0 ? Infinity : times[0]!
    },
    moved: (index) => {
      fillHole()
      sink(index, end[index]!, heap.subarray(0, size).indexOf(index))
    },
  }
}
