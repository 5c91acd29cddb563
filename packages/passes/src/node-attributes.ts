import type { Operation } from '@onnc/ir'

/** Attributes of an ONNX node by their ONNX kinds, with the default that ONNX gives an absent one. */
export function intOf(node: Operation, name: string, absent: number): number {
  const attribute = node.attributes.get(name)
  return attribute?.kind === 'integer' ? Number(attribute.value) : absent
}

export function floatOf(node: Operation, name: string, absent: number): number {
  const attribute = node.attributes.get(name)
  return attribute?.kind === 'float' ? attribute.value : absent
}

export function stringOf(node: Operation, name: string, absent: string): string {
  const attribute = node.attributes.get(name)
  return attribute?.kind === 'string' ? attribute.value : absent
}

export function intsOf(node: Operation, name: string, absent: readonly number[]): readonly number[] {
  const attribute = node.attributes.get(name)
  return attribute?.kind === 'dense-array' ? attribute.values.map(Number) : absent
}

export function floatsOf(node: Operation, name: string, absent: readonly number[]): readonly number[] {
  return intsOf(node, name, absent)
}

export function stringsOf(node: Operation, name: string, absent: readonly string[]): readonly string[] {
  const attribute = node.attributes.get(name)
  return attribute?.kind === 'array' ? attribute.elements.map((e) => (e.kind === 'string' ? e.value : '')) : absent
}
