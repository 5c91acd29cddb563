import { programOp } from '@onnc/dialects'
import { definePass, integerAttribute, type PassContext, walk } from '@onnc/ir'

import { banksAssigned, tiled } from './checks.ts'
import { compileClass } from './compile-class.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'

/**
 * Gives every program a unit and a bank: units in turn, so that consecutive tiles work side by side; banks of a unit in turn.
 *
 * Requires: `tile`.  Ensures: every mrr.program has a place.  Cost: linear in programs.
 * Before: %b = mrr.program %t
 * After:  %b = mrr.program %t unit 3 bank 0
 */
export const assignBanks: CompilePass = definePass({
  name: 'assign-banks',
  summary: 'Gives every program of rings a unit and a bank',
  requires: [tiled],
  ensures: [banksAssigned],
  run(module, _, { environment }: PassContext<CompileEnvironment>) {
    const {
      firstUnit,
      unitClass: { count, banks },
    } = compileClass(environment)
    let next = 0
    for (const operation of walk(module)) {
      if (!programOp.is(operation)) continue
      operation.attributes.set('unit', integerAttribute(firstUnit + (next % count)))
      operation.attributes.set('bank', integerAttribute(Math.floor(next / count) % banks))
      next++
    }
  },
})
