import { crossbarSize, funcOp, programOp } from '@onnc/dialects'
import { type Check, defineCheck, definePass, integerAttribute, intOption, type Operation, type Pass, walk } from '@onnc/ir'
import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

/** On a function: the rings that its programs write, partial ones counted whole. */
export const ringsAttribute = 'note.rings'

const ringsProgrammed: DiagnosticDef<[rows: number, columns: number]> = defineDiagnostic(
  'rings-programmed',
  'check',
  (rows, columns) => `programs ${rows} x ${columns} = ${rows * columns} rings`,
  { severity: 'remark' },
)

const ringsCounted: Check = defineCheck({
  name: 'rings-counted',
  summary: 'Every function says how many rings it programs',
  run(module, report) {
    for (const operation of walk(module))
      if (funcOp.is(operation) && !operation.attributes.has(ringsAttribute)) report(operation, `it has no attribute '${ringsAttribute}'`)
  },
})

const options = {
  minRings: intOption({ summary: 'Programs of fewer rings are counted without a remark', default: 1, min: 1 }),
}

/**
 * Says how many rings each program writes, and notes the total on its function.
 *
 * Requires: nothing.  Ensures: every function has the total.  Cost: linear in operations.
 * Before: func.func @main() { %b = mrr.program %t : !mrr.tile<4x8> -> !mrr.bank<4x8> }
 * After:  func.func @main() attributes {note.rings = 32} { the same }
 */
export const countRings: Pass<unknown, typeof options> = definePass({
  name: 'count-rings',
  summary: 'Counts the rings that are programmed',
  options,
  ensures: [ringsCounted],
  run(module, { minRings }, { report }) {
    for (const func of walk(module)) {
      if (!funcOp.is(func)) continue
      const programs = planCount(func)
      for (const { operation, rows, columns } of programs) if (rows * columns >= minRings) report(ringsProgrammed(rows, columns), operation)
      const total = programs.reduce((sum, { rows, columns }) => sum + rows * columns, 0)
      func.attributes.set(ringsAttribute, integerAttribute(total))
    }
  },
})

interface ProgramSize {
  readonly operation: Operation
  readonly rows: number
  readonly columns: number
}

/** Every program inside a function, in order, with the size of its crossbar. */
function planCount(func: Operation): readonly ProgramSize[] {
  return [...walk(func)].filter(programOp.is).map((operation) => ({ operation, ...crossbarSize(programOp.view(operation).tile.type) }))
}
