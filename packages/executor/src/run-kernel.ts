import type { Binding, Kernel, Program } from '@onnc/isa'
import type { Session } from '@onnc/ort'
import { type Diagnostic, formatTensorType, fromCarrier, type Tensor, toCarrier } from '@onnc/support'
import { inKernel, kernelOutput, readBeforeWrite } from './diagnostics.ts'
import { accepts, describeTensor, readBuffer, writeBuffer } from './inputs.ts'
import { type MachineState, noteWrite } from './machine-state.ts'
import { sharesValues } from './memory-layout.ts'

/**
 * Runs a kernel for every sample of the block: buffers in, buffers out, each as its carrier. What comes out must have the type and shape its
 * buffer declares.
 */
export function runKernel(state: MachineState, program: Program, kernel: Kernel, session: Session): readonly Diagnostic[] {
  const names = kernel.outputs.map((binding) => binding.name)
  const placed = outputsInPlace(state, kernel)
  for (let sample = 0; sample < state.samples; sample++) {
    const feeds = new Map<string, Tensor>()
    for (const { name, buffer } of kernel.inputs) {
      const tensor = readBuffer(state, program, buffer, sample)
      if (tensor === undefined) return [readBeforeWrite(`kernel '${kernel.name}'`, program.buffers[buffer]!.name)]
      feeds.set(name, toCarrier(tensor))
    }
    const into = new Map(placed.map(({ name, buffer }) => [name, readBuffer(state, program, buffer, sample)!]))
    const result = session.run(feeds, names, into)
    if (!result.ok) return result.diagnostics.map((diagnostic) => inKernel(kernel.name, diagnostic))
    const problem = storeOutputs(state, program, kernel, result.value, sample, into)
    if (problem !== undefined) return [problem]
  }
  return []
}

/** Outputs that ONNX Runtime may write where they belong: those that share no values with an input or another output. */
function outputsInPlace({ layout }: MachineState, { inputs, outputs }: Kernel): readonly Binding[] {
  const inMemory = [...inputs, ...outputs].filter(({ buffer }) => layout.base[buffer] !== -1)
  return outputs.filter(
    (output) =>
      layout.base[output.buffer] !== -1 &&
      inMemory.every((other) => other === output || !sharesValues(layout, other.buffer, output.buffer)),
  )
}

function storeOutputs(
  state: MachineState,
  program: Program,
  kernel: Kernel,
  outputs: ReadonlyMap<string, Tensor>,
  sample: number,
  into: ReadonlyMap<string, Tensor>,
): Diagnostic | undefined {
  for (const { name, buffer: index } of kernel.outputs) {
    const buffer = program.buffers[index]!
    const output = outputs.get(name)
    if (output !== undefined && output === into.get(name)) {
      noteWrite(state, index)
      continue
    }
    const tensor = output && fromCarrier(output, buffer.type)
    if (tensor === undefined || !accepts(buffer, tensor)) {
      const found = tensor === undefined ? 'no such output' : describeTensor(tensor)
      return kernelOutput(kernel.name, name, buffer.name, formatTensorType(buffer.type, buffer.shape), found)
    }
    writeBuffer(state, program, index, sample, tensor)
  }
  return undefined
}
