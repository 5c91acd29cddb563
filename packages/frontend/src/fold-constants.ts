import { elementCount, failure, type Result, success, type Tensor } from '@onnc/support'
import {
  amend,
  encodeModel,
  externalSlice,
  type ModelProto,
  type NodeProto,
  tensorToProto,
  toNumber,
  valueInfo,
  type ValueType,
  withValues,
} from '@onnc/onnx'

import { namesRead } from './captured-names.ts'
import { foldShapes } from './fold-shapes.ts'

/** Runs a model without inputs and gives the outputs named. */
export type RunConstants = (model: Uint8Array, outputs: readonly string[]) => Promise<Result<ReadonlyMap<string, Tensor>>>

/** A fold never makes more than this, nor reads more than this of what is kept outside the model. */
const largestFoldBytes = 64e6

/** Nodes that give something else every time. */
const random = new Set(['RandomNormal', 'RandomUniform', 'RandomNormalLike', 'RandomUniformLike', 'Multinomial', 'Bernoulli', 'Dropout'])

/** The model with nodes of constant inputs computed, where ONNX Runtime does so within bounds. Nodes must be sorted. */
export async function foldConstants(
  model: ModelProto,
  types: ReadonlyMap<string, ValueType>,
  run: RunConstants,
): Promise<Result<ModelProto>> {
  const graph = foldShapes(model.graph!, types)
  const known = new Set((graph.initializer ?? []).map((t) => t.name ?? ''))
  const outside = new Map((graph.initializer ?? []).map((t) => [t.name ?? '', externalSlice(t)?.bytes ?? 0]))
  const folded = planFold(graph.node ?? [], { known, outside, types })
  if (folded.size === 0) return success(graph === model.graph ? model : amend(model, { graph }))
  const rest = (graph.node ?? []).filter((n) => !folded.has(n))
  const read = new Set([...rest.flatMap(namesRead), ...(graph.output ?? []).map((o) => o.name ?? '')])
  const wanted = [...folded].flatMap((n) => n.output ?? []).filter((name) => read.has(name))
  const constants = wanted.length === 0 ? success(undefined) : constantModel(amend(model, { graph }), folded, wanted)
  if (!constants.ok) return constants
  const values = constants.value === undefined ? success(new Map<string, Tensor>()) : await run(encodeModel(constants.value), wanted)
  // What ONNX Runtime cannot compute now it may not have to compute later: such nodes stay.
  if (!values.ok) return success(graph === model.graph ? model : amend(model, { graph }))
  const initializer = [...(graph.initializer ?? []), ...[...values.value].map(([name, tensor]) => tensorToProto(tensor, name))]
  return success(amend(model, { graph: amend(graph, { node: rest, initializer }) }))
}

interface Constants {
  /** Names of constants. */
  readonly known: Set<string>
  /** Bytes that constants have outside the model. */
  readonly outside: Map<string, number>
  readonly types: ReadonlyMap<string, ValueType>
}

/** Nodes whose inputs are all constants and whose results are small tensors of known shape. */
function planFold(nodes: readonly NodeProto[], { known, outside, types }: Constants): Set<NodeProto> {
  const folded = new Set<NodeProto>()
  let budget = largestFoldBytes
  let readBudget = largestFoldBytes
  for (const node of nodes) {
    const inputs = new Set((node.input ?? []).filter((name) => name !== ''))
    const isConstant = !hasSubgraph(node) && [...inputs].every((name) => known.has(name))
    const bytes = (node.output ?? []).reduce((sum, name) => sum + bytesOf(types.get(name)), 0)
    const read = [...inputs].reduce((sum, name) => sum + (outside.get(name) ?? 0), 0)
    if (!isConstant || random.has(node.opType ?? '') || node.domain || bytes > budget || read > readBudget) continue
    budget -= bytes
    readBudget -= read
    folded.add(node)
    for (const name of node.output ?? []) known.add(name)
    // What is read for one node is there for the next.
    for (const name of inputs) outside.delete(name)
  }
  return folded
}

/** Control flow is left to run time: what it takes cannot be told from what it gives. */
function hasSubgraph(node: NodeProto): boolean {
  return (node.attribute ?? []).some((a) => a.g || a.graphs?.length)
}

/** Upper bound of a tensor's size; infinite where it is not known, or not a tensor of numbers. */
function bytesOf(type: ValueType | undefined): number {
  if (type?.kind !== 'tensor' || type.shape === null || type.elementType === 8) return Infinity
  const sizes = type.shape.map((d) => (typeof d === 'number' ? d : Infinity))
  return elementCount(sizes) * 8
}

function constantModel(model: ModelProto, nodes: ReadonlySet<NodeProto>, outputs: readonly string[]): Result<ModelProto> {
  const read = new Set([...nodes].flatMap((n) => n.input ?? []))
  const initializer = (model.graph!.initializer ?? []).filter((t) => read.has(t.name ?? '')).map(withValues)
  const faults = initializer.flatMap((t) => (t.ok ? [] : t.diagnostics))
  if (faults.length > 0) return failure(...faults)
  return success(
    amend(model, {
      irVersion: Math.max(4, toNumber(model.irVersion ?? 0) ?? 4),
      graph: {
        name: 'constants',
        node: [...nodes],
        initializer: initializer.flatMap((t) => (t.ok ? [t.value] : [])),
        output: outputs.map((name) => valueInfo(name, null)),
      },
    }),
  )
}
