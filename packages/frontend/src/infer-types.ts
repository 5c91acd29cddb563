import { elementCount, type Result, success } from '@onnc/support'
import {
  amend,
  decodeModel,
  encodeModel,
  type FunctionProto,
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

const probe = '__onnc_probe'

/** The type of every value of a sorted graph, and of its subgraphs. */
export async function inferTypes(model: ModelProto, annotateTypes: AnnotateTypes): Promise<Result<GraphTypes>> {
  const written = await annotateTypes(encodeModel(probeModel(model)))
  if (!written.ok) return written
  const decoded = decodeModel(written.value, 'the graph ONNX Runtime wrote')
  if (!decoded.ok) return decoded
  const { values, inner } = statedTypes(decoded.value.graph!)
  const found = new Map(values)
  found.delete(probe)
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
 * A copy that asks for every value as an output. One call of a function makes ONNX Runtime rewrite the graph, whatever its operator sets,
 * and only a rewritten graph carries its types when it is written back.
 */
export function probeModel(model: ModelProto): ModelProto {
  const graph = model.graph!
  const large = (graph.initializer ?? []).filter(isLarge)
  const largeNames = new Set(large.map((t) => t.name))
  const initializers = new Set((graph.initializer ?? []).map((t) => t.name))
  const declared = new Set((graph.output ?? []).map((o) => o.name))
  const inner = (graph.node ?? []).flatMap((n) => n.output ?? []).filter((name) => name !== '' && !declared.has(name))
  const probed: GraphProto = amend(graph, {
    valueInfo: [],
    input: [...(graph.input ?? []).filter((v) => !initializers.has(v.name)), ...large.map((t) => valueInfo(t.name ?? '', tensorTypeOf(t)))],
    initializer: [...(graph.initializer ?? []).filter((t) => !largeNames.has(t.name)), one],
    node: [...(graph.node ?? []), { opType: probe, domain: probe, name: probe, input: [one.name!], output: [probe] }],
    output: [...(graph.output ?? []), ...inner.map((name) => valueInfo(name, null)), valueInfo(probe, null)],
  })
  const { opsetImport, functions } = model
  const own = (opsetImport ?? []).filter(({ domain }) => !domain || domain === 'ai.onnx')
  const called: FunctionProto = {
    name: probe,
    domain: probe,
    input: ['x'],
    output: ['y'],
    node: [{ opType: 'Identity', input: ['x'], output: ['y'] }],
    opsetImport: [{ domain: '', version: own[0]?.version ?? 1 }],
  }
  return amend(model, {
    graph: probed,
    functions: [...(functions ?? []), called],
    opsetImport: [...(opsetImport ?? []), ...(own.length > 0 ? [] : called.opsetImport!), { domain: probe, version: 1 }],
    irVersion: Math.max(irVersionOfFunctions, toNumber(model.irVersion ?? 0) ?? 0),
  })
}

const one: TensorProto = { name: `${probe}_one`, dataType: onnx.TensorProto.DataType.FLOAT, dims: [1], floatData: [1] }

/** The first with model-local functions. */
const irVersionOfFunctions = 8

function isLarge(tensor: TensorProto): boolean {
  return elementCount((tensor.dims ?? []).map((d) => toNumber(d) ?? 0)) > largestKeptInitializer
}
