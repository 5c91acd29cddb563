import { amend, type GraphProto, isPresent, type NodeProto, onnx, type TensorProto } from '@onnc/onnx'

/** The graph with its Constant nodes turned into initializers; sparse constants stay nodes. */
export function hoistConstants(graph: GraphProto): GraphProto {
  const initializer = [...(graph.initializer ?? [])]
  const node = (graph.node ?? []).filter((n) => {
    const tensor = constantTensor(n)
    if (tensor !== undefined) initializer.push(tensor)
    return tensor === undefined
  })
  return amend(graph, { node, initializer })
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
