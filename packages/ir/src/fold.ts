import type { Attribute } from './attribute.ts'
import { hasTrait, type Registry } from './dialect.ts'
import { definingOperation, erase, insertBefore, type Operation, type Value } from './operation.ts'
import { printType, typesEqual } from './print-attribute.ts'
import type { Type } from './type.ts'

/** The attribute that a value is known to hold at compile time. */
export type ConstantOf = (value: Value) => Attribute | undefined

/** For each result, or for the only one: a value that exists already, or the attribute of a constant. Undefined: nothing is known. */
export type FoldResult = Value | Attribute | readonly (Value | Attribute)[] | undefined

/** Reads constants: the attribute `value` of operations with the trait `constant`. */
export function constantReader(registry: Registry): ConstantOf {
  return (value) => {
    const operation = definingOperation(value)
    return operation !== undefined && hasTrait(registry, operation, 'constant') ? operation.attributes.get('value') : undefined
  }
}

/** A constant of the dialect that `operation` belongs to, put before it; undefined where the dialect makes none. */
export function insertConstant(operation: Operation, value: Attribute, type: Type, registry: Registry): Operation | undefined {
  const constant = registry.dialectOf(operation.name)?.materializeConstant?.(value, type, operation.location)
  return constant === undefined ? undefined : insertBefore(operation, constant)
}

/** What stands for the results of a folded operation; `constants` were made for it and put before the operation. */
export interface Folded {
  readonly values: readonly Value[]
  readonly constants: readonly Operation[]
}

/** Folds an operation by its own `fold`. Undefined, with nothing changed, where it does not fold or its dialect cannot hold the constants. */
export function foldOperation(operation: Operation, registry: Registry, constantOf: ConstantOf): Folded | undefined {
  const def = registry.definitionOf(operation.name)
  if (def?.fold === undefined) return undefined
  const folded = def.fold(def.view(operation), constantOf)
  if (folded === undefined) return undefined
  const parts = Array.isArray(folded) ? (folded as readonly (Value | Attribute)[]) : [folded as Value | Attribute]
  if (parts.length !== operation.results.length)
    throw new Error(`${operation.name} folds to ${parts.length} values, has ${operation.results.length} results`)
  const constants: Operation[] = []
  const values: Value[] = []
  for (const [index, part] of parts.entries()) {
    const result = operation.results[index]!
    const value = 'owner' in part ? part : constantFor(part, result.type)
    if (value === undefined || value.owner === result.owner) {
      constants.forEach(erase)
      return undefined
    }
    if (!typesEqual(value.type, result.type))
      throw new Error(`${operation.name} folds to a ${printType(value.type)}, its result is a ${printType(result.type)}`)
    values.push(value)
  }
  return { values, constants }

  function constantFor(attribute: Attribute, type: Type): Value | undefined {
    const constant = insertConstant(operation, attribute, type, registry)
    if (constant !== undefined) constants.push(constant)
    return constant?.results[0]
  }
}
