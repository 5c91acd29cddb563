import { elementCount, type Result, success } from '@onnc/support'
import {
  amend,
  decodeModel,
  encodeModel,
  type GraphProto,
  type ModelProto,
  onnx,
  type TensorProto,
  type GraphTypes,
  statedTypes,
  toNumber,
  typeFromProto,
  valueInfo,
  type ValueType,
} from '@onnc/onnx'

/** Asks ONNX Runtime for the graph it understood, with the type of every value. */
export type AnnotateTypes = (model: Uint8Array) => Promise<Result<Uint8Array>>

/** Initializers above this size become inputs of the copy: their values are not needed to know types, and need not be loaded. */
const largestKeptInitializer = 1024

const types = onnx.TensorProto.DataType
const probeInput = '__onnc_half'
const probeOutput = '__onnc_probe'

/** The type of every value of a sorted graph, and of its subgraphs. */
export async function inferTypes(model: ModelProto, annotateTypes: AnnotateTypes): Promise<Result<GraphTypes>> {
  const written = await annotateTypes(encodeModel(probeModel(model)))
  if (!written.ok) return written
  const decoded = decodeModel(written.value, 'the graph ONNX Runtime wrote')
  if (!decoded.ok) return decoded
  const { values, inner } = statedTypes(decoded.value.graph!)
  const found = new Map(values)
  found.delete(probeOutput)
  for (const tensor of model.graph!.initializer ?? []) found.set(tensor.name ?? '', tensorTypeOf(tensor))
  for (const value of model.graph!.input ?? []) {
    const type = typeFromProto(value.type)
    if (type !== null && !found.has(value.name ?? '')) found.set(value.name ?? '', type)
  }
  return success({ values: found, inner })
}

function tensorTypeOf(tensor: TensorProto): ValueType & { kind: 'tensor' } {
  return { kind: 'tensor', elementType: tensor.dataType ?? 0, shape: (tensor.dims ?? []).map((d) => toNumber(d) ?? 0) }
}

/**
 * A copy that asks for every value as an output. One float16 node without a kernel makes ONNX Runtime rewrite the graph, and only a
 * rewritten graph carries its types when it is written back; Softmax is such a node in every operator set.
 */
function probeModel(model: ModelProto): ModelProto {
  const graph = model.graph!
  const large = (graph.initializer ?? []).filter(isLarge)
  const largeNames = new Set(large.map((t) => t.name))
  const declared = new Set((graph.output ?? []).map((o) => o.name))
  const inner = (graph.node ?? []).flatMap((n) => n.output ?? []).filter((name) => name !== '' && !declared.has(name))
  const probe: GraphProto = amend(graph, {
    valueInfo: [],
    input: [...(graph.input ?? []), ...large.map((t) => valueInfo(t.name ?? '', tensorTypeOf(t)))],
    initializer: [
      ...(graph.initializer ?? []).filter((t) => !largeNames.has(t.name)),
      { name: probeInput, dataType: types.FLOAT16, dims: [1, 1], int32Data: [0x3c00] },
    ],
    node: [...(graph.node ?? []), { opType: 'Softmax', name: probeOutput, input: [probeInput], output: [probeOutput] }],
    output: [...(graph.output ?? []), ...inner.map((name) => valueInfo(name, null)), valueInfo(probeOutput, null)],
  })
  return amend(model, { graph: probe, irVersion: atLeastFour(model.irVersion) })
}

function isLarge(tensor: TensorProto): boolean {
  return elementCount((tensor.dims ?? []).map((d) => toNumber(d) ?? 0)) > largestKeptInitializer
}

/** From IR version 4 on, initializers need not be inputs too. */
function atLeastFour(version: ModelProto['irVersion']): number {
  return Math.max(4, toNumber(version ?? 0) ?? 4)
}
