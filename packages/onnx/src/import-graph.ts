import { at, type Diagnostic, failure, type Result, type SourceLocation, success } from '@onnc/support'
import {
  constantOp,
  domainAttribute,
  funcOp,
  irVersionAttribute,
  moduleOp,
  nodeNameAttribute,
  noneOp,
  defaultDomain,
  opsetsAttribute,
  returnOp,
} from '@onnc/dialects'
import {
  append,
  type Attribute,
  type Block,
  createOperation,
  dictionaryAttribute,
  functionType,
  integerAttribute,
  nameLocation,
  noneType,
  type Operation,
  singleBlockRegion,
  stringAttribute,
  tensorType,
  type Type,
  type Value,
} from '@onnc/ir'

import { irElementType } from './element-types.ts'
import { importAttribute, elementsOfTensor } from './import-attribute.ts'
import { attributeMalformed, featureUnsupported, typeUnsupported, valueUndefined } from './import-diagnostics.ts'
import { toBigInt } from './int64.ts'
import { type ModelProto, type NodeProto, onnx } from './messages.ts'
import { tensorFromProto } from './tensor-from-proto.ts'
import type { ValueType } from './value-type.ts'

/**
 * A model as a module of the onnx dialect: one function, one operation per node. Nodes must be sorted, `types` must hold the type of
 * every value that a node reads or makes, with all symbols bound. Returns all that stands in the way at once.
 */
export function importGraph(model: ModelProto, types: ReadonlyMap<string, ValueType>): Result<Operation> {
  const graph = model.graph!
  const importer: Importer = { types, values: new Map(), diagnostics: [], block: undefined! }
  const initializers = new Set((graph.initializer ?? []).map((t) => t.name ?? ''))
  const inputs = (graph.input ?? []).map((v) => v.name ?? '').filter((name) => !initializers.has(name))
  const { region, block } = singleBlockRegion(inputs.map((name) => typeOf(importer, name) ?? noneType))
  importer.block = block
  for (const [index, name] of inputs.entries()) define(importer, name, block.arguments[index]!)
  for (const tensor of graph.initializer ?? []) importConstant(importer, tensor.name ?? '', tensor)
  for (const [index, node] of (graph.node ?? []).entries()) importNode(importer, node, index)
  const outputs = (graph.output ?? []).map((v) => v.name ?? '')
  const returned = outputs.map((name) => read(importer, name, undefined))
  if (importer.diagnostics.length > 0) return failure(...importer.diagnostics)
  append(block, returnOp.create({ values: returned }))
  const func = funcOp.create({
    sym_name: 'main',
    function_type: functionType(
      block.arguments.map((a) => a.type),
      returned.map((v) => v.type),
    ),
    body: region,
  })
  func.attributes.set('onnx.inputs', namesAttribute(inputs))
  func.attributes.set('onnx.outputs', namesAttribute(outputs))
  const top = singleBlockRegion()
  append(top.block, func)
  const module = moduleOp.create({ body: top.region })
  module.attributes.set(irVersionAttribute, integerAttribute(toBigInt(model.irVersion ?? 0)))
  module.attributes.set(
    opsetsAttribute,
    dictionaryAttribute((model.opsetImport ?? []).map((o) => [o.domain || defaultDomain, integerAttribute(toBigInt(o.version ?? 0))])),
  )
  return success(module)
}

interface Importer {
  readonly types: ReadonlyMap<string, ValueType>
  readonly values: Map<string, Value>
  readonly diagnostics: Diagnostic[]
  block: Block
}

function namesAttribute(names: readonly string[]): Attribute {
  return { kind: 'array', elements: names.map(stringAttribute) }
}

function define(importer: Importer, name: string, value: Value): void {
  value.name = name
  importer.values.set(name, value)
}

/** The IR type of a value; says why where it has none. */
function typeOf(importer: Importer, name: string): Type | undefined {
  const type = importer.types.get(name)
  const refuse = (text: string): undefined => {
    importer.diagnostics.push(typeUnsupported(name, text))
  }
  if (type === undefined) return refuse('unknown')
  if (type.kind !== 'tensor') return refuse(type.kind)
  const element = irElementType(type.elementType)
  if (element === undefined)
    return refuse(`a tensor of ${onnx.TensorProto.DataType[type.elementType] ?? `element type ${type.elementType}`}`)
  return tensorType(type.shape === null ? null : type.shape.map((d) => (typeof d === 'number' ? d : null)), element)
}

function read(importer: Importer, name: string, location: SourceLocation | undefined): Value {
  const value = importer.values.get(name)
  if (value !== undefined) return value
  const fault = valueUndefined(name)
  importer.diagnostics.push(location === undefined ? fault : at(fault, location))
  return append(importer.block, noneOp.create({ out: noneType })).results[0]!
}

function importConstant(importer: Importer, name: string, message: onnx.TensorProto.$Properties): void {
  const tensor = tensorFromProto(message)
  if (!tensor.ok) {
    importer.diagnostics.push(...tensor.diagnostics)
    return
  }
  const value = elementsOfTensor(tensor.value, name)
  if (value === undefined) importer.diagnostics.push(typeUnsupported(name, 'a constant tensor of strings'))
  else
    define(importer, name, append(importer.block, constantOp.create({ value, out: value.type, location: nameLocation(name) })).results[0]!)
}

function importNode(importer: Importer, node: NodeProto, index: number): void {
  const opType = node.opType ?? ''
  const outputs = node.output ?? []
  const name = node.name || outputs[0] || `node ${index}`
  const location: SourceLocation = { kind: 'node', node: name, opType }
  const complain = (diagnostics: readonly Diagnostic[]): void => {
    importer.diagnostics.push(...diagnostics.map((d) => at(d, location)))
  }
  const attributes = new Map<string, Attribute>()
  for (const message of node.attribute ?? []) {
    const attribute = message.name?.startsWith('onnx.')
      ? failure(attributeMalformed(message.name, 'begins with the reserved prefix onnx.'))
      : message.refAttrName
        ? failure(featureUnsupported(`a reference to a function's attribute '${message.refAttrName}'`))
        : importAttribute(message)
    if (attribute.ok) attributes.set(message.name ?? '', attribute.value)
    else complain(attribute.diagnostics)
  }
  attributes.set(nodeNameAttribute, stringAttribute(node.name ?? ''))
  if (node.domain) attributes.set(domainAttribute, stringAttribute(node.domain))
  const operands = (node.input ?? []).map((input) =>
    input === '' ? append(importer.block, noneOp.create({ out: noneType })).results[0]! : read(importer, input, location),
  )
  const resultTypes = outputs.map((output) => (output === '' ? noneType : (typeOf(importer, output) ?? noneType)))
  const operation = append(
    importer.block,
    createOperation({ name: `onnx.${opType}`, operands, resultTypes, attributes, location: nameLocation(name) }),
  )
  for (const [i, output] of outputs.entries()) if (output !== '') define(importer, output, operation.results[i]!)
}
