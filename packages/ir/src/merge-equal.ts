import { hasTrait, type Registry } from './dialect.ts'
import { fuseLocations, type Location } from './location.ts'
import { erase, type Operation, operationsOf, type Region, replaceAllUses } from './operation.ts'
import { createOperationKeys } from './operation-key.ts'

/** Operations seen so far, by key; those of the scopes around it are seen too. */
interface Scope {
  readonly seen: Map<string, Operation>
  readonly outer: Scope | undefined
}

/**
 * Common subexpression elimination: of pure operations without regions that are equal, only the first stays, with the locations of
 * all. An operation sees those before it in its block, in the first block of its region, and around it up to an isolated one.
 * Returns how many went. Cost: linear in the size of operations and their uses.
 */
export function mergeEqual(root: Operation, registry: Registry): number {
  const keyOf = createOperationKeys(registry)
  const merged = new Map<Operation, Location[]>()
  let count = 0

  const mergeRegion = (region: Region, outer: Scope | undefined): void => {
    const entry: Scope = { seen: new Map(), outer }
    for (const [index, block] of region.blocks.entries()) {
      const scope = index === 0 ? entry : { seen: new Map<string, Operation>(), outer: entry }
      for (const operation of operationsOf(block)) {
        if (operation.regions.length > 0) {
          const inner = hasTrait(registry, operation, 'isolated') ? undefined : scope
          for (const nested of operation.regions) mergeRegion(nested, inner)
        } else if (isMergeable(operation, registry)) mergeOne(operation, scope)
      }
    }
  }
  const mergeOne = (operation: Operation, scope: Scope): void => {
    const key = keyOf(operation)
    const first = lookUp(scope, key)
    if (first === undefined) {
      scope.seen.set(key, operation)
      return
    }
    for (const [index, result] of operation.results.entries()) replaceAllUses(result, first.results[index]!)
    const locations = merged.get(first)
    if (locations === undefined) merged.set(first, [first.location, operation.location])
    else locations.push(operation.location)
    erase(operation)
    count++
  }

  for (const region of root.regions) mergeRegion(region, undefined)
  for (const [operation, locations] of merged) operation.location = fuseLocations(locations)
  return count
}

function isMergeable(operation: Operation, registry: Registry): boolean {
  return operation.successors.length === 0 && hasTrait(registry, operation, 'pure') && !hasTrait(registry, operation, 'distinct')
}

function lookUp(scope: Scope, key: string): Operation | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const found = at.seen.get(key)
    if (found !== undefined) return found
  }
  return undefined
}
