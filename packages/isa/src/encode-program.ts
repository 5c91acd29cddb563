import protobuf from 'protobufjs/minimal.js'
import { writeBinding, writeBuffer, writeKernel } from './buffers-section.ts'
import { checkProgram } from './check-program.ts'
import { encodeInstructions } from './encode-instructions.ts'
import { headerBytes, sealEnvelope } from './envelope.ts'
import { messages } from './messages.ts'
import { writePattern } from './patterns-section.ts'
import type { Program } from './program.ts'
import { writeSourceMap } from './source-map-section.ts'
import { writeTiles } from './tiles-section.ts'
import { writeUses } from './uses-section.ts'

/**
 * The bytes of a `.mrr` file; the same program always gives the same bytes, and `decodeProgram` reads them back. Throws on a program
 * that `checkProgram` finds at fault: whoever made it has a bug.
 */
export function encodeProgram(program: Program): Uint8Array {
  const [problem] = checkProgram(program)
  if (problem !== undefined) {
    const where = problem.location?.kind === 'instruction' ? `instructions[${problem.location.index}]: ` : ''
    throw new Error(`cannot write an invalid program: ${where}${problem.message}`)
  }
  const writer = messages.Program.encode(
    {
      target: { name: program.target.name, definition: program.target.definition },
      instructions: encodeInstructions(program.instructions),
      tiles: writeTiles(program.tiles),
      uses: writeUses(program.uses),
      patterns: program.patterns.map(writePattern),
      kernels: program.kernels.map(writeKernel),
      buffers: program.buffers.map(writeBuffer),
      inputs: program.inputs.map(writeBinding),
      outputs: program.outputs.map(writeBinding),
      sourceMap: writeSourceMap(program.sourceMap),
    },
    protobuf.Writer.create(),
  )
  const file = new Uint8Array(headerBytes + writer.pos)
  writer.finishInto(file, headerBytes)
  sealEnvelope(file)
  return file
}
