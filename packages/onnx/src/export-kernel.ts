import { constantOp, domainAttribute, nodeNameAttribute, noneOp, opTypeOf } from '@onnc/dialects'
import {
  type Attribute,
  type DenseAttribute,
  definingOperation,
  onlyBlock,
  type Operation,
  operationsOf,
  readBlob,
  type Type,
  type Value,
} from '@onnc/ir'

import { encodeModel } from './decode-model.ts'
import { onnxElementType } from './element-types.ts'
import { fromBigInt } from './int64.ts'
import { type AttributeProto, type NodeProto, onnx, type TensorProto, type ValueInfoProto } from './messages.ts'
import { valueInfo } from './value-type.ts'

/** An electronic kernel as an ONNX model, and the names of its inputs and outputs in order. */
export interface KernelModel {
  readonly model: Uint8Array
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

export interface KernelVersions {
  readonly irVersion: number
  /** Version by operator-set domain. */
  readonly opsets: ReadonlyMap<string, number>
}

/** The onnx operations inside an `electronic` operation as an ONNX model of their own. */
export function exportKernel(kernel: Operation, versions: KernelVersions): KernelModel {
  const block = onlyBlock(kernel)
  const names = nameValues()
  const initializer: TensorProto[] = []
  const node: NodeProto[] = []
  for (const operation of operationsOf(block)) {
    if (constantOp.is(operation)) initializer.push(tensorMessage(constantOp.view(operation).value, names(operation.results[0]!)))
    else if (operation.name.startsWith('onnx.') && !noneOp.is(operation)) node.push(nodeMessage(operation, names))
  }
  const inputs = block.arguments.map(names)
  const outputs = block.last!.operands.map(names)
  const model = encodeModel({
    irVersion: Math.max(versions.irVersion, 4),
    opsetImport: [...versions.opsets].map(([domain, version]) => ({ domain, version })),
    graph: {
      name: 'kernel',
      node,
      initializer,
      input: block.arguments.map((value) => info(value, names)),
      output: block.last!.operands.map((value) => info(value, names)),
    },
  })
  return { model, inputs, outputs }
}

/** Names of their own: what the model called a value may not be unique any more. */
function nameValues(): (value: Value) => string {
  const names = new Map<Value, string>()
  const taken = new Set<string>()
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
