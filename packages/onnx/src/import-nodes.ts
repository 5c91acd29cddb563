import { at, type Diagnostic, type Result, type SourceLocation } from '@onnc/support'
import {
  constantOp,
  docAttribute,
  domainAttribute,
  graphsAttribute,
  metadataAttribute,
  nodeNameAttribute,
  noneOp,
  onnxYieldOp,
  overloadAttribute,
  restAttribute,
  textConstantOp,
} from '@onnc/dialects'
import {
  addBlockArgument,
  append,
  arrayAttribute,
  type ArrayAttribute,
  type Attribute,
  type Block,
  createOperation,
  type DenseAttribute,
  dictionaryAttribute,
  nameLocation,
  noneType,
  type Operation,
  type Region,
  singleBlockRegion,
  stringAttribute,
  type Value,
} from '@onnc/ir'

import { constantElements } from './constant-elements.ts'
import { type GraphTypes, irValueType, noTypes, subgraphKey, subgraphsOf } from './graph-types.ts'
import { attributeKind, importAttribute } from './import-attribute.ts'
import { valueUndefined } from './import-diagnostics.ts'
import {
  amend,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  onnx,
  type StringStringEntryProto,
  type TensorProto,
} from './messages.ts'
import { graphRest, restOf } from './rest.ts'

export interface Importer {
  readonly diagnostics: Diagnostic[]
  readonly whole: boolean
}

/** The values that a graph can name: its own, and those of the graphs around it. */
export interface Scope {
  readonly block: Block
  readonly types: GraphTypes
  readonly values: Map<string, Value>
  readonly outer: Scope | undefined
}

export function createScope(block: Block, types: GraphTypes, outer?: Scope): Scope {
  return { block, types, values: new Map(), outer }
}

export function define(scope: Scope, name: string, value: Value): void {
  value.name = name
  scope.values.set(name, value)
}

/** A new argument of the block under this name. */
export function defineArgument(scope: Scope, name: string): void {
  define(scope, name, addBlockArgument(scope.block, irValueType(scope.types.values.get(name))))
}

export function read(importer: Importer, scope: Scope, name: string, location: SourceLocation | undefined): Value {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const value = at.values.get(name)
    if (value !== undefined) return value
  }
  const fault = valueUndefined(name)
  importer.diagnostics.push(location === undefined ? fault : at(fault, location))
  return none(scope)
}

function none(scope: Scope): Value {
  return append(scope.block, noneOp.create({ out: noneType })).results[0]!
}

/** Constants and nodes of a graph, at the end of the scope's block. */
export function importBody(importer: Importer, scope: Scope, graph: GraphProto): void {
  for (const tensor of graph.initializer ?? []) importInitializer(importer, scope, tensor)
  for (const [index, node] of (graph.node ?? []).entries()) importNode(importer, scope, node, index)
}

function importInitializer(importer: Importer, scope: Scope, tensor: TensorProto): void {
  const name = tensor.name ?? ''
  const value = constantElements(tensor, name)
  if (!value.ok) {
    importer.diagnostics.push(...value.diagnostics)
    // Whoever reads it is not at fault.
    return define(scope, name, none(scope))
  }
  const operation = constantOperation(value.value, tensor, name)
  for (const [key, attribute] of words(importer, tensor)) operation.attributes.set(key, attribute)
  define(scope, name, append(scope.block, operation).results[0]!)
}

function constantOperation(value: DenseAttribute | ArrayAttribute, tensor: TensorProto, name: string): Operation {
  const location = nameLocation(name)
  if (value.kind === 'dense') return constantOp.create({ value, out: value.type, location })
  const out = irValueType({ kind: 'tensor', elementType: tensor.dataType ?? 0, shape: (tensor.dims ?? []).map(Number) })
  return textConstantOp.create({ value: value.elements.map((e) => (e.kind === 'string' ? e.value : '')), out, location })
}

function importNode(importer: Importer, scope: Scope, node: NodeProto, index: number): void {
  const opType = node.opType ?? ''
  const outputs = node.output ?? []
  const name = node.name || outputs[0] || `node ${index}`
  const location: SourceLocation = { kind: 'node', node: name, opType }
  const constant = constantNode(node)
  if (constant !== undefined) {
    if (!constant.ok) return complain(importer, constant, location)
    const operation = constantOperation(constant.value, node.attribute![0]!.t!, outputs[0]!)
    operation.attributes.set(nodeNameAttribute, stringAttribute(node.name ?? ''))
    for (const [key, attribute] of words(importer, node)) operation.attributes.set(key, attribute)
    return define(scope, outputs[0]!, append(scope.block, operation).results[0]!)
  }
  const attributes = new Map<string, Attribute>()
  const carried: AttributeProto[] = []
  for (const message of node.attribute ?? []) {
    const key = message.name ?? ''
    const isOwn = !key.startsWith('onnx.') && !attributes.has(key)
    const attribute: Result<Attribute | undefined> = isOwn ? importAttribute(message) : { ok: true, value: undefined, diagnostics: [] }
    if (!attribute.ok) complain(importer, attribute, location)
    else if (attribute.value !== undefined) attributes.set(key, attribute.value)
    else if (!isGraph(message)) carried.push(message)
  }
  attributes.set(nodeNameAttribute, stringAttribute(node.name ?? ''))
  if (node.domain) attributes.set(domainAttribute, stringAttribute(node.domain))
  if (node.overload) attributes.set(overloadAttribute, stringAttribute(node.overload))
  for (const [key, attribute] of words(importer, node)) attributes.set(key, attribute)
  const operands = (node.input ?? []).map((input) => (input === '' ? none(scope) : read(importer, scope, input, location)))
  const { regions, graphs, skeletons } = importSubgraphs(importer, scope, node, location)
  if (graphs.length > 0) attributes.set(graphsAttribute, arrayAttribute(graphs.map(stringAttribute)))
  const rest = restOf('node', restNode(importer, node, [...carried, ...skeletons]))
  if (rest !== undefined) attributes.set(restAttribute, rest)
  const resultTypes = outputs.map((output) => (output === '' ? noneType : irValueType(scope.types.values.get(output))))
  const operation = append(
    scope.block,
    createOperation({ name: `onnx.${opType}`, operands, resultTypes, attributes, regions, location: nameLocation(name) }),
  )
  for (const [i, output] of outputs.entries()) if (output !== '') define(scope, output, operation.results[i]!)
}

/** The value of a Constant node that holds a tensor. */
function constantNode(node: NodeProto): Result<DenseAttribute | ArrayAttribute> | undefined {
  const [attribute, ...others] = node.attribute ?? []
  const isConstant = node.opType === 'Constant' && (!node.domain || node.domain === 'ai.onnx') && (node.input ?? []).length === 0
  const [name, ...more] = node.output ?? []
  if (!isConstant || others.length > 0 || more.length > 0 || !name || attribute?.name !== 'value' || !attribute.t || attribute.refAttrName)
    return undefined
  return constantElements(attribute.t, name)
}

function isGraph(message: AttributeProto): boolean {
  const kind = attributeKind(message)
  return kind === onnx.AttributeProto.AttributeType.GRAPH || kind === onnx.AttributeProto.AttributeType.GRAPHS
}

interface Subgraphs {
  readonly regions: Region[]
  /** The attribute of each region. */
  readonly graphs: string[]
  /** The attributes without what is in the regions. */
  readonly skeletons: AttributeProto[]
}

function importSubgraphs(importer: Importer, scope: Scope, node: NodeProto, location: SourceLocation): Subgraphs {
  const regions: Region[] = []
  const graphs: string[] = []
  for (const { attribute, index, graph } of subgraphsOf(node)) {
    const { region, block } = singleBlockRegion()
    const inner = createScope(block, scope.types.inner.get(subgraphKey(node, attribute, index)) ?? noTypes, scope)
    const initializers = new Set((graph.initializer ?? []).map((t) => t.name ?? ''))
    for (const { name } of graph.input ?? []) if (!initializers.has(name ?? '')) defineArgument(inner, name ?? '')
    importBody(importer, inner, graph)
    append(block, onnxYieldOp.create({ values: (graph.output ?? []).map((v) => read(importer, inner, v.name ?? '', location)) }))
    regions.push(region)
    graphs.push(attribute)
  }
  const skeletons = (node.attribute ?? [])
    .filter(isGraph)
    .map((a) => amend(a, { ...(a.g ? { g: graphRest(a.g) } : {}), graphs: (a.graphs ?? []).map(graphRest) }))
  return { regions, graphs, skeletons }
}

/** What of a node the operation does not hold. Unknown fields and device configurations only matter to a model that is written back. */
function restNode(importer: Importer, node: NodeProto, attribute: AttributeProto[]): NodeProto {
  if (!importer.whole) return { attribute }
  const documented = (node.attribute ?? [])
    .filter((a) => a.docString && !attribute.some((carried) => carried.name === a.name))
    .map(({ name, docString }) => ({ name: name ?? '', docString: docString! }))
  return amend(node, {
    attribute: [...attribute, ...documented],
    input: [],
    output: [],
    name: null,
    opType: null,
    domain: null,
    overload: null,
    docString: null,
    metadataProps: [],
  })
}

/** Documentation and metadata of a node or tensor. */
function words(
  importer: Importer,
  message: { readonly docString?: string | null; readonly metadataProps?: readonly StringStringEntryProto[] | null },
): [string, Attribute][] {
  if (!importer.whole) return []
  const { docString, metadataProps } = message
  return [
    ...(docString ? [[docAttribute, stringAttribute(docString)] as [string, Attribute]] : []),
    ...(metadataProps?.length
      ? [
          [metadataAttribute, dictionaryAttribute(metadataProps.map((p) => [p.key ?? '', stringAttribute(p.value ?? '')]))] as [
            string,
            Attribute,
          ],
        ]
      : []),
  ]
}

function complain(importer: Importer, { diagnostics }: { readonly diagnostics: readonly Diagnostic[] }, location: SourceLocation): void {
  importer.diagnostics.push(...diagnostics.map((d) => at(d, location)))
}
