import { type GraphProto, type Int64, type NodeProto, toNumber } from '@onnc/onnx'

/** The integers of an attribute, of which one alone may stand as such; none where it is absent, NaN where one is none of ours. */
export function integersOf(node: NodeProto, name: string): number[] {
  const attribute = (node.attribute ?? []).find((a) => a.name === name)
  const list = attribute?.ints?.length ? attribute.ints : attribute?.i === undefined || attribute.i === null ? [] : [attribute.i]
  return (list as Int64[]).map((value) => toNumber(value) ?? NaN)
}

/** The subgraph that an attribute is. */
export function subgraphOf(node: NodeProto, name: string): GraphProto | undefined {
  return (node.attribute ?? []).find((a) => a.name === name)?.g ?? undefined
}

/** Attribute messages of integers. */
export function integerAttribute(name: string, i: number): NonNullable<NodeProto['attribute']>[number] {
  return { name, type: 2, i }
}

export function integersAttribute(name: string, ints: number[]): NonNullable<NodeProto['attribute']>[number] {
  return { name, type: 7, ints }
}
