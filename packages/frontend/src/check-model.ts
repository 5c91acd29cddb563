import type { Diagnostic } from '@onnc/support'
import type { GraphProto, NodeProto } from '@onnc/onnx'

import { valueRedefined } from './frontend-diagnostics.ts'

export function locate(node: NodeProto): { kind: 'node'; node: string; opType: string } {
  return { kind: 'node', node: node.name || node.output?.[0] || '(unnamed)', opType: node.opType ?? '' }
}

/** Names that stand for two things; an initializer may give a graph input its default. `graph` has its constants hoisted. */
export function checkNames(graph: GraphProto): Diagnostic[] {
  const faults: Diagnostic[] = []
  const check = (defined: Set<string>, name: string): void => {
    if (defined.has(name)) faults.push(valueRedefined(name))
    defined.add(name)
  }
  const inputs = new Set<string>()
  for (const { name } of graph.input ?? []) check(inputs, name ?? '')
  const initializers = new Set<string>()
  for (const { name } of graph.initializer ?? []) check(initializers, name ?? '')
  const values = new Set([...inputs, ...initializers])
  for (const node of graph.node ?? []) for (const name of node.output ?? []) if (name !== '') check(values, name)
  return faults
}
