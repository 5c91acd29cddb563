import type { Attribute } from './attribute.ts'
import type { OpDef, Trait } from './define-op.ts'
import type { Location } from './location.ts'
import type { Operation } from './operation.ts'
import type { Type } from './type.ts'

/** Ops under one prefix. A dialect may also carry operations it has no table entry for (`onnx` carries any ONNX node). */
export interface Dialect {
  readonly name: string
  readonly summary: string
  readonly ops: readonly OpDef[]
  /** The definition of every operation of the dialect that `ops` does not list. */
  readonly carrier?: OpDef
  /** A constant operation of the dialect, for what a fold found; undefined where the dialect has none of the type. */
  readonly materializeConstant?: (value: Attribute, type: Type, location: Location) => Operation | undefined
}

export function defineDialect(dialect: Dialect): Dialect {
  for (const op of dialect.ops)
    if (!op.name.startsWith(`${dialect.name}.`)) throw new Error(`op ${op.name} is not of dialect ${dialect.name}`)
  return dialect
}

/** Finds definitions by operation name; unknown operations have none and are legal in generic form. */
export interface Registry {
  readonly dialects: readonly Dialect[]
  readonly definitionOf: (name: string) => OpDef | undefined
  /** The dialect whose prefix an operation's name has. */
  readonly dialectOf: (name: string) => Dialect | undefined
}

export function createRegistry(dialects: readonly Dialect[]): Registry {
  const ops = new Map<string, OpDef>()
  const carriers = new Map<string, OpDef>()
  for (const dialect of dialects) {
    if (dialect.carrier !== undefined) carriers.set(dialect.name, dialect.carrier)
    for (const op of dialect.ops) {
      if (ops.has(op.name)) throw new Error(`op ${op.name} is defined twice`)
      ops.set(op.name, op)
    }
  }
  const byName = new Map(dialects.map((d) => [d.name, d]))
  return {
    dialects,
    definitionOf: (name) => ops.get(name) ?? carriers.get(prefixOf(name)),
    dialectOf: (name) => byName.get(prefixOf(name)),
  }
}

/** The dialect's part of an operation's name; empty where there is none. */
function prefixOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf('.')))
}

export function hasTrait(registry: Registry, operation: Operation, trait: Trait): boolean {
  return registry.definitionOf(operation.name)?.traits.has(trait) ?? false
}
