import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { decodeMessage, type Expected } from './decode-message.ts'
import { type Int64, toBigInt, toNumber } from './int64.ts'
import { modelOpsetTwice, modelOpsetVersion, modelWithoutGraph, modelWithoutIrVersion, modelWithoutOpset } from './message-diagnostics.ts'
import { isPresent, type ModelProto, onnx } from './messages.ts'
import { tensorsOfModel } from './tensors-of.ts'

const model: Expected = {
  message: 'ModelProto',
  words: 'an ONNX model',
  fields: {
    2: 'producer_name',
    3: 'producer_version',
    4: 'domain',
    6: 'doc_string',
    7: 'graph',
    8: 'opset_import',
    14: 'metadata_props',
    20: 'training_info',
    25: 'functions',
    26: 'configuration',
  },
}

/**
 * Reads an ONNX model and checks what makes it one: a graph, an IR version, operator sets with usable versions, each domain once.
 * Weights are views of `bytes`, which must therefore stay unchanged.
 *
 * @param file the name diagnostics give the model
 */
export function decodeModel(bytes: Uint8Array, file: string): Result<ModelProto> {
  const decoded = decodeMessage<ModelProto>(onnx.ModelProto, bytes, file, model, tensorsOfModel)
  if (!decoded.ok) return decoded
  const wrong = checkModel(decoded.value)
  return wrong === undefined ? success(decoded.value) : failure(at(wrong, { kind: 'file', file }))
}

/** The bytes of an ONNX file. */
export function encodeModel(message: ModelProto): Uint8Array {
  const { buffer, byteOffset, length } = onnx.ModelProto.encode(message).finish()
  return new Uint8Array(buffer, byteOffset, length)
}

function checkModel(message: ModelProto): Diagnostic | undefined {
  if (!message.graph) return modelWithoutGraph()
  const irVersion: Int64 = message.irVersion ?? 0
  if (!isPresent(message, 'irVersion')) return modelWithoutIrVersion('missing')
  const version = toBigInt(irVersion)
  if (version < 1n || version > 0x7fffffffn) return modelWithoutIrVersion(String(version))
  const imports = message.opsetImport ?? []
  if (imports.length === 0) return modelWithoutOpset()
  const versions = new Map<string, number>()
  for (const { domain: written, version } of imports) {
    const domain = written === 'ai.onnx' ? '' : (written ?? '')
    const number = toNumber(version ?? 0)
    if (number === undefined || number < 1 || number > 0x7fffffff) return modelOpsetVersion(domain, String(toBigInt(version ?? 0)))
    const earlier = versions.get(domain)
    if (earlier !== undefined && earlier !== number) return modelOpsetTwice(domain, earlier, number)
    versions.set(domain, number)
  }
  return undefined
}
