import type { Diagnostic } from '@onnc/support'

import { type Block, replaceAllUses, type Value } from './operation.ts'
import { UserSet } from './user-set.ts'
import { mlirRedefinition, mlirUndefinedValue, mlirValueType } from './parse-diagnostics.ts'
import { printType, typesEqual } from './print-attribute.ts'
import { noneType, type Type } from './type.ts'

/** `isolated`: no name from outside is visible; `unknown`: perhaps, so names from outside are visible and may be taken again. */
export type ScopeKind = 'open' | 'isolated' | 'unknown'

/** The names of values, region by region. A name may be used before it is defined; faults are reported with their offset. */
export interface Scopes {
  readonly enter: (kind: ScopeKind) => void
  readonly leave: () => void
  /** `values` undefined: the definition was faulty, and uses of the name are not reported. */
  readonly define: (name: string, values: Value | readonly Value[] | undefined, offset: number) => void
  /** The value `%name` or `%name#1` stands for; `type` undefined: any. */
  readonly use: (name: string, type: Type | undefined, offset: number) => Value
}

interface Use {
  readonly name: string
  readonly number: number
  readonly type: Type | undefined
  readonly offset: number
  readonly placeholder: Value
}

interface Scope {
  readonly kind: ScopeKind
  readonly values: Map<string, Value | readonly Value[]>
  pending: Map<string, Use[]> | undefined
}

const faulty: readonly Value[] = []
const nowhere: Block = { region: { parent: undefined, blocks: [] }, arguments: [], first: undefined, last: undefined }

export function createScopes(report: (diagnostic: Diagnostic, offset: number) => void): Scopes {
  const stack: Scope[] = []

  const find = (name: string): Value | readonly Value[] | undefined => {
    for (let i = stack.length - 1; i >= 0; i--) {
      const found = stack[i]!.values.get(name)
      if (found !== undefined || stack[i]!.kind === 'isolated') return found
    }
    return undefined
  }

  /** Whether a region around the innermost has the name. */
  const isTakenOutside = (name: string): boolean => {
    for (let i = stack.length - 1; i > 0 && stack[i]!.kind === 'open'; i--)
      if (stack[i - 1]!.values.size > 0 && stack[i - 1]!.values.has(name)) return true
    return false
  }

  const pick = (values: Value | readonly Value[], use: Omit<Use, 'placeholder'>): Value | undefined => {
    const value = Array.isArray(values) ? (values as readonly Value[])[use.number] : use.number === 0 ? (values as Value) : undefined
    if (value === undefined) {
      if (values !== faulty) report(mlirUndefinedValue(use.name), use.offset)
    } else if (use.type !== undefined && value.type !== use.type && !typesEqual(value.type, use.type))
      report(mlirValueType(use.name, printType(value.type), printType(use.type)), use.offset)
    return value
  }

  return {
    enter: (kind) => void stack.push({ kind, values: new Map(), pending: undefined }),
    leave() {
      const { kind, pending } = stack.pop()!
      if (pending === undefined) return
      const outer = stack.at(-1)
      for (const [name, uses] of pending)
        if (kind === 'isolated' || outer === undefined) report(mlirUndefinedValue(uses[0]!.name), uses[0]!.offset)
        else (outer.pending ??= new Map()).set(name, [...(outer.pending.get(name) ?? []), ...uses])
    },
    define(name, values, offset) {
      const scope = stack.at(-1)!
      const known = scope.values.size
      scope.values.set(name, values ?? faulty)
      if (scope.values.size === known || isTakenOutside(name)) return report(mlirRedefinition(name), offset)
      const uses = scope.pending?.get(name)
      if (uses === undefined) return
      scope.pending!.delete(name)
      for (const use of uses) {
        const value = pick(values ?? faulty, use)
        if (value !== undefined) replaceAllUses(use.placeholder, value)
      }
    },
    use(fullName, type, offset) {
      const hash = fullName.indexOf('#')
      const name = hash < 0 ? fullName : fullName.slice(0, hash)
      const use = { name: fullName, number: hash < 0 ? 0 : Number(fullName.slice(hash + 1)), type, offset }
      const values = find(name)
      const value = values === undefined ? undefined : pick(values, use)
      if (value !== undefined) return value
      const placeholder: Value = {
        type: type ?? noneType,
        index: 0,
        owner: { kind: 'block', block: nowhere },
        users: new UserSet(),
        name: undefined,
        location: undefined,
      }
      if (values === undefined) {
        const pending = (stack.at(-1)!.pending ??= new Map())
        const uses = pending.get(name)
        if (uses === undefined) pending.set(name, [{ ...use, placeholder }])
        else uses.push({ ...use, placeholder })
      }
      return placeholder
    },
  }
}
