import type { DenseAttribute } from './attribute.ts'
import type { Blob } from './blob.ts'
import type { Block, Value } from './operation.ts'

export interface Names {
  readonly value: (value: Value) => string
  readonly block: (block: Block) => string
}

/** Values keep the name a person gave them where it is free; all others are numbered in order of printing. */
export function nameValues(): Names {
  const values = new Map<Value, string>()
  const blocks = new Map<Block, string>()
  const taken = new Map<string, number>()
  let next = 0
  const unique = (hint: string): string => {
    let name = hint
    let count = taken.get(hint) ?? 1
    while (taken.has(name)) name = `${hint}_${count++}`
    taken.set(hint, count)
    if (name !== hint) taken.set(name, 1)
    return name
  }
  return {
    value: (value) => {
      let name = values.get(value)
      if (name === undefined) {
        name = value.name === undefined ? `%${next++}` : `%${unique(identifier(value.name))}`
        values.set(value, name)
      }
      return name
    },
    block: (block) => {
      let name = blocks.get(block)
      if (name === undefined) blocks.set(block, (name = `^bb${blocks.size}`))
      return name
    },
  }
}

/** The nearest name MLIR's grammar allows. */
function identifier(hint: string): string {
  if (/^[A-Za-z_][\w$.-]*$/.test(hint)) return hint
  const cleaned = hint.replace(/[^\w$.-]/g, '_')
  return /^[A-Za-z_]/.test(cleaned) ? cleaned : `_${cleaned}`
}

/** A blob has one key, however many attributes show it. */
export function nameResources(): { keyOf: (attribute: DenseAttribute) => string; named: Map<string, Blob> } {
  const keys = new Map<Blob, string>()
  const named = new Map<string, Blob>()
  const keyOf = (attribute: DenseAttribute): string => {
    let key = keys.get(attribute.blob)
    if (key === undefined) {
      const base = identifier(attribute.resource ?? 'constant').replace(/-/g, '_')
      key = base
      for (let i = 0; named.has(key); i++) key = `${base}_${i}`
      keys.set(attribute.blob, key)
      named.set(key, attribute.blob)
    }
    return key
  }
  return { keyOf, named }
}
