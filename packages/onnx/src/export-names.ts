import { type Block, operationsOf, type Value } from '@onnc/ir'

/** Names of ONNX values: what a value was called where that is free, else something near. */
export interface Names {
  /** Names every value that a block defines, so that the graphs inside it cannot take their names. */
  readonly nameBlock: (block: Block) => void
  readonly nameOf: (value: Value) => string
  /** Names for a graph inside: those outside stay visible and taken; graphs beside each other may use the same. */
  readonly inside: () => Names
}

export function createNames(given: ReadonlyMap<Value, string> = new Map()): Names {
  return namesIn(new Map(given), new Set(given.values()), undefined)
}

interface Outer {
  readonly isTaken: (name: string) => boolean
  readonly lookUp: (value: Value) => string | undefined
}

function namesIn(names: Map<Value, string>, own: Set<string>, outer: Outer | undefined): Names {
  const isTaken = (name: string): boolean => own.has(name) || (outer?.isTaken(name) ?? false)
  const lookUp = (value: Value): string | undefined => names.get(value) ?? outer?.lookUp(value)
  const nextSuffix = new Map<string, number>()
  const nameOf = (value: Value): string => {
    const known = lookUp(value)
    if (known !== undefined) return known
    const base = value.name ?? 'v'
    let name = base
    let suffix = nextSuffix.get(base) ?? 0
    while (name === '' || isTaken(name)) name = `${base}_${suffix++}`
    nextSuffix.set(base, suffix)
    own.add(name)
    names.set(value, name)
    return name
  }
  return {
    nameOf,
    nameBlock: (block) => {
      block.arguments.forEach(nameOf)
      for (const operation of operationsOf(block)) for (const result of operation.results) if (result.type.kind !== 'none') nameOf(result)
    },
    inside: () => namesIn(new Map(), new Set(), { isTaken, lookUp }),
  }
}
