import type { Diagnostic } from '@onnc/support'

import type { OpDef } from './define-op.ts'
import type { Registry } from './dialect.ts'
import { isDead } from './erase-dead.ts'
import { foldOperation } from './fold.ts'
import { type Operation, walk } from './operation.ts'
import { rewritesEndless } from './pass-diagnostics.ts'
import { indexPatterns, type Pattern } from './rewrite-pattern.ts'
import { createRewriter } from './rewriter.ts'

export interface ApplyOptions {
  /** Rewrites after which the driver gives up; by default 1024 and 16 per operation. */
  readonly maxRewrites?: number
  /** Fold operations by their definitions too. */
  readonly fold?: boolean
}

export interface ApplyResult {
  /** Patterns and folds that changed something. */
  readonly rewrites: number
  /** A warning where the driver gave up; the module is valid then too. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Applies patterns inside `root` until none matches. Operations are looked at in order; what a rewrite touched, its users and what it
 * used are looked at again. Operations without effect and use are erased on the way. Cost: linear in operations and rewrites, each
 * with its uses.
 */
export function applyPatterns(root: Operation, patterns: readonly Pattern[], registry: Registry, options: ApplyOptions = {}): ApplyResult {
  const queue = [...walk(root)].toReversed()
  queue.pop()
  /** Of every operation inside the root. Nothing is ever deleted: lookups in a map slow down with the deletions behind them. */
  const states = new Map<Operation, 'queued' | 'seen' | 'erased'>(queue.map((operation) => [operation, 'queued']))
  const touched = (operation: Operation): void => {
    if (states.get(operation) !== 'seen') return
    states.set(operation, 'queued')
    queue.push(operation)
  }
  const inserted = (operation: Operation): void => {
    for (const inner of walk(operation)) {
      states.set(inner, 'queued')
      queue.push(inner)
    }
  }
  const rewriter = createRewriter(registry, { inserted, touched, erased: (operation) => states.set(operation, 'erased') })
  const patternsOf = indexPatterns(patterns, registry)
  const limit = options.maxRewrites ?? 1024 + 16 * queue.length
  let rewrites = 0
  for (let operation = queue.pop(); operation !== undefined; operation = queue.pop()) {
    if (states.get(operation) !== 'queued') continue
    states.set(operation, 'seen')
    rewriter.begin(operation)
    if (isDead(operation, registry)) {
      rewriter.erase(operation)
      continue
    }
    const applied = options.fold === true && tryFold(operation) ? `fold of ${operation.name}` : tryPatterns(operation)
    if (applied !== undefined && ++rewrites >= limit) return { rewrites, diagnostics: [rewritesEndless(rewrites, applied)] }
  }
  return { rewrites, diagnostics: [] }

  function tryFold(operation: Operation): boolean {
    const folded = foldOperation(operation, registry, rewriter.constantOf)
    if (folded === undefined) return false
    folded.constants.forEach(inserted)
    rewriter.replace(operation, folded.values)
    return true
  }

  /** The name of the first pattern that changed something. */
  function tryPatterns(operation: Operation): string | undefined {
    for (const { name, root: pattern, rewrite } of patternsOf(operation)) {
      const view: unknown = typeof pattern === 'string' || 'trait' in pattern ? { operation } : (pattern as OpDef).view(operation)
      rewrite(view, rewriter)
      if (rewriter.changed()) return name
    }
    return undefined
  }
}
