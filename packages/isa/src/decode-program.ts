import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { readBinding, readBuffer, readKernel } from './buffers-section.ts'
import { checkProgram, fingerprintOf } from './check-program.ts'
import { decodeInstructions } from './decode-instructions.ts'
import { type FormatVersion, formatVersion, headerBytes, openEnvelope } from './envelope.ts'
import { fileMalformed, fileTooLarge } from './file-diagnostics.ts'
import { wordBytes } from './instruction-set.ts'
import { createBudgetedReader, createMemoryBudget, type MemoryBudget, OverBudget } from './memory-budget.ts'
import { messages, type ProgramMessage, type Read, type SourceMapMessage, type UsesMessage } from './messages.ts'
import { readPattern } from './patterns-section.ts'
import { createProblems, type Problems } from './problems.ts'
import { type Program, sectionSizes } from './program.ts'
import { readSourceMap } from './source-map-section.ts'
import { readTiles } from './tiles-section.ts'
import { readUses } from './uses-section.ts'

/** The heap of an instruction, measured on Node 24. */
const heapBytesPerInstruction = 150

/**
 * Reads a `.mrr` file and checks all of it, as `checkProgram` does. Any damage is found by the checksum and told in one line; what else
 * is wrong is listed by section and index.
 *
 * Kernel models are views of `bytes`; everything else is copied.
 *
 * @param file the name that locations carry
 */
export function decodeProgram(bytes: Uint8Array, file: string): Result<Program> {
  return decodeProgramWithin(bytes, file, createMemoryBudget())
}

/** The same with a given budget of memory. */
export function decodeProgramWithin(bytes: Uint8Array, file: string, budget: MemoryBudget): Result<Program> {
  const envelope = openEnvelope(bytes, file)
  if (!envelope.ok) return envelope
  try {
    const message = readMessage(envelope.value.payload, file, budget)
    if (!message.ok) return message
    const problems = createProblems()
    const program = readProgram(message.value, budget, problems)
    const found = program === undefined || problems.list.length > 0 ? problems.list : checkProgram(program)
    if (program !== undefined && found.length === 0) return success(program)
    return failure(...found.map((problem) => placed(problem, file, envelope.value.version)))
  } catch (error) {
    if (error instanceof OverBudget) return failure(at(fileTooLarge(budget.bytes), { kind: 'file', file }))
    throw error
  }
}

function readMessage(payload: Uint8Array, file: string, budget: MemoryBudget): Result<Read<ProgramMessage>> {
  const reader = createBudgetedReader(payload, budget)
  try {
    return success(messages.Program.decode(reader) as unknown as Read<ProgramMessage>)
  } catch (error) {
    if (error instanceof OverBudget || !(error instanceof Error)) throw error
    const byte = headerBytes + reader.pos
    const reason = error.message.startsWith('index out of range') ? 'a length passes the end of its message' : error.message
    return failure(at(fileMalformed(byte, reason), { kind: 'byte', file, byte }))
  }
}

/** Reads every section, so that the problems of all are found; `undefined` where one has too many problems to be read. */
function readProgram(message: Read<ProgramMessage>, budget: MemoryBudget, problems: Problems): Program | undefined {
  const { name, definition } = message.target ?? new messages.Target()
  const tiles = readTiles(message.tiles, budget, problems)
  const uses = tiles && readUses(message.uses ?? emptyUses, tiles, budget, problems)
  const patterns = message.patterns.map((pattern, i) => readPattern(pattern, i, problems))
  const kernels = message.kernels.map((kernel, i) => readKernel(kernel, i, problems))
  const buffers = message.buffers.map((buffer, i) => readBuffer(buffer, i, problems))
  const sourceMap = readSourceMap(message.sourceMap ?? emptySourceMap, budget, problems)
  if (tiles === undefined || uses === undefined || sourceMap === undefined) return undefined

  budget.charge((message.instructions.length / wordBytes) * heapBytesPerInstruction)
  const instructions = decodeInstructions(message.instructions, sectionSizes({ tiles, uses, patterns, kernels }))
  for (const problem of instructions.diagnostics) problems.add(problem)
  if (!instructions.ok) return undefined
  return {
    target: { name, fingerprint: fingerprintOf(definition), definition },
    instructions: instructions.value,
    tiles,
    uses,
    patterns,
    kernels,
    buffers,
    inputs: message.inputs.map(readBinding),
    outputs: message.outputs.map(readBinding),
    sourceMap,
  }
}

const emptyUses = new messages.Uses() as Read<UsesMessage>
const emptySourceMap = new messages.SourceMap() as Read<SourceMapMessage>

/** An instruction's place is its index, so the file goes into a note; everything else is somewhere in the file. */
function placed(problem: Diagnostic, file: string, { major, minor }: FormatVersion): Diagnostic {
  const notes = [
    ...(problem.location === undefined ? [] : [`in ${file}`]),
    ...(minor > formatVersion.minor ? [`the file has format ${major}.${minor}, this build knows ${major}.${formatVersion.minor}`] : []),
  ]
  return { ...problem, location: problem.location ?? { kind: 'file', file }, ...(notes.length > 0 ? { notes } : {}) }
}
