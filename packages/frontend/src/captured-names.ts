import { type GraphProto, type NodeProto, subgraphsOf } from '@onnc/onnx'

/** Every value that a node reads: its inputs, and what its subgraphs use of the graphs around them. */
export function namesRead(node: NodeProto): string[] {
  const names = (node.input ?? []).filter((name) => name !== '')
  for (const { graph } of subgraphsOf(node)) names.push(...freeNames(graph))
  return names
}

/** Names that a graph reads and does not define. */
function freeNames(graph: GraphProto): string[] {
  const own = new Set<string>()
  for (const value of [...(graph.input ?? []), ...(graph.initializer ?? [])]) own.add(value.name ?? '')
  for (const { values } of graph.sparseInitializer ?? []) own.add(values?.name ?? '')
  for (const node of graph.node ?? []) for (const name of node.output ?? []) own.add(name)
  const read = [...(graph.node ?? []).flatMap(namesRead), ...(graph.output ?? []).map((v) => v.name ?? '')]
  return read.filter((name) => name !== '' && !own.has(name))
}
