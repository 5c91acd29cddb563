import { defineDiagnostic, type Diagnostic, type DiagnosticDef, failure, type Result, success } from '@onnc/support'
import { funcOp, returnOp } from '@onnc/dialects'
import { onlyBlock, type Operation, operationsOf, type Value, walk } from '@onnc/ir'

import { exportBlock, modelMessage, moduleVersions, nameValues } from './export-graph.ts'
import type { GraphProto, ModelProto, NodeProto } from './messages.ts'

export const exportNotOnnx: DiagnosticDef<[op: string]> = defineDiagnostic(
  'export-not-onnx',
  'unsupported',
  (op) => `'${op}' is no ONNX operation, so the module cannot be written as a model`,
  { fix: 'a pipeline that stays in the onnx dialect' },
)

/** A module of the onnx dialect as a model: inputs and outputs under the names they had, nodes in order, constants as initializers. */
export function exportModel(module: Operation): Result<ModelProto> {
  const func = [...walk(module)].find(funcOp.is)
  if (func === undefined) throw new Error('a module without a function')
  const block = onlyBlock(func)
  const foreign = [...operationsOf(block)].filter((op) => !op.name.startsWith('onnx.') && !returnOp.is(op))
  if (foreign.length > 0) return failure(...[...new Set(foreign.map((op) => op.name))].map((name): Diagnostic => exportNotOnnx(name)))
  const [inputs, outputs] = [namesOf(func, 'onnx.inputs'), namesOf(func, 'onnx.outputs')]
  const given = new Map<Value, string>(block.arguments.map((value, i) => [value, inputs[i]!]))
  for (const [i, value] of block.last!.operands.entries()) if (!given.has(value)) given.set(value, outputs[i]!)
  const graph = exportBlock(block, 'main', nameValues(given))
  return success(modelMessage(withOutputNames(graph, outputs), moduleVersions(module)))
}

function namesOf(func: Operation, attribute: string): readonly string[] {
  const names = func.attributes.get(attribute)
  if (names?.kind !== 'array') throw new Error(`a function without ${attribute}`)
  return names.elements.map((e) => (e.kind === 'string' ? e.value : ''))
}

/** A value that is an input, or two outputs, takes its second name through an Identity. */
function withOutputNames(graph: GraphProto, names: readonly string[]): GraphProto {
  const copies: NodeProto[] = []
  const output = (graph.output ?? []).map((value, i) => {
    const name = names[i]!
    if (value.name === name) return value
    copies.push({ opType: 'Identity', name: `${name}_copy`, input: [value.name ?? ''], output: [name] })
    return { ...value, name }
  })
  return { ...graph, node: [...(graph.node ?? []), ...copies], output }
}
