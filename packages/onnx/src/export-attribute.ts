import { type Attribute, bytesOfText, readBlob } from '@onnc/ir'

import { tensorParts } from './export-type.ts'
import { fromBigInt } from './int64.ts'
import { type AttributeProto, onnx } from './messages.ts'

const kinds = onnx.AttributeProto.AttributeType

/** The ONNX form of an attribute that `importAttribute` gives. */
export function attributeMessage(name: string, attribute: Attribute): AttributeProto {
  switch (attribute.kind) {
    case 'integer':
      return { name, type: kinds.INT, i: fromBigInt(attribute.value) }
    case 'float':
      return { name, type: kinds.FLOAT, f: attribute.value }
    case 'string':
      return { name, type: kinds.STRING, s: bytesOfText(attribute.value) }
    case 'dense-array':
      return attribute.element.kind === 'float'
        ? { name, type: kinds.FLOATS, floats: attribute.values.map(Number) }
        : { name, type: kinds.INTS, ints: attribute.values.map((v) => fromBigInt(BigInt(v))) }
    case 'array':
      return { name, type: kinds.STRINGS, strings: attribute.elements.map((e) => bytesOfText(e.kind === 'string' ? e.value : '')) }
    case 'dense': {
      const { elementType, shape } = tensorParts(attribute.type)
      return {
        name,
        type: kinds.TENSOR,
        t: { dataType: elementType, dims: [...(shape as readonly number[])], rawData: readBlob(attribute.blob) },
      }
    }
    default:
      throw new Error(`attribute '${name}' of kind ${attribute.kind} has no ONNX form`)
  }
}
