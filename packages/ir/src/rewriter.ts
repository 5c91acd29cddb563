import type { Attribute } from './attribute.ts'
import type { Registry } from './dialect.ts'
import { canMoveBefore } from './dominance.ts'
import { type ConstantOf, constantReader, insertConstant } from './fold.ts'
import { fuseLocations } from './location.ts'
import { definingOperation, detach, erase, insertBefore, type Operation, replaceAllUses, type Value, walk } from './operation.ts'
import type { Type } from './type.ts'

/** How patterns change a module: every change goes through here, so that the driver knows what to look at again. */
export interface Rewriter {
  readonly registry: Registry
  /** The attribute of a value that is a constant. */
  readonly constantOf: ConstantOf
  /** Puts a new operation before the matched one, or before `anchor`; without a location of its own it takes that of the matched one. */
  readonly insert: (operation: Operation, anchor?: Operation) => Operation
  /** A new constant before the matched operation, of its dialect; undefined where the dialect has none of the type. */
  readonly constant: (value: Attribute, type: Type) => Value | undefined
  /**
   * Puts values, or the results of an operation, in the place of an operation's results and erases it. Operations that the pattern
   * inserted for it take over its location, fused with those of everything else that they replace.
   */
  readonly replace: (operation: Operation, by: readonly Value[] | Operation) => void
  /** Erases an operation without uses. */
  readonly erase: (operation: Operation) => void
  /** Changes an operation in place: operands by `setOperand`, attributes, location. */
  readonly modify: (operation: Operation, change: () => void) => void
  /** Moves an operation before another where that keeps the meaning; false, and nothing moved, elsewhere. */
  readonly moveBefore: (operation: Operation, anchor: Operation) => boolean
}

/** Whom the rewriter tells. */
export interface RewriteListener {
  readonly inserted: (operation: Operation) => void
  /** Changed, or with changed operands or users. */
  readonly touched: (operation: Operation) => void
  readonly erased: (operation: Operation) => void
}

/** A rewriter for one driver; `begin` says which operation is matched, `changed` whether anything happened since. */
export interface DriverRewriter extends Rewriter {
  readonly begin: (matched: Operation) => void
  readonly changed: () => boolean
}

export function createRewriter(registry: Registry, listener: RewriteListener): DriverRewriter {
  let matched: Operation
  let changed = false
  /** Inserted since `begin`, and whether their location is only lent from the matched operation. */
  const inserted = new Map<Operation, 'lent' | 'own'>()

  const touchAround = (operation: Operation): void => {
    for (const operand of operation.operands) touchDefinition(operand)
    for (const result of operation.results) result.users.forEach(listener.touched)
  }
  const touchDefinition = (value: Value): void => {
    const definition = definingOperation(value)
    if (definition !== undefined) listener.touched(definition)
  }
  const insert = (operation: Operation, anchor: Operation = matched): Operation => {
    changed = true
    const lent = operation.location.kind === 'unknown'
    if (lent) operation.location = matched.location
    inserted.set(operation, lent ? 'lent' : 'own')
    insertBefore(anchor, operation)
    listener.inserted(operation)
    return operation
  }
  const remove = (operation: Operation): void => {
    changed = true
    const inside = [...walk(operation)]
    const operands = inside.flatMap((op) => op.operands)
    erase(operation)
    inside.forEach(listener.erased)
    operands.forEach(touchDefinition)
  }
  return {
    registry,
    constantOf: constantReader(registry),
    insert,
    constant: (value, type) => {
      const constant = insertConstant(matched, value, type, registry)
      if (constant === undefined) return undefined
      changed = true
      listener.inserted(constant)
      return constant.results[0]
    },
    replace: (operation, by) => {
      const values = Array.isArray(by) ? (by as readonly Value[]) : (by as Operation).results
      if (values.length !== operation.results.length)
        throw new Error(`${operation.name} has ${operation.results.length} results, got ${values.length}`)
      for (const maker of new Set(values.map(definingOperation))) {
        const kind = maker === undefined ? undefined : inserted.get(maker)
        if (kind !== undefined)
          maker!.location = fuseLocations(
            kind === 'lent' && operation === matched ? [operation.location] : [maker!.location, operation.location],
          )
      }
      for (const [index, result] of operation.results.entries()) {
        result.users.forEach(listener.touched)
        replaceAllUses(result, values[index]!)
      }
      remove(operation)
    },
    erase: remove,
    modify: (operation, change) => {
      changed = true
      touchAround(operation)
      change()
      touchAround(operation)
      listener.touched(operation)
    },
    moveBefore: (operation, anchor) => {
      if (operation.next === anchor) return true
      if (!canMoveBefore(operation, anchor, registry)) return false
      changed = true
      insertBefore(anchor, detach(operation))
      listener.touched(operation)
      return true
    },
    begin: (operation) => {
      matched = operation
      changed = false
      inserted.clear()
    },
    changed: () => changed,
  }
}
