import type { Kernel, Program } from '@onnc/isa'
import type { Session } from '@onnc/ort'
import { type Diagnostic, formatTensorType, fromCarrier, type Tensor, toCarrier } from '@onnc/support'
import { inKernel, kernelOutput, readBeforeWrite } from './diagnostics.ts'
import { accepts, describeTensor, readBuffer, writeBuffer } from './inputs.ts'
import type { MachineState } from './machine-state.ts'

/**
 * Runs a kernel for every sample of the block: buffers in, buffers out, each as its carrier. What comes out must have the type and shape its
 * buffer declares.
 */
export function runKernel(state: MachineState, program: Program, kernel: Kernel, session: Session): readonly Diagnostic[] {
  const names = kernel.outputs.map((binding) => binding.name)
  for (let sample = 0; sample < state.samples; sample++) {
    const feeds = new Map<string, Tensor>()
    for (const { name, buffer } of kernel.inputs) {
      const tensor = readBuffer(state, program, buffer, sample)
      if (tensor === undefined) return [readBeforeWrite(`kernel '${kernel.name}'`, program.buffers[buffer]!.name)]
      feeds.set(name, toCarrier(tensor))
    }
    const result = session.run(feeds, names)
    if (!result.ok) return result.diagnostics.map((diagnostic) => inKernel(kernel.name, diagnostic))
    const problem = storeOutputs(state, program, kernel, result.value, sample)
    if (problem !== undefined) return [problem]
  }
  return []
}

function storeOutputs(
  state: MachineState,
  program: Program,
  kernel: Kernel,
  outputs: ReadonlyMap<string, Tensor>,
  sample: number,
): Diagnostic | undefined {
  for (const { name, buffer: index } of kernel.outputs) {
    const buffer = program.buffers[index]!
    const output = outputs.get(name)
    const tensor = output && fromCarrier(output, buffer.type)
    if (tensor === undefined || !accepts(buffer, tensor)) {
      const found = tensor === undefined ? 'no such output' : describeTensor(tensor)
      return kernelOutput(kernel.name, name, buffer.name, formatTensorType(buffer.type, buffer.shape), found)
    }
    writeBuffer(state, program, index, sample, tensor)
  }
  return undefined
}
