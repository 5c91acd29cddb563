import { amend, type GraphProto, type ModelProto, type NodeProto, type TensorProto, toNumber, type ValueType } from '@onnc/onnx'

import { namesRead } from './captured-names.ts'
import { hoistConstants } from './constant-nodes.ts'
import { knownScalar, roundsOfLoop, roundsOfScan } from './loop-rounds.ts'
import { subgraphOf } from './node-attributes.ts'
import { namesDefined } from './rename-nodes.ts'
import { type Place, placeNames } from './place-names.ts'
import { writeBody } from './write-body.ts'
import { loopRounds, scanRounds, writeRounds } from './write-rounds.ts'

/** Nodes that control flow may become in all; what would make more stays as it is. */
const mostNodes = 20_000

/**
 * The model with control flow that is decided at compile time written out: the branch that an `If` of constant condition takes, and the
 * rounds of a `Loop` or `Scan` of known number whose body reads a matrix that is a constant. Rings hold such a matrix once for all rounds;
 * a loop without one would only become longer. The same object where there is nothing to write out.
 */
export function unrollLoops(model: ModelProto, types: ReadonlyMap<string, ValueType>): ModelProto {
  const graph = model.graph!
  const nodes = graph.node ?? []
  if (!nodes.some(({ opType, domain }) => !domain && controlFlow.has(opType ?? ''))) return model
  const unroller: Unroller = {
    types,
    constants: new Map((graph.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor])),
    taken: [...namesDefined(graph)].toSorted(),
    opset: toNumber((model.opsetImport ?? []).find(({ domain }) => !domain || domain === 'ai.onnx')?.version ?? 0) ?? 0,
    made: 0,
    initializers: [],
  }
  const written = nodes.map((node) => writeOut(unroller, node))
  if (written.every((parts) => parts === undefined)) return model
  return amend(model, {
    graph: amend(graph, {
      node: written.flatMap((parts, i) => parts ?? [nodes[i]!]),
      initializer: [...(graph.initializer ?? []), ...unroller.initializers],
    }),
  })
}

interface Unroller extends Place {
  readonly types: ReadonlyMap<string, ValueType>
  readonly constants: ReadonlyMap<string, TensorProto>
  /** Version of the operator set. */
  readonly opset: number
}

const controlFlow = new Set(['If', 'Loop', 'Scan'])

/** The nodes that take the place of a control-flow node; undefined where it stays. */
function writeOut(unroller: Unroller, node: NodeProto): readonly NodeProto[] | undefined {
  if (node.domain) return undefined
  if (node.opType === 'If') return writeBranch(unroller, node)
  const isLoop = node.opType === 'Loop'
  // Before operator set 9 a Scan has sequences of several lengths.
  if (!isLoop && (node.opType !== 'Scan' || unroller.opset < 9)) return undefined
  const body = writableBody(node, 'body')
  if (body === undefined) return undefined
  const count = isLoop ? roundsOfLoop(node, body, unroller.constants) : roundsOfScan(node, unroller.types)
  if (count === undefined || count < 1 || !readsMatrix(unroller, body) || !hasRoom(unroller, body, count)) return undefined
  const names = placeNames(unroller, node, body)
  return writeRounds({ body, count, names, opset: unroller.opset, ...(isLoop ? loopRounds(node, names) : scanRounds(node, count, names)) })
}

function writeBranch(unroller: Unroller, node: NodeProto): readonly NodeProto[] | undefined {
  const condition = knownScalar(unroller.constants.get(node.input?.[0] ?? ''))
  const branch = condition === undefined ? undefined : writableBody(node, condition === 0 ? 'else_branch' : 'then_branch')
  if (branch === undefined || !hasRoom(unroller, branch, 1)) return undefined
  const { common } = placeNames(unroller, node, branch)
  return writeBody(branch, { ...common, inputs: [], results: node.output ?? [] }).nodes
}

/** The body of a node with its constants as initializers; undefined where it has what cannot stand in the graph around it. */
function writableBody(node: NodeProto, name: string): GraphProto | undefined {
  const body = subgraphOf(node, name)
  return body === undefined || body.sparseInitializer?.length ? undefined : hoistConstants(body)
}

function readsMatrix({ constants }: Unroller, body: GraphProto): boolean {
  const inside = new Map((body.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]))
  const isMatrix = (name: string): boolean => ((inside.get(name) ?? constants.get(name))?.dims?.length ?? 0) >= 2
  return (body.node ?? []).some((node) => namesRead(node).some(isMatrix))
}

function hasRoom({ made }: Unroller, body: GraphProto, rounds: number): boolean {
  return made + countNodes(body) * rounds <= mostNodes
}

function countNodes(graph: GraphProto): number {
  let count = 0
  for (const node of graph.node ?? []) {
    count++
    for (const { g, graphs } of node.attribute ?? []) for (const inner of [...(g ? [g] : []), ...(graphs ?? [])]) count += countNodes(inner)
  }
  return count
}
