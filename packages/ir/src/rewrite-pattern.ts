import type { OpDef, Trait } from './define-op.ts'
import type { Registry } from './dialect.ts'
import type { Operation } from './operation.ts'
import type { Rewriter } from './rewriter.ts'

/** What a pattern looks at: the operations of a definition, of a name, or with a trait. */
export type PatternRoot = OpDef | string | { readonly trait: Trait }

/** With a definition as root the typed view of it, otherwise the operation alone. */
type ViewOf<Root extends PatternRoot> = Root extends OpDef ? ReturnType<Root['view']> : { readonly operation: Operation }

export interface Pattern<Root extends PatternRoot = any> {
  /** For diagnostics. */
  readonly name: string
  readonly root: Root
  /** Patterns of higher benefit are tried first; 1 where nothing is said. */
  readonly benefit?: number
  /** Looks at one operation and, where it matches, changes the module through the rewriter; otherwise it does nothing. */
  readonly rewrite: (view: ViewOf<Root>, rewriter: Rewriter) => void
}

export function definePattern<const Root extends PatternRoot>(pattern: Pattern<Root>): Pattern<Root> {
  return pattern
}

/** The simplifications that op definitions name themselves. */
export function canonicalizationPatterns(registry: Registry): Pattern[] {
  return registry.dialects
    .flatMap((d) => [...d.ops, ...(d.carrier === undefined ? [] : [d.carrier])])
    .flatMap((root) => Object.entries(root.canonicalize).map(([name, rewrite]) => ({ name: `${root.name}: ${name}`, root, rewrite })))
}

/** Patterns by what they look at, so that each operation meets only those that may match it, of highest benefit first. */
export function indexPatterns(patterns: readonly Pattern[], registry: Registry): (operation: Operation) => readonly Pattern[] {
  const sorted = patterns.toSorted((a, b) => (b.benefit ?? 1) - (a.benefit ?? 1))
  const known = new Map<string, readonly Pattern[]>()
  const matches = ({ root }: Pattern, name: string, def: OpDef | undefined): boolean => {
    if (typeof root === 'string') return root === name
    return 'trait' in root ? (def?.traits.has(root.trait) ?? false) : root === def
  }
  return ({ name }) => {
    let found = known.get(name)
    if (found === undefined) {
      const def = registry.definitionOf(name)
      known.set(name, (found = sorted.filter((pattern) => matches(pattern, name, def))))
    }
    return found
  }
}
