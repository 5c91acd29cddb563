import { amend, type GraphProto, isPresent, type NodeProto, onnx, type TensorProto } from '@onnc/onnx'

/**
 * The graph with its Constant nodes turned into initializers; sparse constants stay nodes. Some exporters write one constant several
 * times under one name: equal ones become one.
 */
export function hoistConstants(graph: GraphProto): GraphProto {
  const hoisted = new Map<string, TensorProto>()
  const repeated: TensorProto[] = []
  const node = (graph.node ?? []).filter((n) => {
    const tensor = constantTensor(n)
    if (tensor === undefined) return true
    const same = hoisted.get(tensor.name!)
    if (same === undefined) hoisted.set(tensor.name!, tensor)
    else if (!sameMessage(same, tensor)) repeated.push(tensor)
    return false
  })
  return amend(graph, { node, initializer: [...(graph.initializer ?? []), ...hoisted.values(), ...repeated] })
}

function sameMessage(a: TensorProto, b: TensorProto): boolean {
  return Buffer.from(onnx.TensorProto.encode(a).finish()).equals(onnx.TensorProto.encode(b).finish())
}

const types = onnx.TensorProto.DataType

function constantTensor(node: NodeProto): TensorProto | undefined {
  const [attribute] = node.attribute ?? []
  const name = node.output?.[0]
  if (node.opType !== 'Constant' || (node.domain && node.domain !== 'ai.onnx') || attribute === undefined || !name) return undefined
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
