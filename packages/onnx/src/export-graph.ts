import {
  constantOp,
  defaultDomain,
  domainAttribute,
  irVersionAttribute,
  nodeNameAttribute,
  noneOp,
  opsetsAttribute,
  opTypeOf,
} from '@onnc/dialects'
import {
  type Attribute,
  type Block,
  type DenseAttribute,
  definingOperation,
  type Operation,
  operationsOf,
  readBlob,
  type Type,
  type Value,
} from '@onnc/ir'

import { onnxElementType } from './element-types.ts'
import { fromBigInt } from './int64.ts'
import {
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  onnx,
  type TensorProto,
  type ValueInfoProto,
} from './messages.ts'
import { valueInfo } from './value-type.ts'

export interface OnnxVersions {
  readonly irVersion: number
  /** Version by operator-set domain. */
  readonly opsets: ReadonlyMap<string, number>
}

/** The versions that a module of the onnx dialect states. */
export function moduleVersions(module: Operation): OnnxVersions {
  const irVersion = module.attributes.get(irVersionAttribute)
  const opsets = module.attributes.get(opsetsAttribute)
  if (irVersion?.kind !== 'integer' || opsets?.kind !== 'dictionary') throw new Error('a module without ONNX versions')
  return {
    irVersion: Number(irVersion.value),
    opsets: new Map(
      [...opsets.entries].map(([domain, v]) => [domain === defaultDomain ? '' : domain, v.kind === 'integer' ? Number(v.value) : 0]),
    ),
  }
}

/** From IR version 4 on, initializers need not be inputs too. */
export function modelMessage(graph: GraphProto, { irVersion, opsets }: OnnxVersions): ModelProto {
  return {
    irVersion: Math.max(irVersion, 4),
    producerName: 'onnc',
    opsetImport: [...opsets].map(([domain, version]) => ({ domain, version })),
    graph,
  }
}

export type ValueNames = (value: Value) => string

/** The onnx operations of a block as a graph: its arguments are the inputs, what its last operation takes the outputs. */
export function exportBlock(block: Block, name: string, names: ValueNames): GraphProto {
  const initializer: TensorProto[] = []
  const node: NodeProto[] = []
  for (const operation of operationsOf(block)) {
    if (constantOp.is(operation)) initializer.push(tensorMessage(constantOp.view(operation).value, names(operation.results[0]!)))
    else if (operation.name.startsWith('onnx.') && !noneOp.is(operation)) node.push(nodeMessage(operation, names))
  }
  return {
    name,
    node,
    initializer,
    input: block.arguments.map((value) => info(value, names)),
    output: block.last!.operands.map((value) => info(value, names)),
  }
}

/** Names of their own, but for those given: what the model called a value may not be unique any more. */
export function nameValues(given: ReadonlyMap<Value, string> = new Map()): ValueNames {
  const names = new Map(given)
  const taken = new Set(given.values())
  return (value) => {
    let name = names.get(value)
    if (name === undefined) {
      name = value.name ?? 'v'
      for (let i = 0; name === '' || taken.has(name); i++) name = `${value.name ?? 'v'}_${i}`
      taken.add(name)
      names.set(value, name)
    }
    return name
  }
}

function info(value: Value, names: (value: Value) => string): ValueInfoProto {
  const { elementType, shape } = tensorParts(value.type)
  return valueInfo(names(value), { kind: 'tensor', elementType, shape })
}

function tensorParts(type: Type): { elementType: number; shape: readonly (number | null)[] | null } {
  const elementType = type.kind === 'tensor' ? onnxElementType(type.element) : undefined
  if (type.kind !== 'tensor' || elementType === undefined) throw new Error(`a value of kind ${type.kind} crosses the edge of a kernel`)
  return { elementType, shape: type.shape }
}

function tensorMessage(elements: DenseAttribute, name: string): TensorProto {
  const { elementType, shape } = tensorParts(elements.type)
  return { name, dataType: elementType, dims: [...(shape as readonly number[])], rawData: readBlob(elements.blob) }
}

function nodeMessage(operation: Operation, names: (value: Value) => string): NodeProto {
  const text = (name: string): string => {
    const attribute = operation.attributes.get(name)
    return attribute?.kind === 'string' ? attribute.value : ''
  }
  return {
    opType: opTypeOf(operation),
    name: text(nodeNameAttribute),
    domain: text(domainAttribute),
    input: operation.operands.map((v) => (isNone(v) ? '' : names(v))),
    output: operation.results.map((v) => (v.type.kind === 'none' ? '' : names(v))),
    attribute: [...operation.attributes]
      .filter(([name]) => !name.startsWith('onnx.'))
      .map(([name, value]) => attributeMessage(name, value)),
  }
}

function isNone(value: Value): boolean {
  const producer = definingOperation(value)
  return producer !== undefined && noneOp.is(producer)
}

const kinds = onnx.AttributeProto.AttributeType

function attributeMessage(name: string, attribute: Attribute): AttributeProto {
  const encoder = new TextEncoder()
  switch (attribute.kind) {
    case 'integer':
      return { name, type: kinds.INT, i: fromBigInt(attribute.value) }
    case 'float':
      return { name, type: kinds.FLOAT, f: attribute.value }
    case 'string':
      return { name, type: kinds.STRING, s: encoder.encode(attribute.value) }
    case 'dense-array':
      return attribute.element.kind === 'float'
        ? { name, type: kinds.FLOATS, floats: attribute.values.map(Number) }
        : { name, type: kinds.INTS, ints: attribute.values.map((v) => fromBigInt(BigInt(v))) }
    case 'array':
      return { name, type: kinds.STRINGS, strings: attribute.elements.map((e) => encoder.encode(e.kind === 'string' ? e.value : '')) }
    case 'dense':
      return { name, type: kinds.TENSOR, t: tensorMessage(attribute, '') }
    default:
      throw new Error(`attribute '${name}' of kind ${attribute.kind} has no ONNX form`)
  }
}
