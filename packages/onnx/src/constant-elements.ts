import {
  arrayAttribute,
  type ArrayAttribute,
  type Blob,
  bytesBlob,
  type DenseAttribute,
  denseAttribute,
  stringAttribute,
  tensorType,
} from '@onnc/ir'
import { elementCount, elementTypes, packElements, type Result, success, type Tensor } from '@onnc/support'

import { blobOf } from './blob-of.ts'
import { irElementType } from './element-types.ts'
import { externalSlice } from './external-data.ts'
import { type TensorProto, onnx } from './messages.ts'
import { tensorFromProto } from './tensor-from-proto.ts'

/** Gives the elements of a tensor that are kept outside its message; undefined for a tensor that holds its own. */
export type ExternalElements = (message: TensorProto) => Result<Blob> | undefined

/** Constants of more elements than this are named resources at the end of the text; smaller ones are written in place. */
const inPlaceElements = 16

/** A tensor of numbers as an attribute. */
export function elementsOfTensor(tensor: Exclude<Tensor, { type: 'string' }>, name: string): DenseAttribute {
  const element = irElementType(elementTypes[tensor.type].onnx)!
  return denseOf(bytesBlob(element, tensor.shape, packElements(tensor.type, tensor.data)), name)
}

/** The constant that a tensor message holds: dense elements, or strings as an array. */
export function constantElements(
  message: TensorProto,
  name: string,
  external: ExternalElements = attachedElements,
): Result<DenseAttribute | ArrayAttribute> {
  const outside = external(message)
  if (outside !== undefined) return outside.ok ? success(denseOf(outside.value, name)) : outside
  if (message.dataType !== onnx.TensorProto.DataType.STRING) {
    const blob = blobOf(message)
    return blob.ok ? success(denseOf(blob.value, name)) : blob
  }
  const tensor = tensorFromProto(message)
  return tensor.ok ? success(arrayAttribute((tensor.value.data as readonly string[]).map(stringAttribute))) : tensor
}

/** Elements in another file of the model's folder stay there. */
function attachedElements(message: TensorProto): Result<Blob> | undefined {
  return externalSlice(message) === undefined ? undefined : blobOf(message)
}

function denseOf(blob: Blob, name: string): DenseAttribute {
  return denseAttribute(tensorType(blob.shape, blob.element), blob, elementCount(blob.shape) > inPlaceElements ? name : undefined)
}
