import type { GraphProto, NodeProto } from '@onnc/onnx'

import { namesDefined, renameNode } from './rename-nodes.ts'

/** How the body of a control-flow node is written into the graph around it. */
export interface BodyNames {
  /** What the body's inputs are. */
  readonly inputs: readonly string[]
  /** Names that the body's outputs shall have; undefined: any. */
  readonly results: readonly (string | undefined)[]
  /** Of nodes, and of values that the body makes. */
  readonly fresh: (name: string) => string
  /** Of the body's initializers, which stand in the graph around it. */
  readonly constant: (name: string) => string
  /** Hears of each node. */
  readonly count: () => void
}

export interface WrittenBody {
  readonly nodes: readonly NodeProto[]
  /** The names of the body's outputs. */
  readonly outputs: readonly string[]
}

/** The nodes of a body among those of the graph around it; the body's initializers are left to the caller. */
export function writeBody(body: GraphProto, { inputs, results, fresh, constant, count }: BodyNames): WrittenBody {
  const nodes = body.node ?? []
  const names = new Map<string, string>([['', '']])
  for (const [i, { name }] of (body.input ?? []).entries()) names.set(name ?? '', inputs[i] ?? '')
  for (const { name } of body.initializer ?? []) names.set(name ?? '', constant(name ?? ''))
  const made = new Set(nodes.flatMap((node) => node.output ?? []))
  const outputs = (body.output ?? []).map(({ name }) => name ?? '')
  for (const [i, name] of outputs.entries()) {
    const wanted = results[i]
    if (wanted && made.has(name) && !names.has(name)) names.set(name, wanted)
  }
  const own = namesDefined(body)
  const rename = (name: string): string => names.get(name) ?? (own.has(name) ? fresh(name) : name)
  // What the body hands through, or gives twice, has no node that could take the name.
  const handed = outputs.flatMap((name, i): NodeProto[] => {
    const wanted = results[i]
    return !wanted || rename(name) === wanted
      ? []
      : [{ opType: 'Identity', name: fresh(`Identity_${i}`), input: [rename(name)], output: [wanted] }]
  })
  return {
    nodes: [...nodes.map((node) => renameNode(node, { rename, fresh, count })), ...handed],
    outputs: outputs.map(rename),
  }
}
