import type { Program, ProgramBuffer } from '@onnc/isa'
import { dataLength, type Diagnostic, formatTensorType, type Tensor } from '@onnc/support'
import { inputMismatch, inputMissing, inputUnknown } from './diagnostics.ts'
import { type MachineState, noteWrite, sampleName, startOf } from './machine-state.ts'

/** The values of one inference, by input name. */
export type Sample = ReadonlyMap<string, Tensor>

const listed = 50

/** Everything that is wrong with samples: missing and unknown inputs, other types or shapes than the program has. At most 50 problems. */
export function checkSamples(program: Program, samples: readonly Sample[]): readonly Diagnostic[] {
  const problems: Diagnostic[] = []
  const names = program.inputs.map((binding) => binding.name)
  const known = new Set(names)
  for (const [index, sample] of samples.entries()) {
    const where = sampleName(index, samples.length)
    for (const name of sample.keys()) if (!known.has(name)) problems.push(inputUnknown(name, names, where))
    for (const { name, buffer: bufferIndex } of program.inputs) {
      const buffer = program.buffers[bufferIndex]!
      const tensor = sample.get(name)
      if (tensor === undefined) problems.push(inputMissing(name, buffer.type, buffer.shape, where))
      else {
        const found = describeTensor(tensor)
        const isComplete = tensor.data.length === dataLength(tensor.type, tensor.shape)
        if (!accepts(buffer, tensor) || !isComplete) {
          const length = isComplete ? '' : ` with ${tensor.data.length} values`
          problems.push(inputMismatch(name, formatTensorType(buffer.type, buffer.shape), found + length, where))
        }
      }
    }
    if (problems.length >= listed) return problems.slice(0, listed)
  }
  return problems
}

/** Whether a tensor has the buffer's type and shape; what is not known of the shape may be anything. */
export function accepts({ type, shape }: ProgramBuffer, tensor: Tensor): boolean {
  if (tensor.type !== type) return false
  if (shape === null) return true
  return tensor.shape.length === shape.length && shape.every((dimension, axis) => dimension === null || dimension === tensor.shape[axis])
}

export function describeTensor(tensor: Tensor): string {
  return formatTensorType(tensor.type, tensor.shape)
}

/** Puts checked samples into their buffers; `samples` are those of the state's block. */
export function loadInputs(state: MachineState, program: Program, samples: readonly Sample[]): void {
  for (const { name, buffer } of program.inputs) {
    for (const [index, sample] of samples.entries()) writeBuffer(state, program, buffer, index, sample.get(name)!)
  }
}

/** Puts the constants that streams read into the buffers of all samples, once: as they are, or as the levels that are sent. */
export function loadConstants(state: MachineState, { buffers, tiles }: Program, isExact: boolean): void {
  for (const [index, { tile: held }] of buffers.entries()) {
    if (held === undefined) continue
    const tile = tiles[held]!
    const { codes, step } = tile
    const values = isExact ? tile.exact! : Float32Array.from(codes, (code) => code * step)
    for (let sample = 0; sample < state.capacity; sample++) state.memory.set(values, startOf(state, index, sample))
  }
}

/** The program's outputs for one sample of the block, copied; an output that nothing has written is missing. */
export function readOutputs(state: MachineState, program: Program, sample: number): Map<string, Tensor> {
  const outputs = new Map<string, Tensor>()
  for (const { name, buffer } of program.outputs) {
    const tensor = readBuffer(state, program, buffer, sample)
    if (tensor === undefined) continue
    outputs.set(name, tensor.type === 'string' ? tensor : { ...tensor, data: tensor.data.slice() })
  }
  return outputs
}

/** A buffer's tensor for one sample: a view for the activation memory; undefined where the ECU holds nothing yet. */
export function readBuffer(state: MachineState, program: Program, buffer: number, sample: number): Tensor | undefined {
  const { memory, shape: declared } = program.buffers[buffer]!
  if (memory === 'ecu') return state.held[buffer]![sample]
  const start = startOf(state, buffer, sample)
  const shape = (declared ?? []).map((dimension) => dimension ?? 0)
  return { type: 'float32', shape, data: state.memory.subarray(start, start + state.layout.size[buffer]!) }
}

/** Writes a tensor that the buffer accepts. */
export function writeBuffer(state: MachineState, program: Program, buffer: number, sample: number, tensor: Tensor): void {
  noteWrite(state, buffer)
  if (program.buffers[buffer]!.memory === 'ecu') state.held[buffer]![sample] = tensor
  else if (tensor.type === 'float32') state.memory.set(tensor.data as Float32Array, startOf(state, buffer, sample))
}
