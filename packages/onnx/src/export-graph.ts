import {
  constantOp,
  defaultDomain,
  domainAttribute,
  graphsAttribute,
  irVersionAttribute,
  noneOp,
  opsetsAttribute,
  opTypeOf,
  overloadAttribute,
  nodeNameAttribute,
  docAttribute,
  metadataAttribute,
  restAttribute,
  textConstantOp,
} from '@onnc/dialects'
import { type Attribute, type Block, bytesOfText, definingOperation, type Operation, operationsOf, readBlob, type Value } from '@onnc/ir'

import { attributeMessage } from './export-attribute.ts'
import type { Names } from './export-names.ts'
import { graphValueInfo } from './export-type.ts'
import {
  amend,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  onnx,
  type TensorProto,
  type ValueInfoProto,
} from './messages.ts'
import { readModelRest, readNodeRest } from './rest.ts'
import { tensorParts } from './export-type.ts'

export interface OnnxVersions {
  readonly irVersion: number
  /** Version by operator-set domain. */
  readonly opsets: ReadonlyMap<string, number>
  /** Functions that nodes may call. */
  readonly functions: NonNullable<ModelProto['functions']>
}

/** The versions and functions that a module of the onnx dialect states. */
export function moduleVersions(module: Operation): OnnxVersions {
  const irVersion = module.attributes.get(irVersionAttribute)
  const opsets = module.attributes.get(opsetsAttribute)
  if (irVersion?.kind !== 'integer' || opsets?.kind !== 'dictionary') throw new Error('a module without ONNX versions')
  return {
    irVersion: Number(irVersion.value),
    opsets: new Map(
      [...opsets.entries].map(([domain, v]) => [domain === defaultDomain ? '' : domain, v.kind === 'integer' ? Number(v.value) : 0]),
    ),
    functions: readModelRest(module.attributes.get(restAttribute)).functions ?? [],
  }
}

/** From IR version 4 on, initializers need not be inputs too; from 8 on there are functions. */
export function modelMessage(graph: GraphProto, { irVersion, opsets, functions }: OnnxVersions): ModelProto {
  return {
    irVersion: Math.max(irVersion, functions.length > 0 ? 8 : 4),
    producerName: 'onnc',
    opsetImport: [...opsets].map(([domain, version]) => ({ domain, version })),
    functions,
    graph,
  }
}

/** How the elements of a constant are put into its tensor message: in place, or in a file beside the model. */
export type WriteElements = (message: TensorProto, constant: Operation) => TensorProto

const inPlace: WriteElements = (message, constant) => ({ ...message, rawData: readBlob(constantOp.view(constant).value.blob) })

/** The onnx operations of a block as a graph: its arguments are the inputs, what its last operation takes the outputs. */
export function exportBlock(block: Block, name: string, names: Names, writeElements: WriteElements = inPlace): GraphProto {
  names.nameBlock(block)
  const { node, initializer } = exportBody(block, names, writeElements)
  return {
    name,
    node,
    initializer,
    input: block.arguments.map((value) => graphValueInfo(value, names.nameOf(value))),
    output: block.last!.operands.map((value) => graphValueInfo(value, names.nameOf(value))),
  }
}

function exportBody(block: Block, names: Names, writeElements: WriteElements): { node: NodeProto[]; initializer: TensorProto[] } {
  const initializer: TensorProto[] = []
  const node: NodeProto[] = []
  for (const operation of operationsOf(block)) {
    if (isConstant(operation)) {
      const tensor = constantMessage(operation, names.nameOf(operation.results[0]!), writeElements)
      if (operation.attributes.has(nodeNameAttribute)) node.push(constantNode(operation, tensor))
      else initializer.push({ ...tensor, ...wordsOf(operation) })
    } else if (operation.name.startsWith('onnx.') && !noneOp.is(operation) && operation !== block.last)
      node.push(nodeMessage(operation, names, writeElements))
  }
  return { node, initializer }
}

function isConstant(operation: Operation): boolean {
  return constantOp.is(operation) || textConstantOp.is(operation)
}

function constantMessage(operation: Operation, name: string, writeElements: WriteElements): TensorProto {
  const { elementType, shape } = tensorParts(operation.results[0]!.type)
  const head: TensorProto = { name, dataType: elementType, dims: [...(shape as readonly number[])] }
  if (textConstantOp.is(operation)) return { ...head, stringData: textConstantOp.view(operation).value.map(bytesOfText) }
  return writeElements(head, operation)
}

function constantNode(operation: Operation, tensor: TensorProto): NodeProto {
  return {
    opType: 'Constant',
    ...nameOf(operation),
    ...wordsOf(operation),
    output: [tensor.name!],
    attribute: [{ name: 'value', type: onnx.AttributeProto.AttributeType.TENSOR, t: amend(tensor, { name: null }) }],
  }
}

function textOf(operation: Operation, name: string): string | undefined {
  const attribute = operation.attributes.get(name)
  return attribute?.kind === 'string' ? attribute.value : undefined
}

function nameOf(operation: Operation): { name?: string } {
  const name = textOf(operation, nodeNameAttribute)
  return name ? { name } : {}
}

function wordsOf(operation: Operation): Pick<NodeProto, 'docString' | 'metadataProps'> {
  const docString = textOf(operation, docAttribute)
  const metadata = operation.attributes.get(metadataAttribute)
  const entries: [string, Attribute][] = metadata?.kind === 'dictionary' ? [...metadata.entries] : []
  return {
    ...(docString === undefined ? {} : { docString }),
    ...(entries.length === 0 ? {} : { metadataProps: entries.map(([key, v]) => ({ key, value: v.kind === 'string' ? v.value : '' })) }),
  }
}

function nodeMessage(operation: Operation, names: Names, writeElements: WriteElements): NodeProto {
  const rest = readNodeRest(operation.attributes.get(restAttribute))
  const carried = new Map((rest.attribute ?? []).map((a) => [a.name ?? '', a]))
  const own = [...operation.attributes]
    .filter(([name]) => !name.startsWith('onnx.'))
    .map(([name, value]) => {
      const { docString } = carried.get(name) ?? {}
      return { ...attributeMessage(name, value), ...(docString ? { docString } : {}) }
    })
  const stated = new Set(own.map((a) => a.name))
  const others = (rest.attribute ?? []).filter((a) => !stated.has(a.name ?? ''))
  const domain = textOf(operation, domainAttribute)
  const overload = textOf(operation, overloadAttribute)
  return amend(rest, {
    opType: opTypeOf(operation),
    ...nameOf(operation),
    ...wordsOf(operation),
    ...(domain ? { domain } : {}),
    ...(overload ? { overload } : {}),
    input: operation.operands.map((v) => (isNone(v) ? '' : names.nameOf(v))),
    output: operation.results.map((v) => (v.type.kind === 'none' ? '' : names.nameOf(v))),
    attribute: [...own, ...withSubgraphs(operation, others, names, writeElements)],
  })
}

function isNone(value: Value): boolean {
  const producer = definingOperation(value)
  return producer !== undefined && noneOp.is(producer)
}

/** The carried attributes, those that are subgraphs with the content of their regions. */
function withSubgraphs(
  operation: Operation,
  carried: readonly AttributeProto[],
  names: Names,
  writeElements: WriteElements,
): AttributeProto[] {
  const graphs = operation.attributes.get(graphsAttribute)
  const attributeOf = graphs?.kind === 'array' ? graphs.elements.map((e) => (e.kind === 'string' ? e.value : '')) : []
  return carried.map((attribute) => {
    const blocks = operation.regions.filter((_, i) => attributeOf[i] === attribute.name).map((region) => region.blocks[0]!)
    if (blocks.length === 0) return attribute
    const skeletons = attribute.g ? [attribute.g, ...(attribute.graphs ?? [])] : (attribute.graphs ?? [])
    const filled = blocks.map((block, i) => fillGraph(skeletons[i] ?? {}, block, names.inside(), writeElements))
    return attribute.g ? amend(attribute, { g: filled[0]!, graphs: filled.slice(1) }) : amend(attribute, { graphs: filled })
  })
}

function fillGraph(skeleton: GraphProto, block: Block, names: Names, writeElements: WriteElements): GraphProto {
  names.nameBlock(block)
  const renamed = (values: readonly Value[], infos: readonly ValueInfoProto[]): ValueInfoProto[] =>
    values.map((value, i) => amend(infos[i] ?? {}, { name: names.nameOf(value) }))
  const constants = new Set([...operationsOf(block)].filter((op) => isConstant(op)).flatMap((op) => op.results.map((r) => names.nameOf(r))))
  const inputs = (skeleton.input ?? []).filter((v) => !constants.has(v.name ?? ''))
  return amend(skeleton, {
    ...exportBody(block, names, writeElements),
    input: renamed(block.arguments, inputs),
    output: renamed(block.last!.operands, skeleton.output ?? []),
  })
}
