/** A step, as far as memory goes. */
interface MemoryStep {
  readonly op: string
  readonly node: string
  readonly startSeconds: number
  readonly endSeconds: number
  readonly memoryBytes?: number
}

/** A stretch of time in which a memory serves the same layers. */
export interface MemorySlice {
  readonly memory: 'activation' | 'weight'
  readonly startSeconds: number
  readonly endSeconds: number
  readonly nodes: readonly string[]
  /** Moved in this time; traffic is spread evenly over the step that causes it. */
  readonly bytes: number
}

/** When which memory is read or written, for which layers: one slice behind the other for each memory. */
export function memorySlices(steps: readonly MemoryStep[]): MemorySlice[] {
  return [...slicesOf('activation', steps), ...slicesOf('weight', steps)]
}

function slicesOf(memory: MemorySlice['memory'], steps: readonly MemoryStep[]): MemorySlice[] {
  const changes: { readonly seconds: number; readonly node: string; readonly rate: number; readonly more: 1 | -1 }[] = []
  for (const { op, node, startSeconds, endSeconds, memoryBytes = 0 } of steps) {
    if (memoryBytes === 0 || endSeconds <= startSeconds || (op === 'program') !== (memory === 'weight')) continue
    const rate = memoryBytes / (endSeconds - startSeconds)
    changes.push({ seconds: startSeconds, node, rate, more: 1 }, { seconds: endSeconds, node, rate, more: -1 })
  }
  changes.sort((a, b) => a.seconds - b.seconds)
  const slices: MemorySlice[] = []
  const busy = new Map<string, { count: number; rate: number }>()
  let open = { start: 0, last: 0, bytes: 0 }
  for (let i = 0; i < changes.length;) {
    const { seconds } = changes[i]!
    const before = [...busy.keys()]
    const rate = [...busy.values()].reduce((sum, layer) => sum + layer.rate, 0)
    open = { ...open, last: seconds, bytes: open.bytes + rate * (seconds - open.last) }
    for (; i < changes.length && changes[i]!.seconds === seconds; i++) {
      const { node, rate: more, more: count } = changes[i]!
      const layer = busy.get(node) ?? { count: 0, rate: 0 }
      layer.count += count
      layer.rate += count * more
      if (layer.count === 0) busy.delete(node)
      else busy.set(node, layer)
    }
    if (busy.size === before.length && before.every((node) => busy.has(node))) continue
    if (before.length > 0) slices.push({ memory, startSeconds: open.start, endSeconds: seconds, nodes: before, bytes: open.bytes })
    open = { start: seconds, last: seconds, bytes: 0 }
  }
  return slices
}
