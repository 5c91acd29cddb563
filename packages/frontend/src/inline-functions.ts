import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import {
  amend,
  type AttributeProto,
  type FunctionProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type OperatorSetIdProto,
  toNumber,
} from '@onnc/onnx'

import { locate } from './check-model.ts'
import { functionNamesTooLong, functionRecursive, functionsTooDeep, functionsTooLarge } from './frontend-diagnostics.ts'
import { mapSubgraphs, renameNode } from './rename-nodes.ts'

/** Nodes that calls may become in all: functions that call functions grow exponentially. */
const mostNodes = 200_000

/** Of the names that calls give their values: they hold those of all calls around them. */
const mostCharacters = 50_000_000

/** Calls within calls: names inside take those of all calls around them. */
const deepestCall = 100

/**
 * The model with every call of a model-local function replaced by the function's nodes, in subgraphs too. A function that is written for
 * another version of an operator set than the model stays a call, which ONNX Runtime understands.
 */
export function inlineFunctions(model: ModelProto): Result<ModelProto> {
  if (!model.functions?.length) return success(model)
  const opsets = new Map((model.opsetImport ?? []).map(versionOf))
  const inliner: Inliner = {
    functions: new Map(model.functions.map((f) => [keyOf(f.domain, f.name, f.overload), f])),
    opsets,
    calls: [],
    made: 0,
    characters: 0,
    serial: 0,
  }
  try {
    const graph = inlineGraph(inliner, model.graph!)
    return success(amend(model, { graph, opsetImport: [...opsets].map(([domain, version]) => ({ domain, version })) }))
  } catch (error) {
    if (error instanceof Refusal) return failure(error.diagnostic)
    throw error
  }
}

interface Inliner {
  readonly functions: ReadonlyMap<string, FunctionProto>
  /** Operator sets of the model; a function may add some. */
  readonly opsets: Map<string, number>
  /** The functions being inlined, outermost first. */
  readonly calls: string[]
  /** Nodes made, those in subgraphs too, and characters of their names. */
  made: number
  characters: number
  serial: number
}

/** Ends the inlining of a model, from however deep. */
class Refusal extends Error {
  readonly diagnostic: Diagnostic
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message)
    this.diagnostic = diagnostic
  }
}

function keyOf(domain?: string | null, name?: string | null, overload?: string | null): string {
  return JSON.stringify([domain ?? '', name ?? '', overload ?? ''])
}

function versionOf({ domain, version }: OperatorSetIdProto): [string, number] {
  return [domain === 'ai.onnx' ? '' : (domain ?? ''), toNumber(version ?? 0) ?? 0]
}

function inlineGraph(inliner: Inliner, graph: GraphProto): GraphProto {
  return amend(graph, { node: (graph.node ?? []).flatMap((node) => inlineNode(inliner, node)) })
}

function inlineNode(inliner: Inliner, node: NodeProto): NodeProto[] {
  const key = keyOf(node.domain, node.opType, node.overload)
  const called = inliner.functions.get(key)
  if (called === undefined || !takeOpsets(inliner, called)) return [mapSubgraphs(node, (graph) => inlineGraph(inliner, graph))]
  if (inliner.calls.includes(key)) throw new Refusal(at(functionRecursive(called.name ?? ''), locate(node)))
  if (inliner.calls.length >= deepestCall) throw new Refusal(at(functionsTooDeep(deepestCall), locate(node)))
  inliner.calls.push(key)
  const body = expand(inliner, node, called).flatMap((inner) => inlineNode(inliner, inner))
  inliner.calls.pop()
  return body
}

/** Whether the function means by its operators what the model means; operator sets only it needs join those of the model. */
function takeOpsets({ opsets }: Inliner, { opsetImport }: FunctionProto): boolean {
  const wanted = (opsetImport ?? []).map(versionOf)
  if (wanted.some(([domain, version]) => opsets.has(domain) && opsets.get(domain) !== version)) return false
  for (const [domain, version] of wanted) opsets.set(domain, version)
  return true
}

/** The nodes of one call: values inside get names of their own, attributes come from the call. */
function expand(inliner: Inliner, call: NodeProto, called: FunctionProto): NodeProto[] {
  const prefix: Prefix = { text: `${call.name || call.opType || 'call'}#${inliner.serial++}/`, inliner, call }
  const names = new Map<string, string>([['', '']])
  for (const [i, name] of (called.input ?? []).entries()) names.set(name, call.input?.[i] ?? '')
  for (const [i, name] of (called.output ?? []).entries()) if (call.output?.[i]) names.set(name, call.output[i])
  const rename = (name: string): string => names.get(name) ?? prefixed(prefix, name)
  const attributes = new Map<string, AttributeProto>()
  for (const attribute of [...(called.attributeProto ?? []), ...(call.attribute ?? [])]) attributes.set(attribute.name ?? '', attribute)
  const count = (): void => {
    if (++inliner.made > mostNodes) throw new Refusal(at(functionsTooLarge(mostNodes), locate(call)))
  }
  const fresh = (name: string): string => prefixed(prefix, name)
  const body = (called.node ?? []).map((node) => renameNode(node, { rename, fresh, attributes, count }))
  // An output of the function that is one of its inputs has no node to take the caller's name.
  const passed = (called.output ?? []).flatMap((name, i): NodeProto[] => {
    const at = (called.input ?? []).indexOf(name)
    const to = call.output?.[i]
    return at < 0 || !to ? [] : [{ opType: 'Identity', name: prefixed(prefix, name), input: [call.input?.[at] ?? ''], output: [to] }]
  })
  return [...body, ...passed]
}

/** What stands before the names of a call's values. */
interface Prefix {
  readonly text: string
  readonly inliner: Inliner
  readonly call: NodeProto
}

function prefixed({ text, inliner, call }: Prefix, name: string): string {
  inliner.characters += text.length + name.length
  if (inliner.characters > mostCharacters) throw new Refusal(at(functionNamesTooLong(mostCharacters), locate(call)))
  return `${text}${name}`
}
