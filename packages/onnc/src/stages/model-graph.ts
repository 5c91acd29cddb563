import { type Block, locationNames, type Operation, operationsOf, walk } from '@onnc/ir'
import { constantOp, funcOp, noneOp, opTypeOf, textConstantOp } from '@onnc/dialects'
import type { Details } from '@onnc/results'

type Graph = NonNullable<Details['graph']>

/** A node of the model before anything is done with it. */
export interface GraphNode {
  readonly name: string
  readonly op: string
  /** Nodes whose results it reads, by index. */
  readonly inputs: readonly number[]
}

const silent: ReadonlySet<string> = new Set([constantOp.name, textConstantOp.name, noneOp.name])

/** The ONNX nodes of an imported model, inputs first, outputs last; what a node holds (loops, branches) is part of it. */
export function graphNodes(module: Operation): readonly GraphNode[] {
  const main = [...walk(module)].find(({ name }) => name === funcOp.name)
  const block = main?.regions[0]?.blocks[0]
  if (block === undefined) return []
  const nodes: GraphNode[] = block.arguments.map((argument, i) => ({ name: argument.name ?? `input ${i}`, op: 'input', inputs: [] }))
  const places = new Map<Operation, number>()
  for (const operation of operationsOf(block)) {
    if (silent.has(operation.name)) continue
    const isReturn = operation.next === undefined
    if (!isReturn) places.set(operation, nodes.length)
    const inputs = [...new Set(sourcesOf(operation, block, places))]
    if (isReturn) {
      for (const [i, value] of operation.operands.entries()) {
        const from = sourceOf(value, block, places)
        nodes.push({ name: value.name ?? `output ${i}`, op: 'output', inputs: from === undefined ? [] : [from] })
      }
    } else {
      const name = locationNames(operation.location).join(' + ') || (operation.results[0]?.name ?? '')
      nodes.push({ name, op: opTypeOf(operation), inputs })
    }
  }
  return nodes
}

function sourcesOf(operation: Operation, block: Block, places: ReadonlyMap<Operation, number>): number[] {
  const own = operation.operands.flatMap((value) => sourceOf(value, block, places) ?? [])
  const inner = operation.regions.flatMap((region) => region.blocks).flatMap((body) => [...operationsOf(body)])
  return [...own, ...inner.flatMap((operation) => sourcesOf(operation, block, places))]
}

function sourceOf(value: Operation['operands'][number], block: Block, places: ReadonlyMap<Operation, number>): number | undefined {
  if (value.owner.kind === 'operation') return places.get(value.owner.operation)
  return value.owner.block === block ? value.index : undefined
}

/** The graph with where each node came to run: on rings where a matrix or a stream is made of it, on the ECU where a kernel holds it. */
export function placesOf(nodes: readonly GraphNode[], lowered: Operation): Graph {
  const [rings, ecu] = [new Set<string>(), new Set<string>()]
  for (const operation of walk(lowered)) {
    const [dialect, name] = operation.name.split('.')
    const found = dialect === 'onnx' ? ecu : ringOperations.has(name ?? '') ? rings : undefined
    if (found !== undefined && !silent.has(operation.name)) for (const node of locationNames(operation.location)) found.add(node)
  }
  return {
    nodes: nodes.map(({ name, op }) => {
      const names = name.split(' + ')
      const [onRings, onEcu] = [names.some((n) => rings.has(n)), names.some((n) => ecu.has(n))]
      return { name, op, place: onRings ? (onEcu ? 'both' : 'rings') : onEcu ? 'ecu' : 'none' }
    }),
    edges: nodes.flatMap(({ inputs }, to) => inputs.map((from): [number, number] => [from, to])),
  }
}

const ringOperations: ReadonlySet<string> = new Set(['matmul', 'product', 'stream'])
