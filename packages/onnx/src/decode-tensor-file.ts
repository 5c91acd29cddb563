import { at, failure, type Result, success, type Tensor } from '@onnc/support'
import { decodeMessage, type Expected } from './decode-message.ts'
import { toNumber } from './int64.ts'
import { tensorFileSequence } from './message-diagnostics.ts'
import { onnx, type TensorProto } from './messages.ts'
import { tensorFromProto } from './tensor-from-proto.ts'

/** A tensor as test data files keep it: under the name of the graph input or output it belongs to, which may be empty. */
export interface NamedTensor {
  readonly name: string
  readonly tensor: Tensor
}

const tensorFile: Expected = {
  message: 'TensorProto',
  words: 'an ONNX tensor',
  fields: {
    1: 'dims',
    4: 'float_data',
    5: 'int32_data',
    6: 'string_data',
    7: 'int64_data',
    8: 'name',
    9: 'raw_data',
    10: 'double_data',
    11: 'uint64_data',
    12: 'doc_string',
    13: 'external_data',
    16: 'metadata_props',
  },
}

/** Reads a tensor file (`input_0.pb`). The values may be a view of `bytes`. */
export function decodeTensorFile(bytes: Uint8Array, file: string): Result<NamedTensor> {
  const message = decodeMessage<TensorProto>(onnx.TensorProto, bytes, file, tensorFile, (tensor) => [tensor])
  if (!message.ok) return message
  const tensor = tensorFromProto(message.value)
  if (tensor.ok) return success({ name: message.value.name ?? '', tensor: tensor.value })
  const diagnostics = looksLikeSequence(message.value) ? [tensorFileSequence()] : tensor.diagnostics
  return failure(...diagnostics.map((diagnostic) => at(diagnostic, { kind: 'file', file })))
}

/**
 * Test data keeps sequences and optionals in files of the same name pattern. Their messages start with the value's name where a tensor
 * has its dimensions, and keep their elements where it has its segment.
 */
function looksLikeSequence(message: TensorProto): boolean {
  if (message.name || message.rawData?.length) return false
  const dims = (message.dims ?? []).map((dimension) => toNumber(dimension) ?? 0)
  return message.segment != null || (dims.length > 0 && dims.every((dimension) => dimension > 32 && dimension < 127))
}
