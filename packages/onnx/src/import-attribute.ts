import { type Diagnostic, elementCount, elementTypes, failure, packElements, type Result, success, type Tensor } from '@onnc/support'
import {
  arrayAttribute,
  type Attribute,
  bytesBlob,
  type DenseAttribute,
  denseArrayAttribute,
  denseAttribute,
  f32,
  floatAttribute,
  i64ArrayAttribute,
  integerAttribute,
  stringAttribute,
  tensorType,
} from '@onnc/ir'

import { irElementType } from './element-types.ts'
import { attributeMalformed, featureUnsupported } from './import-diagnostics.ts'
import { type Int64, toBigInt } from './int64.ts'
import { type AttributeProto, isPresent, onnx } from './messages.ts'
import { tensorFromProto } from './tensor-from-proto.ts'

/** Constants of more elements than this are named resources at the end of the text; smaller ones are written in place. */
const inPlaceElements = 16

/** A tensor as an attribute; strings have no dense form. */
export function elementsOfTensor(tensor: Tensor, name: string): DenseAttribute | undefined {
  if (tensor.type === 'string') return undefined
  const element = irElementType(elementTypes[tensor.type].onnx)!
  const blob = bytesBlob(element, tensor.shape, packElements(tensor.type, tensor.data))
  return denseAttribute(tensorType(tensor.shape, element), blob, elementCount(tensor.shape) > inPlaceElements ? name : undefined)
}

const kinds = onnx.AttributeProto.AttributeType

/** The kind an attribute states, or, in models older than that field, the one field it has. */
function kindOf(attribute: AttributeProto): number {
  if (attribute.type) return attribute.type
  if (isPresent(attribute, 'f')) return kinds.FLOAT
  if (isPresent(attribute, 'i')) return kinds.INT
  if (isPresent(attribute, 's')) return kinds.STRING
  if (isPresent(attribute, 't')) return kinds.TENSOR
  if (isPresent(attribute, 'g')) return kinds.GRAPH
  if (attribute.floats?.length) return kinds.FLOATS
  if (attribute.ints?.length) return kinds.INTS
  if (attribute.strings?.length) return kinds.STRINGS
  return kinds.UNDEFINED
}

/** An ONNX attribute in the IR: INT is i64, FLOAT f32, INTS and FLOATS dense arrays, STRINGS an array, TENSOR its elements. */
export function importAttribute(attribute: AttributeProto): Result<Attribute> {
  const name = attribute.name ?? ''
  const malformed = (fault: string): { ok: false; diagnostics: readonly Diagnostic[] } => failure(attributeMalformed(name, fault))
  switch (kindOf(attribute)) {
    case kinds.FLOAT:
      return success(floatAttribute(attribute.f ?? 0, f32))
    case kinds.INT:
      return success(integerAttribute(toBigInt(attribute.i ?? 0)))
    case kinds.STRING: {
      const text = decodeText(attribute.s ?? new Uint8Array())
      return text === undefined ? malformed('is not UTF-8') : success(stringAttribute(text))
    }
    case kinds.FLOATS:
      return success(denseArrayAttribute(f32, attribute.floats ?? []))
    case kinds.INTS:
      return success(i64ArrayAttribute(((attribute.ints ?? []) as Int64[]).map(toBigInt)))
    case kinds.STRINGS: {
      const texts = (attribute.strings ?? []).map(decodeText)
      return texts.includes(undefined) ? malformed('is not UTF-8') : success(arrayAttribute(texts.map((t) => stringAttribute(t!))))
    }
    case kinds.TENSOR: {
      if (!attribute.t) return malformed('is a tensor without a value')
      const tensor = tensorFromProto(attribute.t)
      if (!tensor.ok) return tensor
      const elements = elementsOfTensor(tensor.value, name)
      return elements === undefined ? failure(featureUnsupported(`a string tensor as attribute '${name}'`)) : success(elements)
    }
    case kinds.GRAPH:
    case kinds.GRAPHS:
      return failure(featureUnsupported(`control flow (attribute '${name}' is a subgraph)`))
    case kinds.UNDEFINED:
      return malformed('has no type and no value')
    default:
      return failure(featureUnsupported(`attribute '${name}' of kind ${kinds[kindOf(attribute)] ?? kindOf(attribute)}`))
  }
}

function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
