import type { Instruction, Program } from '@onnc/isa'
import { readBeforeWrite } from './diagnostics.ts'
import type { Problems } from './problems.ts'

/** Checks that whatever is read is an input of the program or is written by some instruction that does not read it itself. */
export function checkReads(program: Program, problems: Problems): void {
  const constants = program.buffers.flatMap(({ memory }, buffer) => (memory === 'weight' ? [buffer] : []))
  const written = new Set([...program.inputs.map((binding) => binding.buffer), ...constants])
  for (const instruction of program.instructions) {
    const { reads, writes } = access(program, instruction)
    for (const buffer of writes) if (!reads.includes(buffer)) written.add(buffer)
  }
  const report = (reader: string, buffer: number, index?: number): void => {
    if (written.has(buffer)) return
    problems.report(readBeforeWrite(reader, program.buffers[buffer]!.name), index)
    written.add(buffer)
  }
  for (const [index, instruction] of program.instructions.entries()) {
    for (const buffer of access(program, instruction).reads) report(instruction.op, buffer, index)
  }
  for (const { name, buffer } of program.outputs) report(`program output '${name}'`, buffer)
}

/** The buffer that a tile of activations is written from. */
export function imprintBuffer({ tiles, patterns }: Pick<Program, 'tiles' | 'patterns'>, tile: number): number {
  return patterns[tiles[tile]!.activations!]!.buffer
}

/** Buffers an instruction reads and writes, by index. */
export function access(
  program: Program,
  instruction: Instruction,
): { readonly reads: readonly number[]; readonly writes: readonly number[] } {
  if (instruction.op === 'stream') {
    const [input, output] = [program.patterns[instruction.input]!.buffer, program.patterns[instruction.output]!.buffer]
    const list = program.patterns[instruction.input]!.indices
    return {
      reads: [input, ...(list === undefined ? [] : [list]), ...(instruction.store === 'accumulate' ? [output] : [])],
      writes: [output],
    }
  }
  if (instruction.op === 'imprint') return { reads: [imprintBuffer(program, instruction.tile)], writes: [] }
  if (instruction.op === 'compact') {
    const { input, values, indices } = instruction
    const [read, ...written] = [input, values, indices].map((pattern) => program.patterns[pattern]!.buffer)
    return { reads: [read!], writes: written }
  }
  if (instruction.op === 'shuffle') {
    return { reads: [program.patterns[instruction.input]!.buffer], writes: [program.patterns[instruction.output]!.buffer] }
  }
  if (instruction.op === 'kernel') {
    const { inputs, outputs } = program.kernels[instruction.kernel]!
    return { reads: inputs.map((binding) => binding.buffer), writes: outputs.map((binding) => binding.buffer) }
  }
  return { reads: [], writes: [] }
}
