import { at, type Diagnostic } from '@onnc/support'
import { type GraphProto, type ModelProto, type NodeProto, toNumber } from '@onnc/onnx'

import { featureUnsupported, opsetUnsupported, valueRedefined } from './frontend-diagnostics.ts'

/** ONNX Runtime tells types back only where float16 has an Abs, which is from this operator set on. */
const oldestOpset = 6

/** All that this build cannot take, and names that stand for two things, before any work starts; `graph` has its constants hoisted. */
export function checkModel(model: ModelProto, graph: GraphProto): Diagnostic[] {
  const faults: Diagnostic[] = []
  for (const { domain, version } of model.opsetImport ?? []) {
    const number = toNumber(version ?? 0) ?? 0
    if (!domain && number < oldestOpset) faults.push(opsetUnsupported(number, oldestOpset))
  }
  if (model.functions?.length) faults.push(featureUnsupported(`a model-local function ('${model.functions[0]!.name ?? ''}')`))
  if (graph.sparseInitializer?.length) faults.push(featureUnsupported('a sparse initializer'))
  for (const node of graph.node ?? [])
    for (const attribute of node.attribute ?? [])
      if (attribute.g || attribute.graphs?.length)
        faults.push(at(featureUnsupported('control flow (an attribute that is a subgraph)'), locate(node)))
  return [...faults, ...checkNames(graph)]
}

export function locate(node: NodeProto): { kind: 'node'; node: string; opType: string } {
  return { kind: 'node', node: node.name || node.output?.[0] || '(unnamed)', opType: node.opType ?? '' }
}

/** Every value has one definition; an initializer may give a graph input its default. */
function checkNames(graph: GraphProto): Diagnostic[] {
  const faults: Diagnostic[] = []
  const check = (defined: Set<string>, name: string): void => {
    if (defined.has(name)) faults.push(valueRedefined(name))
    defined.add(name)
  }
  const inputs = new Set<string>()
  for (const { name } of graph.input ?? []) check(inputs, name ?? '')
  const initializers = new Set<string>()
  for (const { name } of graph.initializer ?? []) check(initializers, name ?? '')
  const values = new Set([...inputs, ...initializers])
  for (const node of graph.node ?? []) for (const name of node.output ?? []) if (name !== '') check(values, name)
  return faults
}
