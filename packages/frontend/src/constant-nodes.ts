import { type Result, success } from '@onnc/support'
import { amend, type GraphProto, isPresent, type NodeProto, onnx, type TensorProto } from '@onnc/onnx'

import { constantsRepeated } from './frontend-diagnostics.ts'

/** The graph with its Constant nodes turned into initializers; sparse constants stay nodes. */
export function hoistConstants(graph: GraphProto): GraphProto {
  const hoisted: TensorProto[] = []
  const node = (graph.node ?? []).filter((n) => {
    const tensor = constantTensor(n)
    if (tensor !== undefined) hoisted.push(tensor)
    return tensor === undefined
  })
  return amend(graph, { node, initializer: [...(graph.initializer ?? []), ...hoisted] })
}

/**
 * The graph with each constant defined once. Some exporters write several Constant nodes for one name; of these the last counts
 * everywhere, as in ONNX Runtime. Warns of those that differ.
 */
export function dropRepeatedConstants(graph: GraphProto): Result<GraphProto> {
  const last = new Map<string, { node: NodeProto; tensor: TensorProto }>()
  const differing = new Set<string>()
  for (const node of graph.node ?? []) {
    const tensor = constantTensor(node)
    if (tensor === undefined) continue
    const earlier = last.get(tensor.name!)
    if (earlier !== undefined && !sameMessage(earlier.tensor, tensor)) differing.add(tensor.name!)
    last.set(tensor.name!, { node, tensor })
  }
  const node = (graph.node ?? []).filter((n) => {
    const repeated = last.get(n.output?.[0] ?? '')
    return repeated === undefined || repeated.node === n || constantTensor(n) === undefined
  })
  const notes = differing.size === 0 ? [] : [constantsRepeated([...differing])]
  return success(node.length === (graph.node ?? []).length ? graph : amend(graph, { node }), notes)
}

function sameMessage(a: TensorProto, b: TensorProto): boolean {
  return Buffer.from(onnx.TensorProto.encode(a).finish()).equals(onnx.TensorProto.encode(b).finish())
}

const types = onnx.TensorProto.DataType

const kinds = onnx.AttributeProto.AttributeType

const attributeTypes: ReadonlyMap<string, number> = new Map([
  ['value', kinds.TENSOR],
  ['value_float', kinds.FLOAT],
  ['value_floats', kinds.FLOATS],
  ['value_int', kinds.INT],
  ['value_ints', kinds.INTS],
])

function constantTensor(node: NodeProto): TensorProto | undefined {
  const [attribute, ...others] = node.attribute ?? []
  const [name, ...more] = node.output ?? []
  if (node.opType !== 'Constant' || (node.domain && node.domain !== 'ai.onnx') || attribute === undefined || !name) return undefined
  // What else is there is wrong, which is for ONNX Runtime to say.
  if (node.input?.length || others.length > 0 || more.length > 0 || attribute.refAttrName) return undefined
  if (attribute.type && attribute.type !== attributeTypes.get(attribute.name ?? '')) return undefined
  switch (attribute.name) {
    case 'value':
      return isPresent(attribute, 't') ? amend(attribute.t!, { name }) : undefined
    case 'value_float':
      return { name, dataType: types.FLOAT, floatData: [attribute.f ?? 0] }
    case 'value_floats':
      return { name, dataType: types.FLOAT, dims: [attribute.floats?.length ?? 0], floatData: attribute.floats ?? [] }
    case 'value_int':
      return { name, dataType: types.INT64, int64Data: [attribute.i ?? 0] }
    case 'value_ints':
      return { name, dataType: types.INT64, dims: [attribute.ints?.length ?? 0], int64Data: attribute.ints ?? [] }
    default:
      return undefined
  }
}
