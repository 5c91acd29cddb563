import { constantOp, domainAttribute, funcOp, noneOp, opsetsAttribute, opTypeOf } from '@onnc/dialects'
import {
  createOperation,
  definePass,
  definingOperation,
  denseAttribute,
  erase,
  insertBefore,
  noneType,
  type Operation,
  parentOperation,
  type PassContext,
  replaceOperation,
  stringAttribute,
  walk,
} from '@onnc/ir'
import type { Target } from '@onnc/hardware'

import type { CompileEnvironment, CompilePass } from './environment.ts'
import type { LoweringContext } from './lowering.ts'
import { lowerings } from './lowerings.ts'
import { staysElectronic } from './remarks.ts'

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
  run(module, _, { report, environment }: PassContext<CompileEnvironment>) {
    const opset = opsetOf(module)
    const nodes = [...walk(module)].filter((op) => op.name.startsWith('onnx.') && lowerings.has(operatorOf(op)))
    for (const node of nodes) {
      const results = isInBody(node) ? 'it stands in a body that runs on the ECU' : lower(node, { opset, target: environment.target })
      if (typeof results === 'string') report(staysElectronic(opTypeOf(node), results), node)
    }
  },
})

/** Operator with its domain, unless that is ONNX's own. */
function operatorOf(node: Operation): string {
  const domain = node.attributes.get(domainAttribute)
  const prefix = domain?.kind === 'string' && !['', 'ai.onnx'].includes(domain.value) ? `${domain.value}.` : ''
  return `${prefix}${opTypeOf(node)}`
}

/** Whether a node belongs to the body of another, of If, Loop or Scan. */
function isInBody(node: Operation): boolean {
  const parent = parentOperation(node)
  return parent !== undefined && !funcOp.is(parent)
}

/** Version of ONNX's own operator set. */
function opsetOf(module: Operation): number {
  const opsets = module.attributes.get(opsetsAttribute)
  const own = opsets?.kind === 'dictionary' ? opsets.entries.get('ai.onnx') : undefined
  return own?.kind === 'integer' ? Number(own.value) : 1
}

function lower(node: Operation, { opset, target }: { opset: number; target: Target }): string | undefined {
  const made: Operation[] = []
  const put = (operation: Operation): Operation => {
    made.push(insertBefore(node, operation))
    return operation
  }
  const { location } = node
  const context: LoweringContext = {
    opset,
    target,
    emit: (op, parts) => put(op.create({ location, ...parts })).results[0]!,
    node: (opType, operands, type, more) => context.nodes(opType, operands, [type], more)[0]!,
    nodes: (opType, operands, resultTypes, { attributes = {}, domain } = {}) =>
      put(
        createOperation({
          name: `onnx.${opType}`,
          operands,
          resultTypes,
          attributes: [
            ...Object.entries(attributes),
            ...(domain === undefined ? [] : ([[domainAttribute, stringAttribute(domain)]] as const)),
          ],
          location,
        }),
      ).results,
    constant: (name, type, blob) => {
      const operation = put(constantOp.create({ value: denseAttribute(type, blob, name), out: type, location }))
      operation.results[0]!.name = name
      return operation.results[0]!
    },
    none: () => put(noneOp.create({ out: noneType, location })).results[0]!,
  }
  const results = lowerings.get(operatorOf(node))!.lower(node, context)
  if (typeof results === 'string') {
    for (const operation of made.toReversed()) erase(operation)
    return results
  }
  const constants = node.operands.map(definingOperation)
  replaceOperation(node, [...results, ...node.results.slice(results.length).map(() => context.none())])
  for (const operation of constants)
    if (operation?.block !== undefined && operation.operands.length === 0 && operation.results.every((r) => r.users.size === 0))
      erase(operation)
  return undefined
}
