import { type Result, success } from '@onnc/support'
import {
  arrayAttribute,
  type Attribute,
  denseArrayAttribute,
  f32,
  floatAttribute,
  i64ArrayAttribute,
  integerAttribute,
  stringAttribute,
  textOfBytes,
} from '@onnc/ir'

import { constantElements } from './constant-elements.ts'
import { type Int64, toBigInt } from './int64.ts'
import { type AttributeProto, isPresent, onnx } from './messages.ts'

const kinds = onnx.AttributeProto.AttributeType

/** The kind an attribute states, or, in models older than that field, the one field it has. */
export function attributeKind(attribute: AttributeProto): number {
  if (attribute.type) return attribute.type
  if (isPresent(attribute, 'f')) return kinds.FLOAT
  if (isPresent(attribute, 'i')) return kinds.INT
  if (isPresent(attribute, 's')) return kinds.STRING
  if (isPresent(attribute, 't')) return kinds.TENSOR
  if (isPresent(attribute, 'g')) return kinds.GRAPH
  if (attribute.floats?.length) return kinds.FLOATS
  if (attribute.ints?.length) return kinds.INTS
  if (attribute.strings?.length) return kinds.STRINGS
  if (attribute.graphs?.length) return kinds.GRAPHS
  return kinds.UNDEFINED
}

/**
 * An ONNX attribute in the IR: INT is i64, FLOAT f32, INTS and FLOATS dense arrays, STRINGS an array, TENSOR its elements. Undefined:
 * the IR has no form of its own for it (sparse tensors, types, references, tensors of strings), and it is carried as it is.
 */
export function importAttribute(attribute: AttributeProto): Result<Attribute | undefined> {
  if (attribute.refAttrName) return success(undefined)
  switch (attributeKind(attribute)) {
    case kinds.FLOAT:
      return success(floatAttribute(attribute.f ?? 0, f32))
    case kinds.INT:
      return success(integerAttribute(toBigInt(attribute.i ?? 0)))
    case kinds.STRING:
      return success(stringAttribute(textOfBytes(attribute.s ?? new Uint8Array())))
    case kinds.FLOATS:
      return success(denseArrayAttribute(f32, attribute.floats ?? []))
    case kinds.INTS:
      return success(i64ArrayAttribute(((attribute.ints ?? []) as Int64[]).map(toBigInt)))
    case kinds.STRINGS:
      return success(arrayAttribute((attribute.strings ?? []).map((s) => stringAttribute(textOfBytes(s)))))
    case kinds.TENSOR: {
      if (!attribute.t) return success(undefined)
      const elements = constantElements(attribute.t, attribute.name ?? '')
      return elements.ok && elements.value.kind === 'array' ? success(undefined) : elements
    }
    default:
      return success(undefined)
  }
}
