import { amend, type GraphProto } from '@onnc/onnx'

/** The graph with each output once: ONNX Runtime takes lists that name one twice, and gives it once. */
export function dropRepeatedOutputs(graph: GraphProto): GraphProto {
  const outputs = graph.output ?? []
  const seen = new Set<string>()
  const output = outputs.filter(({ name }) => !seen.has(name ?? '') && seen.add(name ?? ''))
  return output.length === outputs.length ? graph : amend(graph, { output })
}
