import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { createDenseBudget, type DenseBudget, denseOfSparse } from './dense-of-sparse.ts'
import {
  amend,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  onnx,
  type SparseTensorProto,
  type TensorProto,
} from './messages.ts'

/**
 * The model with every sparse initializer, and every Constant of a sparse value, as a dense one, in subgraphs and functions too; the model
 * itself where it has none. Together they make no more than `denseOfSparse` allows one.
 */
export function withDenseTensors(model: ModelProto): Result<ModelProto> {
  const worker: Worker = { faults: [], budget: createDenseBudget() }
  const graph = model.graph ? denseGraph(worker, model.graph) : model.graph
  const functions = (model.functions ?? []).map((f) => {
    const node = denseNodes(worker, f.node ?? [])
    return node === f.node ? f : amend(f, { node })
  })
  if (worker.faults.length > 0) return failure(...worker.faults)
  const isSame = graph === model.graph && functions.every((f, i) => f === model.functions?.[i])
  return success(isSame ? model : amend(model, { ...(graph ? { graph } : {}), functions }))
}

interface Worker {
  readonly faults: Diagnostic[]
  readonly budget: DenseBudget
}

function denseGraph(worker: Worker, graph: GraphProto): GraphProto {
  const node = denseNodes(worker, graph.node ?? [])
  const sparse = graph.sparseInitializer ?? []
  if (node === graph.node && sparse.length === 0) return graph
  const dense = sparse.flatMap((tensor) => denseTensor(worker, tensor) ?? [])
  return amend(graph, { node, initializer: [...(graph.initializer ?? []), ...dense], sparseInitializer: [] })
}

function denseTensor({ faults, budget }: Worker, sparse: SparseTensorProto): TensorProto | undefined {
  const dense = denseOfSparse(sparse, budget)
  if (dense.ok) return dense.value
  faults.push(...dense.diagnostics)
  return undefined
}

function denseNodes(worker: Worker, nodes: NodeProto[]): NodeProto[] {
  const dense = nodes.map((node) => denseNode(worker, node))
  return dense.every((node, i) => node === nodes[i]) ? nodes : dense
}

function denseNode(worker: Worker, node: NodeProto): NodeProto {
  const isConstant = node.opType === 'Constant' && (!node.domain || node.domain === 'ai.onnx')
  const attributes = node.attribute ?? []
  const attribute = attributes.map((a) => denseAttribute(worker, a, isConstant))
  return attribute.every((a, i) => a === attributes[i]) ? node : amend(node, { attribute })
}

function denseAttribute(worker: Worker, attribute: AttributeProto, isConstant: boolean): AttributeProto {
  if (isConstant && attribute.name === 'sparse_value' && attribute.sparseTensor) {
    const t = denseTensor(worker, attribute.sparseTensor)
    return t === undefined
      ? attribute
      : amend(attribute, { name: 'value', type: onnx.AttributeProto.AttributeType.TENSOR, t, sparseTensor: null })
  }
  const g = attribute.g ? denseGraph(worker, attribute.g) : undefined
  const given = attribute.graphs ?? []
  const graphs = given.map((graph) => denseGraph(worker, graph))
  const isSame = g === (attribute.g ?? undefined) && graphs.every((graph, i) => graph === given[i])
  return isSame ? attribute : amend(attribute, { ...(g ? { g } : {}), graphs })
}
