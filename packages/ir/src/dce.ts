import { eraseDead } from './erase-dead.ts'
import { definePass, type Pass } from './pass.ts'

/**
 * Erases operations whose results nobody reads and that have no effect.
 *
 * Requires: nothing.  Ensures: every pure operation has a use.  Cost: linear in operations and operands.
 * Before: %a = toy.add %x, %y; %b = toy.neg %a; toy.use %x
 * After:  toy.use %x
 */
export const dce: Pass = definePass({
  name: 'dce',
  summary: 'Erases operations without effect whose results nobody reads',
  run: (module, _, { registry }) => void eraseDead(module, registry),
})
