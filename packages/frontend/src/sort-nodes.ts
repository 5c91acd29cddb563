import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import type { GraphProto, NodeProto } from '@onnc/onnx'

import { namesRead } from './captured-names.ts'
import { locate } from './check-model.ts'
import { graphCycle, valueUndefined } from './frontend-diagnostics.ts'

/** Nodes in an order in which every value is made before it is read, in subgraphs too; nodes that do not wait keep their order. */
export function sortNodes(graph: GraphProto): Result<readonly NodeProto[]> {
  const nodes = graph.node ?? []
  const producers = new Map<string, NodeProto>()
  for (const node of nodes) for (const output of node.output ?? []) if (output !== '') producers.set(output, node)
  const outside = new Set([...(graph.input ?? []), ...(graph.initializer ?? [])].map((v) => v.name ?? ''))
  const faults: Diagnostic[] = []
  const reads = new Map(nodes.map((node) => [node, namesRead(node)]))
  for (const node of nodes)
    for (const input of new Set(reads.get(node)))
      if (!producers.has(input) && !outside.has(input)) faults.push(at(valueUndefined(input), locate(node)))
  for (const { name } of graph.output ?? [])
    if (!producers.has(name ?? '') && !outside.has(name ?? '')) faults.push(valueUndefined(name ?? ''))
  if (faults.length > 0) return failure(...faults)

  const sorted: NodeProto[] = []
  const state = new Map<NodeProto, 'open' | 'done'>()
  for (const root of nodes) {
    const stack: { node: NodeProto; next: number }[] = [{ node: root, next: 0 }]
    while (stack.length > 0) {
      const top = stack.at(-1)!
      if (top.next === 0 && state.get(top.node) === 'done') {
        stack.pop()
        continue
      }
      state.set(top.node, 'open')
      const pending = nextPending(reads.get(top.node)!, top, producers, state)
      if (pending === undefined) {
        state.set(top.node, 'done')
        sorted.push(top.node)
        stack.pop()
      } else if (state.get(pending) === 'open') return failure(at(graphCycle(locate(pending).node), locate(pending)))
      else stack.push({ node: pending, next: 0 })
    }
  }
  return success(sorted)
}

function nextPending(
  inputs: readonly string[],
  frame: { next: number },
  producers: ReadonlyMap<string, NodeProto>,
  state: ReadonlyMap<NodeProto, 'open' | 'done'>,
): NodeProto | undefined {
  while (frame.next < inputs.length) {
    const producer = producers.get(inputs[frame.next++]!)
    if (producer !== undefined && state.get(producer) !== 'done') return producer
  }
  return undefined
}
