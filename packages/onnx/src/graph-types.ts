import { dialectType, printType, tensorType, type Type } from '@onnc/ir'
import { unknownType } from '@onnc/dialects'

import { irElementType } from './element-types.ts'
import type { GraphProto, NodeProto } from './messages.ts'
import { typeFromProto, type ValueType } from './value-type.ts'

/** Types of the values of a graph by name, and of the subgraphs inside it. */
export interface GraphTypes {
  readonly values: ReadonlyMap<string, ValueType>
  /** By `subgraphKey`. */
  readonly inner: ReadonlyMap<string, GraphTypes>
}

export const noTypes: GraphTypes = { values: new Map(), inner: new Map() }

/** A subgraph within its graph: a node is known by its first output, whose name no other node has. */
export function subgraphKey(node: NodeProto, attribute: string, index: number): string {
  return `${(node.output ?? []).find((name) => name !== '') ?? ''}\n${attribute}\n${index}`
}

/** Every subgraph of a node, with the attribute it is and its place among the attribute's subgraphs. */
export function* subgraphsOf(node: NodeProto): Generator<{ attribute: string; index: number; graph: GraphProto }> {
  for (const { name, g, graphs } of node.attribute ?? []) {
    const found = g ? [g, ...(graphs ?? [])] : (graphs ?? [])
    for (const [index, graph] of found.entries()) yield { attribute: name ?? '', index, graph }
  }
}

/** The types that a graph states. */
export function statedTypes(graph: GraphProto): GraphTypes {
  const values = new Map<string, ValueType>()
  for (const value of [...(graph.input ?? []), ...(graph.valueInfo ?? []), ...(graph.output ?? [])]) {
    const type = typeFromProto(value.type)
    if (type !== null) values.set(value.name ?? '', type)
  }
  const inner = new Map<string, GraphTypes>()
  for (const node of graph.node ?? [])
    for (const { attribute, index, graph: subgraph } of subgraphsOf(node))
      inner.set(subgraphKey(node, attribute, index), statedTypes(subgraph))
  return { values, inner }
}

/** A value type in the IR. Symbolic dimensions are unknown ones there; element types nobody knows make the whole type unknown. */
export function irValueType(type: ValueType | null | undefined): Type {
  if (type === null || type === undefined) return unknownType
  switch (type.kind) {
    case 'tensor':
    case 'sparse': {
      const element = irElementType(type.elementType)
      if (element === undefined) return unknownType
      const dense = tensorType(type.shape === null ? null : type.shape.map((d) => (typeof d === 'number' ? d : null)), element)
      return type.kind === 'tensor' ? dense : dialectType('onnx', 'sparse', printType(dense))
    }
    case 'sequence':
    case 'optional':
      return dialectType('onnx', type.kind, printType(irValueType(type.element)))
    case 'map': {
      const key = irElementType(type.keyType)
      return dialectType('onnx', 'map', `${key === undefined ? '?' : printType(key)}, ${printType(irValueType(type.value))}`)
    }
    case 'opaque':
      return dialectType('onnx', 'opaque', JSON.stringify(`${type.domain}:${type.name}`))
  }
}
