import { attributesEqual, dictionariesEqual } from './attributes-equal.ts'
import { type Block, type Operation, operationsOf, type Region, type Value } from './operation.ts'
import { locationText, typesEqual } from './print-attribute.ts'

export interface EqualityOptions {
  /** Whether locations count as well. */
  readonly locations?: boolean
}

/** Whether two operations, with all inside them, are the same but for names of values, order of attributes and (by default) locations. */
export function modulesEqual(a: Operation, b: Operation, options: EqualityOptions = {}): boolean {
  return moduleDifference(a, b, options) === undefined
}

/** The first difference of two operations in words, outermost operation first; undefined when they are equal. */
export function moduleDifference(a: Operation, b: Operation, options: EqualityOptions = {}): string | undefined {
  const pairs = new Map<Value, Value>()
  const blocks = new Map<Block, Block>()
  const pair = (x: readonly Value[], y: readonly Value[]): boolean => {
    for (const [i, value] of x.entries()) pairs.set(value, y[i]!)
    return x.length === y.length && x.every((value, i) => typesEqual(value.type, y[i]!.type))
  }
  const regions = (x: Region, y: Region): string | undefined => {
    if (x.blocks.length !== y.blocks.length) return `${x.blocks.length} and ${y.blocks.length} blocks`
    for (const [i, block] of x.blocks.entries()) {
      blocks.set(block, y.blocks[i]!)
      if (!pair(block.arguments, y.blocks[i]!.arguments)) return `arguments of block ${i}`
    }
    // Names first: a value may be used before its definition.
    for (const [i, block] of x.blocks.entries()) {
      const others = [...operationsOf(y.blocks[i]!)]
      let at = 0
      for (const operation of operationsOf(block))
        if (!pair(operation.results, others[at++]?.results ?? [])) return `results of '${operation.name}'`
      if (at !== others.length) return `${at} and ${others.length} operations in block ${i}`
    }
    for (const [i, block] of x.blocks.entries()) {
      const others = operationsOf(y.blocks[i]!)
      for (const operation of operationsOf(block)) {
        const difference = compare(operation, others.next().value as Operation)
        if (difference !== undefined) return difference
      }
    }
    return undefined
  }
  const compare = (x: Operation, y: Operation): string | undefined => {
    const here = `'${x.name}'`
    if (x.name !== y.name) return `${here} and '${y.name}'`
    if (x.operands.length !== y.operands.length || x.operands.some((value, i) => pairs.get(value) !== y.operands[i]))
      return `operands of ${here}`
    if (x.successors.length !== y.successors.length || x.successors.some((block, i) => blocks.get(block) !== y.successors[i]))
      return `successors of ${here}`
    const attribute = attributeDifference(x, y)
    if (attribute !== undefined) return `${attribute} of ${here}`
    if (options.locations === true && locationText(x.location) !== locationText(y.location)) return `location of ${here}`
    if (x.regions.length !== y.regions.length) return `regions of ${here}`
    for (const [i, region] of x.regions.entries()) {
      const difference = regions(region, y.regions[i]!)
      if (difference !== undefined) return `${here}: ${difference}`
    }
    return undefined
  }
  return pair(a.results, b.results) ? compare(a, b) : `results of '${a.name}'`
}

const none = new Map()

function attributeDifference(x: Operation, y: Operation): string | undefined {
  for (const key of new Set([...x.attributes.keys(), ...y.attributes.keys()])) {
    const [a, b] = [x.attributes.get(key), y.attributes.get(key)]
    if (a === undefined || b === undefined || !attributesEqual(a, b)) return `attribute '${key}'`
  }
  return dictionariesEqual(x.properties ?? none, y.properties ?? none) ? undefined : 'properties'
}
