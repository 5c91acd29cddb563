import { amend, type GraphProto, type NodeProto, tensorToProto, type TensorProto, type ValueType } from '@onnc/onnx'

import { integersOf } from './node-attributes.ts'

/** The graph with every Shape and Size of a value of known shape as a constant: what they read need not be computed for them. */
export function foldShapes(graph: GraphProto, types: ReadonlyMap<string, ValueType>): GraphProto {
  const constants: TensorProto[] = []
  const node = (graph.node ?? []).filter((candidate) => {
    const constant = shapeConstant(candidate, types)
    if (constant !== undefined) constants.push(constant)
    return constant === undefined
  })
  return constants.length === 0 ? graph : amend(graph, { node, initializer: [...(graph.initializer ?? []), ...constants] })
}

function shapeConstant(node: NodeProto, types: ReadonlyMap<string, ValueType>): TensorProto | undefined {
  const [input] = node.input ?? []
  const [output] = node.output ?? []
  const type = types.get(input ?? '')
  if (node.domain || !output || type?.kind !== 'tensor' || type.shape?.every((d) => typeof d === 'number') !== true) return undefined
  const { shape } = type
  if (node.opType === 'Shape') {
    const dims = shape.slice(integersOf(node, 'start')[0] ?? 0, integersOf(node, 'end')[0] ?? shape.length)
    return tensorToProto({ type: 'int64', shape: [dims.length], data: BigInt64Array.from(dims, BigInt) }, output)
  }
  if (node.opType === 'Size') {
    const size = shape.reduce((product, d) => product * BigInt(d), 1n)
    return tensorToProto({ type: 'int64', shape: [], data: BigInt64Array.of(size) }, output)
  }
  return undefined
}
