import { opTypeOf } from '@onnc/dialects'
import { definePass, definingOperation, erase, insertBefore, type Operation, replaceOperation, walk } from '@onnc/ir'

import type { CompilePass } from './environment.ts'
import { lowerConv } from './lower-conv.ts'
import { lowerGemm, lowerMatMul } from './lower-matmul.ts'
import type { Lowering } from './lowering.ts'
import { staysElectronic } from './remarks.ts'

/** One lowering per ONNX operator that multiplies by a matrix. */
export const lowerings: ReadonlyMap<string, Lowering> = new Map([
  ['Conv', lowerConv],
  ['Gemm', lowerGemm],
  ['MatMul', lowerMatMul],
])

/**
 * Turns ONNX nodes that multiply by a constant matrix into mvm operations; says why for each that stays electronic.
 *
 * Requires: types known.  Ensures: nothing further.  Cost: linear in nodes and weights.
 * Before: %y = "onnx.Conv"(%x, %w)
 * After:  %v = mvm.patches %x ...; %p = mvm.matmul %v by dense_resource<w>; %y = mvm.planes %p
 */
export const lowerToMvm: CompilePass = definePass({
  name: 'lower-to-mvm',
  summary: 'Turns ONNX nodes that multiply by a constant matrix into mvm operations',
  run(module, _, { report }) {
    const nodes = [...walk(module)].filter((op) => op.name.startsWith('onnx.') && lowerings.has(opTypeOf(op)))
    for (const node of nodes) {
      const results = lower(node)
      if (typeof results === 'string') report(staysElectronic(opTypeOf(node), results), node)
    }
  },
})

function lower(node: Operation): string | undefined {
  const made: Operation[] = []
  const results = lowerings.get(opTypeOf(node))!(node, {
    emit(op, parts) {
      const operation = insertBefore(node, op.create({ location: node.location, ...parts }))
      made.push(operation)
      return operation.results[0]!
    },
  })
  if (typeof results === 'string') {
    for (const operation of made.toReversed()) erase(operation)
    return results
  }
  const constants = node.operands.map(definingOperation)
  replaceOperation(node, results)
  for (const operation of constants)
    if (operation?.block !== undefined && operation.operands.length === 0 && operation.results.every((r) => r.users.size === 0))
      erase(operation)
  return undefined
}
