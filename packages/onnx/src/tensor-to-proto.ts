import { onnxOfElementType, packElements, type Tensor } from '@onnc/support'
import type { TensorProto } from './messages.ts'

/** The message of a tensor: numbers in `raw_data`, as a view of the tensor's array unless they are packed; strings in `string_data`. */
export function tensorToProto(tensor: Tensor, name: string): TensorProto {
  const head = { name, dataType: onnxOfElementType(tensor.type), dims: [...tensor.shape] }
  if (tensor.type === 'string') {
    const encoder = new TextEncoder()
    return { ...head, stringData: tensor.data.map((text) => encoder.encode(text)) }
  }
  return { ...head, rawData: packElements(tensor.type, tensor.data) }
}
