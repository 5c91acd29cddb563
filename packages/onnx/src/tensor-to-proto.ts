import { onnxOfElementType, type Tensor } from '@onnc/support'
import type { TensorProto } from './messages.ts'

/** The message of a tensor: numbers in `raw_data`, as a view of the tensor's array; strings in `string_data`. */
export function tensorToProto(tensor: Tensor, name: string): TensorProto {
  const head = { name, dataType: onnxOfElementType(tensor.type), dims: [...tensor.shape] }
  if (tensor.type === 'string') {
    const encoder = new TextEncoder()
    return { ...head, stringData: tensor.data.map((text) => encoder.encode(text)) }
  }
  const { buffer, byteOffset, byteLength } = tensor.data
  return { ...head, rawData: new Uint8Array(buffer, byteOffset, byteLength) }
}
