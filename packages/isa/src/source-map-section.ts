import { hasLength } from './columns.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { Read, SourceMapMessage } from './messages.ts'
import type { Problems } from './problems.ts'
import type { SourceMapEntry } from './program.ts'
import { entryReference } from './program-diagnostics.ts'

/** The heap of an entry; its texts are shared. Measured on Node 24. */
const heapBytesPerEntry = 80

export function writeSourceMap(entries: readonly SourceMapEntry[]): SourceMapMessage {
  const names = new Map<string, number>()
  const numberOf = (name: string): number => {
    const known = names.get(name)
    if (known !== undefined) return known
    names.set(name, names.size)
    return names.size - 1
  }
  const op = entries.map((entry) => numberOf(entry.op))
  const node = entries.map((entry) => numberOf(entry.node))
  return { names: [...names.keys()], first: entries.map(({ first }) => first), count: entries.map(({ count }) => count), op, node }
}

/** The entries; `undefined`, with the reason among `problems`, where the lists do not fit together. */
export function readSourceMap(message: Read<SourceMapMessage>, budget: MemoryBudget, problems: Problems): SourceMapEntry[] | undefined {
  const { names, first, count, op, node } = message
  for (const [list, { length }] of Object.entries({ count, op, node })) {
    if (!hasLength('sourceMap', list, length, first.length, problems)) return undefined
  }
  budget.charge(first.length * heapBytesPerEntry)
  const unknown = first.findIndex((_, i) => op[i]! >= names.length || node[i]! >= names.length)
  if (unknown >= 0) {
    problems.add(entryReference(`sourceMap[${unknown}]`, 'name', Math.max(op[unknown]!, node[unknown]!), names.length))
    return undefined
  }
  return first.map((start, i) => ({ first: start, count: count[i]!, op: names[op[i]!]!, node: names[node[i]!]! }))
}
