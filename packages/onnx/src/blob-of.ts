import { bytesBlob, type Blob, fileBlob } from '@onnc/ir'
import { failure, packElements, type Result, success, type TensorData } from '@onnc/support'
import { irElementType } from './element-types.ts'
import { externalSlice } from './external-data.ts'
import { tensorType } from './message-diagnostics.ts'
import type { TensorProto } from './messages.ts'
import { rawOf, tensorFromProto } from './tensor-from-proto.ts'
import { isExternal, tensorHead } from './tensor-head.ts'

/**
 * The values of a tensor message as a blob. Values in the message are viewed where they lie (copied where they are in a typed list); values in
 * another file, found by `attachExternalData`, are not read: the blob is a slice of that file, which stays open as long as the blob is in use.
 *
 * Refuses what `tensorFromProto` refuses, and strings, which no blob holds.
 */
export function blobOf(message: TensorProto): Result<Blob> {
  const head = tensorHead(message)
  if (!head.ok) return head
  const { words, type, shape } = head.value
  if (type === 'string') return failure(tensorType(words, 'STRING'))
  const element = irElementType(message.dataType!)!
  const slice = externalSlice(message)
  if (slice !== undefined) {
    const { file, offset } = slice
    return success(fileBlob(element, shape, { descriptor: file.descriptor, path: file.path, offset, owner: file }))
  }
  const raw = isExternal(message) ? success(undefined) : rawOf(message, head.value)
  if (!raw.ok) return raw
  const isPlain = raw.value !== undefined && type !== 'bool'
  if (isPlain) return success(bytesBlob(element, shape, raw.value))
  const tensor = tensorFromProto(message)
  if (!tensor.ok) return tensor
  return success(bytesBlob(element, shape, packElements(type, tensor.value.data as TensorData)))
}
