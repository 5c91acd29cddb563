import { onlyBlock, type Operation } from '@onnc/ir'

import { carryEdges } from './carry-edges.ts'
import { encodeModel } from './decode-model.ts'
import { exportBlock, modelMessage, type OnnxVersions } from './export-graph.ts'
import { createNames } from './export-names.ts'

/** An electronic kernel as an ONNX model, and the names of its inputs and outputs in order. */
export interface KernelModel {
  readonly model: Uint8Array
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** The onnx operations inside an `electronic` operation as an ONNX model of their own; see `carryEdges` for the types of its edges. */
export function exportKernel(kernel: Operation, versions: OnnxVersions): KernelModel {
  const graph = exportBlock(onlyBlock(kernel), 'kernel', createNames())
  const { model, inputs, outputs } = carryEdges(modelMessage(graph, versions))
  return { model: encodeModel(model), inputs, outputs }
}
