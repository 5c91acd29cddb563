/** Instructions under way: a binary heap, earliest end first. */
export interface Agenda {
  add(index: number): void
  /** The next to end, or undefined when nothing is under way. */
  take(): number | undefined
}

/** An empty agenda; `end[index]` is set before `index` is added. Equal ends come by index. */
export function createAgenda(end: Float64Array): Agenda {
  const heap: number[] = []
  const before = (a: number, b: number): boolean => end[a]! < end[b]! || (end[a] === end[b] && a < b)
  return {
    add: (index) => {
      let hole = heap.length
      heap.push(index)
      while (hole > 0) {
        const parent = (hole - 1) >> 1
        if (!before(index, heap[parent]!)) break
        heap[hole] = heap[parent]!
        hole = parent
      }
      heap[hole] = index
    },
    take: () => {
      const first = heap[0]
      const last = heap.pop()
      if (first === undefined || last === undefined || heap.length === 0) return first
      let hole = 0
      for (;;) {
        let child = 2 * hole + 1
        if (child >= heap.length) break
        if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
        if (!before(heap[child]!, last)) break
        heap[hole] = heap[child]!
        hole = child
      }
      heap[hole] = last
      return first
    },
  }
}
