import { type Operation, operationsOf } from './operation.ts'

/**
 * The operations that a path of names leads to: the nearest ones named `path[0]` (the root itself, if it has that name), inside them the
 * nearest named `path[1]`, and so on. The empty path is the root.
 */
export function nestedOperations(root: Operation, path: readonly string[]): readonly Operation[] {
  const [first, ...rest] = path
  if (first === undefined) return [root]
  let found = root.name === first ? [root] : nearestInside(root, first)
  for (const name of rest) found = found.flatMap((operation) => nearestInside(operation, name))
  return found
}

function nearestInside(root: Operation, name: string): Operation[] {
  const found: Operation[] = []
  const visit = (operation: Operation): void => {
    for (const region of operation.regions)
      for (const block of region.blocks)
        for (const inner of operationsOf(block)) {
          if (inner.name === name) found.push(inner)
          else if (inner.regions.length > 0) visit(inner)
        }
  }
  visit(root)
  return found
}
