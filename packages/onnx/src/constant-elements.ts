import { arrayAttribute, type ArrayAttribute, type Blob, type DenseAttribute, denseAttribute, stringAttribute, tensorType } from '@onnc/ir'
import { elementCount, type Result, success } from '@onnc/support'

import { blobOf } from './blob-of.ts'
import { onnx, type TensorProto } from './messages.ts'
import { tensorFromProto } from './tensor-from-proto.ts'

/** Constants of more elements than this are named resources at the end of the text; smaller ones are written in place. */
const inPlaceElements = 16

/** The constant that a tensor message holds: dense elements, which stay in another file where they lie in one, or strings as an array. */
export function constantElements(message: TensorProto, name: string): Result<DenseAttribute | ArrayAttribute> {
  if (message.dataType !== onnx.TensorProto.DataType.STRING) {
    const blob = blobOf(message)
    return blob.ok ? success(denseOf(blob.value, name)) : blob
  }
  const tensor = tensorFromProto(message)
  return tensor.ok ? success(arrayAttribute((tensor.value.data as readonly string[]).map(stringAttribute))) : tensor
}

function denseOf(blob: Blob, name: string): DenseAttribute {
  return denseAttribute(tensorType(blob.shape, blob.element), blob, elementCount(blob.shape) > inPlaceElements ? name : undefined)
}
