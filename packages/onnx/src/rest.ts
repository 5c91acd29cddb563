import { bytesBlob, type Attribute, denseAttribute, i8, readBlob, tensorType } from '@onnc/ir'

import { amend, type GraphProto, type ModelProto, type NodeProto, onnx } from './messages.ts'

/*
 * What a message says beyond what the IR has a form for, kept as the bytes of a message of the same kind: nothing that ONNX has or will
 * have is lost between reading a model and writing it.
 */
const messages = { model: onnx.ModelProto, node: onnx.NodeProto } as const

/** The attribute that holds a remainder; undefined where nothing remains. */
export function restOf<K extends keyof typeof messages>(
  kind: K,
  message: K extends 'model' ? ModelProto : NodeProto,
): Attribute | undefined {
  const { buffer, byteOffset, length } = messages[kind].encode(message).finish()
  if (length === 0) return undefined
  const bytes = new Uint8Array(buffer, byteOffset, length)
  return denseAttribute(tensorType([length], i8), bytesBlob(i8, [length], bytes), `${kind}_rest`)
}

export function readModelRest(attribute: Attribute | undefined): ModelProto {
  return attribute?.kind === 'dense' ? onnx.ModelProto.decode(readBlob(attribute.blob)) : {}
}

export function readNodeRest(attribute: Attribute | undefined): NodeProto {
  return attribute?.kind === 'dense' ? onnx.NodeProto.decode(readBlob(attribute.blob)) : {}
}

/** The IR holds a model's versions, nodes and constants; its inputs and outputs stay here too, for their symbolic dimensions and words. */
export function modelRest(model: ModelProto): Attribute | undefined {
  return restOf('model', amend(model, { irVersion: null, opsetImport: [], graph: graphRest(model.graph!) }))
}

export function graphRest(graph: GraphProto): GraphProto {
  return amend(graph, { node: [], initializer: [], sparseInitializer: [] })
}
