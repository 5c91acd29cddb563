import { at, type Diagnostic } from '@onnc/support'
import { amend, encodeModel, type ModelProto, type NodeProto, typeFromProto, valueInfo } from '@onnc/onnx'
import { kernelMissing, operatorUnknown } from '@onnc/ort'

import { locate } from './check-model.ts'
import { type AnnotateTypes, probeModel } from './infer-types.ts'

/** Nodes without a kernel that are looked for one after the other. */
const mostRounds = 64

/**
 * All nodes that ONNX Runtime lacks something for, where it names but the first: every node of an operator it does not know; else node
 * after node without a kernel, each taken out before the next is looked for. What it said itself where it is about something else.
 */
export async function diagnoseOperators(
  model: ModelProto,
  said: readonly Diagnostic[],
  annotateTypes: AnnotateTypes,
): Promise<readonly Diagnostic[]> {
  if (said.some((d) => d.code === operatorUnknown.code)) return unknownOperators(model, said, annotateTypes)
  return said.some((d) => d.code === kernelMissing.code) ? missingKernels(model, said, annotateTypes) : said
}

async function unknownOperators(
  model: ModelProto,
  said: readonly Diagnostic[],
  annotateTypes: AnnotateTypes,
): Promise<readonly Diagnostic[]> {
  const nodes = model.graph!.node ?? []
  const byOperator = new Map<string, Diagnostic | undefined>()
  const faults: Diagnostic[] = []
  for (const node of nodes) {
    const key = JSON.stringify([node.domain ?? '', node.opType ?? ''])
    if (!byOperator.has(key)) byOperator.set(key, await unknownOperator(model, node, annotateTypes))
    const fault = byOperator.get(key)
    if (fault !== undefined) faults.push(at(fault, locate(node)))
  }
  return faults.length > 0 ? faults : said
}

/** Operators are looked up before anything else of a node is: one without inputs tells as much as any. */
async function unknownOperator(model: ModelProto, node: NodeProto, annotateTypes: AnnotateTypes): Promise<Diagnostic | undefined> {
  const { opType, domain } = node
  const alone = { name: 'one', node: [{ opType: opType ?? '', domain: domain ?? '', output: ['y'] }], output: [valueInfo('y', null)] }
  const asked = await annotateTypes(encodeModel(amend(model, { graph: alone })))
  return asked.ok ? undefined : asked.diagnostics.find((d) => d.code === operatorUnknown.code)
}

async function missingKernels(
  model: ModelProto,
  said: readonly Diagnostic[],
  annotateTypes: AnnotateTypes,
): Promise<readonly Diagnostic[]> {
  const graph = model.graph!
  const stated = new Map((graph.valueInfo ?? []).map((v) => [v.name, typeFromProto(v.type)]))
  const numbered = (graph.node ?? []).map((node, i) => ({ node, named: amend(node, { name: `node ${i}` }) }))
  const removed = new Set<NodeProto>()
  const faults: Diagnostic[] = []
  while (faults.length < mostRounds) {
    const left = numbered.filter(({ node }) => !removed.has(node))
    const made = [...removed].flatMap((n) => n.output ?? []).filter((name) => name !== '')
    const inputs = made.map((name) => valueInfo(name, stated.get(name) ?? { kind: 'tensor', elementType: 1, shape: null }))
    const cut = amend(model, {
      graph: amend(graph, { node: left.map(({ named }) => named), input: [...(graph.input ?? []), ...inputs] }),
    })
    const asked = await annotateTypes(encodeModel(probeModel(cut)))
    const fault = asked.ok ? undefined : asked.diagnostics.find((d) => d.code === kernelMissing.code)
    const name = fault?.location?.kind === 'node' ? fault.location.node : undefined
    const found = left.find(({ named }) => named.name === name)
    if (fault === undefined || found === undefined) break
    faults.push(at(fault, locate(found.node)))
    removed.add(found.node)
  }
  return faults.length > 0 ? faults : said
}
