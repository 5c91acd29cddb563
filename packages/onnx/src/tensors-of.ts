import type { AttributeProto, GraphProto, ModelProto, NodeProto, SparseTensorProto, TensorProto } from './messages.ts'

/** Every tensor message of a model outside training information: initializers, attributes, inside subgraphs and functions too. */
export function* tensorsOfModel(model: ModelProto): Generator<TensorProto> {
  if (model.graph) yield* tensorsOfGraph(model.graph)
  for (const definition of model.functions ?? []) {
    yield* tensorsOfNodes(definition.node ?? [])
    for (const attribute of definition.attributeProto ?? []) yield* tensorsOfAttribute(attribute)
  }
}

/** Every tensor message of a graph and its subgraphs. */
export function* tensorsOfGraph(graph: GraphProto): Generator<TensorProto> {
  yield* graph.initializer ?? []
  for (const sparse of graph.sparseInitializer ?? []) yield* tensorsOfSparse(sparse)
  yield* tensorsOfNodes(graph.node ?? [])
}

function* tensorsOfNodes(nodes: readonly NodeProto[]): Generator<TensorProto> {
  for (const node of nodes) for (const attribute of node.attribute ?? []) yield* tensorsOfAttribute(attribute)
}

function* tensorsOfAttribute(attribute: AttributeProto): Generator<TensorProto> {
  if (attribute.t) yield attribute.t
  yield* attribute.tensors ?? []
  if (attribute.sparseTensor) yield* tensorsOfSparse(attribute.sparseTensor)
  for (const sparse of attribute.sparseTensors ?? []) yield* tensorsOfSparse(sparse)
  if (attribute.g) yield* tensorsOfGraph(attribute.g)
  for (const graph of attribute.graphs ?? []) yield* tensorsOfGraph(graph)
}

function* tensorsOfSparse({ values, indices }: SparseTensorProto): Generator<TensorProto> {
  if (values) yield values
  if (indices) yield indices
}
