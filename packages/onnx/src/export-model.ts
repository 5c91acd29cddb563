import { defineDiagnostic, type Diagnostic, type DiagnosticDef, failure, type Result, success } from '@onnc/support'
import { funcOp, inputsAttribute, outputsAttribute, restAttribute, returnOp } from '@onnc/dialects'
import { onlyBlock, type Operation, type Value, walk } from '@onnc/ir'

import { exportBlock, modelMessage, moduleVersions, type WriteElements } from './export-graph.ts'
import { createNames } from './export-names.ts'
import { amend, type GraphProto, isPresent, type ModelProto, type NodeProto, type ValueInfoProto } from './messages.ts'
import { readModelRest } from './rest.ts'

export const exportNotOnnx: DiagnosticDef<[op: string]> = defineDiagnostic(
  'export-not-onnx',
  'unsupported',
  (op) => `'${op}' is no ONNX operation, so the module cannot be written as a model`,
  { fix: 'a pipeline that stays in the onnx dialect' },
)

/**
 * A module of the onnx dialect as a model: inputs and outputs under the names they had, nodes in order, and all that `importGraph` kept
 * of what the IR has no form for, as far as it still holds.
 */
export function exportModel(module: Operation, writeElements?: WriteElements): Result<ModelProto> {
  const func = [...walk(module)].find(funcOp.is)
  if (func === undefined) throw new Error('a module without a function')
  const block = onlyBlock(func)
  const foreign = [...walk(func)].filter((op) => op !== func && !op.name.startsWith('onnx.') && !returnOp.is(op))
  if (foreign.length > 0) return failure(...[...new Set(foreign.map((op) => op.name))].map((name): Diagnostic => exportNotOnnx(name)))
  const [inputs, outputs] = [namesOf(func, inputsAttribute), namesOf(func, outputsAttribute)]
  const given = new Map<Value, string>(block.arguments.map((value, i) => [value, inputs[i]!]))
  for (const [i, value] of block.last!.operands.entries()) if (!given.has(value)) given.set(value, outputs[i]!)
  const graph = withOutputNames(exportBlock(block, 'main', createNames(given), writeElements), outputs)
  const stated = modelMessage(graph, moduleVersions(module))
  const rest = readModelRest(module.attributes.get(restAttribute))
  if (!rest.graph) return success(stated)
  const merged = mergeGraph(rest.graph, graph)
  const { irVersion } = moduleVersions(module)
  return success(
    amend(rest, {
      irVersion: hasOnlyListedInitializers(merged) ? irVersion : (stated.irVersion ?? irVersion),
      opsetImport: stated.opsetImport ?? [],
      graph: merged,
    }),
  )
}

/** As models before IR version 4 have to. */
function hasOnlyListedInitializers({ input, initializer }: GraphProto): boolean {
  const listed = new Set((input ?? []).map((v) => v.name))
  return (initializer ?? []).every((t) => listed.has(t.name))
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

/** What was kept of the graph, with its present nodes; what it says of values that are gone goes too. */
function mergeGraph(kept: GraphProto, graph: GraphProto): GraphProto {
  const made = new Set([
    ...(graph.node ?? []).flatMap((n) => n.output ?? []),
    ...(graph.initializer ?? []).map((t) => t.name ?? ''),
    ...(graph.input ?? []).map((v) => v.name ?? ''),
  ])
  const known = new Map([...(kept.input ?? []), ...(kept.output ?? [])].map((v) => [v.name ?? '', v]))
  const original = (value: ValueInfoProto): ValueInfoProto => {
    const stated = known.get(value.name ?? '')
    return stated !== undefined && isPresent(stated, 'type') ? stated : value
  }
  const inputs = new Map((graph.input ?? []).map((v) => [v.name ?? '', v]))
  const initializers = new Set((graph.initializer ?? []).map((t) => t.name ?? ''))
  // Initializers that are inputs too, in their places among these.
  const listed = (kept.input ?? []).filter((v) => inputs.has(v.name ?? '') || initializers.has(v.name ?? ''))
  const others = (graph.input ?? []).filter((v) => !listed.some((known) => known.name === v.name))
  return amend(kept, {
    node: graph.node ?? [],
    initializer: graph.initializer ?? [],
    input: [...listed.map(original), ...others],
    output: (graph.output ?? []).map(original),
    valueInfo: (kept.valueInfo ?? []).filter((v) => made.has(v.name ?? '')),
    quantizationAnnotation: (kept.quantizationAnnotation ?? []).filter((a) => made.has(a.tensorName ?? '')),
  })
}
