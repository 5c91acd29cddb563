import { mergeEqual } from './merge-equal.ts'
import { definePass, type Pass } from './pass.ts'

/**
 * Keeps one of several equal operations.
 *
 * Requires, Ensures: nothing.  Cost: linear in the size of operations and their uses.
 * Before: %a = toy.add %x, %y; %b = toy.add %x, %y; toy.use %a, %b
 * After:  %a = toy.add %x, %y; toy.use %a, %a
 */
export const cse: Pass = definePass({
  name: 'cse',
  summary: 'Keeps one of several equal operations without effect',
  run: (module, _, { registry }) => void mergeEqual(module, registry),
})
