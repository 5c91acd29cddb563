import { hasTrait, type Registry } from './dialect.ts'
import { definingOperation, erase, type Operation, walk } from './operation.ts'

/** Whether an operation has neither an effect nor a use. */
export function isDead(operation: Operation, registry: Registry): boolean {
  return operation.results.every((r) => r.users.size === 0) && hasTrait(registry, operation, 'pure')
}

/** Erases every operation inside `root` that has neither an effect nor a use, and those that this leaves without a use; their number. */
export function eraseDead(root: Operation, registry: Registry): number {
  const all = [...walk(root)]
  const inside = new Set(all)
  inside.delete(root)
  const before = inside.size
  // Users stand behind or inside what they use, so going backwards meets them first; the stack catches the rest.
  for (let i = all.length - 1; i > 0; i--) {
    const stack = [all[i]!]
    for (let operation = stack.pop(); operation !== undefined; operation = stack.pop()) {
      if (!inside.has(operation) || !isDead(operation, registry)) continue
      for (const inner of walk(operation)) {
        inside.delete(inner)
        for (const operand of inner.operands) {
          const definition = definingOperation(operand)
          if (definition !== undefined) stack.push(definition)
        }
      }
      erase(operation)
    }
  }
  return before - inside.size
}
