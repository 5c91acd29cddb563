import { applyPatterns } from './apply-patterns.ts'
import { intOption } from './pass-option.ts'
import { definePass, type Pass } from './pass.ts'
import { canonicalizationPatterns } from './rewrite-pattern.ts'

const options = {
  maxRewrites: intOption({ summary: 'Gives up, with a warning, after this many rewrites; by default 1024 and 16 per operation', min: 1 }),
}

/**
 * Applies the folds and simplifications that op definitions name, until nothing changes; erases what nobody reads.
 *
 * Requires, Ensures: nothing.  Cost: linear in operations and rewrites.
 * Before: %z = toy.constant 0; %a = toy.add %x, %z; toy.use %a
 * After:  toy.use %x
 */
export const canonicalize: Pass<unknown, typeof options> = definePass({
  name: 'canonicalize',
  summary: 'Simplifies operations by their folds and canonical forms, to a fixed point',
  options,
  run(module, { maxRewrites }, { registry, report }) {
    const limit = maxRewrites === undefined ? {} : { maxRewrites }
    const { diagnostics } = applyPatterns(module, canonicalizationPatterns(registry), registry, { ...limit, fold: true })
    for (const diagnostic of diagnostics) report(diagnostic)
  },
})
