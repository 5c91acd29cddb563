import { amend, type AttributeProto, type GraphProto, type NodeProto } from '@onnc/onnx'

/** The names that nodes get where they are written once more. */
export interface Renaming {
  /** Of a value. */
  readonly rename: (name: string) => string
  /** Of a node, and of a value that a subgraph defines. */
  readonly fresh: (name: string) => string
  /** What references to attributes stand for. */
  readonly attributes?: ReadonlyMap<string, AttributeProto>
  /** Hears of each node, those in subgraphs too, before it is written. */
  readonly count: () => void
}

/** A node under other names, with what it reads and makes, and its subgraphs. */
export function renameNode(node: NodeProto, renaming: Renaming): NodeProto {
  renaming.count()
  const { rename, fresh, attributes } = renaming
  const attribute = (node.attribute ?? []).flatMap((a): AttributeProto[] => {
    if (!a.refAttrName) return [a]
    const actual = attributes?.get(a.refAttrName)
    return actual === undefined ? [] : [amend(actual, { name: a.name ?? '' })]
  })
  const renamed = amend(node, {
    ...(node.name ? { name: fresh(node.name) } : {}),
    input: (node.input ?? []).map(rename),
    output: (node.output ?? []).map(rename),
    attribute,
  })
  const own = new Set((node.attribute ?? []).filter((a) => a.g || a.graphs?.length).map((a) => a.name))
  return mapSubgraphs(renamed, (graph, name) => (own.has(name) ? renameGraph(graph, renaming) : graph))
}

/**
 * Values that a subgraph defines may hide those of the same name around it. ONNX Runtime takes that only where the outer one comes later,
 * so each depth has names of its own.
 */
function renameGraph(graph: GraphProto, renaming: Renaming): GraphProto {
  const named = <T extends { name?: string | null }>(list: readonly T[] | null | undefined): T[] =>
    (list ?? []).map((item) => amend(item as T & { $unknowns?: Uint8Array[] }, { name: inside(item.name ?? '') } as object) as T)
  const own = namesDefined(graph)
  const fresh = (name: string): string => renaming.fresh(`${name}'`)
  const inside = (name: string): string => (own.has(name) ? fresh(name) : renaming.rename(name))
  return amend(graph, {
    node: (graph.node ?? []).map((node) => renameNode(node, { ...renaming, rename: inside, fresh })),
    initializer: named(graph.initializer),
    input: named(graph.input),
    output: named(graph.output),
    valueInfo: named(graph.valueInfo),
  })
}

/** The values that a graph defines: inputs, initializers, results. */
export function namesDefined(graph: GraphProto): Set<string> {
  const own = new Set([
    ...[...(graph.input ?? []), ...(graph.initializer ?? [])].map((v) => v.name ?? ''),
    ...(graph.node ?? []).flatMap((n) => n.output ?? []),
  ])
  own.delete('')
  return own
}

/** The node with each of its subgraphs replaced. */
export function mapSubgraphs(node: NodeProto, map: (graph: GraphProto, attribute: string) => GraphProto): NodeProto {
  if (!(node.attribute ?? []).some((a) => a.g || a.graphs?.length)) return node
  const attribute = (node.attribute ?? []).map((a) =>
    amend(a, { ...(a.g ? { g: map(a.g, a.name ?? '') } : {}), graphs: (a.graphs ?? []).map((g) => map(g, a.name ?? '')) }),
  )
  return amend(node, { attribute })
}
