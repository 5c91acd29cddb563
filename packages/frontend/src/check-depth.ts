import type { Diagnostic } from '@onnc/support'
import type { GraphProto } from '@onnc/onnx'

import { graphsTooDeep } from './frontend-diagnostics.ts'

/** Messages nest at most 100 deep, three for each subgraph, and what we add to a model must still have room. */
const deepestSubgraph = 24

/** Whether subgraphs nest deeper than a model can be written again. */
export function checkDepth(graph: GraphProto): Diagnostic[] {
  const pending: { graph: GraphProto; depth: number }[] = [{ graph, depth: 0 }]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > deepestSubgraph) return [graphsTooDeep(deepestSubgraph)]
    const depth = next.depth + 1
    for (const node of next.graph.node ?? []) {
      for (const { g, graphs } of node.attribute ?? [])
        for (const inner of [...(g ? [g] : []), ...(graphs ?? [])]) pending.push({ graph: inner, depth })
    }
  }
  return []
}
