import { onlyBlock, type Operation } from '@onnc/ir'

import { encodeModel } from './decode-model.ts'
import { exportBlock, modelMessage, type OnnxVersions } from './export-graph.ts'
import { createNames } from './export-names.ts'

/** An electronic kernel as an ONNX model, and the names of its inputs and outputs in order. */
export interface KernelModel {
  readonly model: Uint8Array
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

/** The onnx operations inside an `electronic` operation as an ONNX model of their own. */
export function exportKernel(kernel: Operation, versions: OnnxVersions): KernelModel {
  const block = onlyBlock(kernel)
  const names = createNames()
  const graph = exportBlock(block, 'kernel', names)
  return {
    model: encodeModel(modelMessage(graph, versions)),
    inputs: block.arguments.map(names.nameOf),
    outputs: block.last!.operands.map(names.nameOf),
  }
}
