import type { SourceLocation } from '@onnc/support'

/** A value of a document that knows, part by part, where it is written; parts of one value may come from several files. */
export type Located =
  | { readonly kind: 'scalar'; readonly value: unknown; readonly at: SourceLocation }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, LocatedEntry>; readonly at: SourceLocation }
  | { readonly kind: 'list'; readonly items: readonly Located[]; readonly at: SourceLocation }

export interface LocatedEntry {
  readonly keyAt: SourceLocation
  readonly node: Located
}

export type LocatedMap = Extract<Located, { kind: 'map' }>

/** The plain value. */
export function valueOf(node: Located): unknown {
  if (node.kind === 'scalar') return node.value
  if (node.kind === 'list') return node.items.map(valueOf)
  const object: Record<string, unknown> = {}
  for (const [key, entry] of node.entries) {
    // Defined, not assigned: a key such as __proto__ is a key like any other.
    Object.defineProperty(object, key, { value: valueOf(entry.node), enumerable: true, configurable: true, writable: true })
  }
  return object
}

/** Where the value at a path stands, or its key; of a path that leads nowhere, the key of the last part that there is. */
export function locationOf(root: Located, path: readonly PropertyKey[], what: 'value' | 'key'): SourceLocation {
  let node = root
  let keyAt = root.at
  for (const step of path) {
    const next = childOf(node, step)
    if (next === undefined) return keyAt
    node = next.node
    keyAt = next.keyAt
  }
  return what === 'key' ? keyAt : node.at
}

function childOf(node: Located, step: PropertyKey): LocatedEntry | undefined {
  if (node.kind === 'list' && typeof step === 'number') {
    const item = node.items[step]
    return item === undefined ? undefined : { keyAt: item.at, node: item }
  }
  return node.kind === 'map' && typeof step === 'string' ? node.entries.get(step) : undefined
}
