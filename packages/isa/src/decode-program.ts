import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import type protobuf from 'protobufjs/minimal.js'
import { type KernelParts, readBinding, readBuffer, readKernel } from './buffers-section.ts'
import { type ByteSource, bytesSource } from './byte-source.ts'
import { checkProgram, fingerprintOf } from './check-program.ts'
import { readClaims } from './claims-section.ts'
import { decodeInstructions } from './decode-instructions.ts'
import { headerBytes, openEnvelope } from './envelope.ts'
import { type FormatVersion, formatVersion } from './format-version.ts'
import { fileMalformed, fileTooLarge } from './file-diagnostics.ts'
import { wordBytes } from './instruction-set.ts'
import { readLink } from './link-section.ts'
import { createBudgetedReader, createMemoryBudget, type MemoryBudget, OverBudget } from './memory-budget.ts'
import {
  type KernelMessage,
  messages,
  type ProgramMessage,
  type Read,
  type SourceMapMessage,
  type TilesMessage,
  type UsesMessage,
} from './messages.ts'
import { readPattern } from './patterns-section.ts'
import { createProblems, type Problems } from './problems.ts'
import { type Program, sectionSizes } from './program.ts'
import { readRanges } from './ranges-section.ts'
import { readSourceMap } from './source-map-section.ts'
import { type Gathered, MalformedPayload, sourcePlace, splitPayload } from './split-payload.ts'
import { type GroupParts, readTiles } from './tiles-section.ts'
import { readUses } from './uses-section.ts'

/** The heap of an instruction, measured on Node 24. */
const heapBytesPerInstruction = 150

/**
 * Reads a `.mrr` file and checks all of it, as `checkProgram` does. Any damage is found by the checksum and told in one line; what else
 * is wrong is listed by section and index.
 *
 * Codes, exact weights and kernel models are read from `bytes` when they are asked for; everything else is copied.
 *
 * @param file the name that locations carry
 */
export function decodeProgram(bytes: Uint8Array, file: string): Result<Program> {
  return readProgram(bytesSource(bytes), file)
}

/** The same from a source such as an open file, of which no more than a tile is in memory at one time. */
export function readProgram(source: ByteSource, file: string, budget: MemoryBudget = createMemoryBudget()): Result<Program> {
  const version = openEnvelope(source, file)
  if (!version.ok) return version
  try {
    const parts = readParts(source, file, budget)
    if (!parts.ok) return parts
    const problems = createProblems()
    const program = assembleProgram(parts.value, source, budget, problems)
    const found = program === undefined || problems.list.length > 0 ? problems.list : checkProgram(program)
    if (program !== undefined && found.length === 0) return success(program)
    return failure(...found.map((problem) => placed(problem, file, version.value)))
  } catch (error) {
    if (error instanceof OverBudget) return failure(at(fileTooLarge(budget.bytes), { kind: 'file', file }))
    throw error
  }
}

interface Parts {
  readonly message: Read<ProgramMessage>
  readonly groups: readonly GroupParts[]
  readonly kernels: readonly KernelParts[]
}

function readParts(source: ByteSource, file: string, budget: MemoryBudget): Result<Parts> {
  const fail = (byte: number, reason: string): Result<never> => failure(at(fileMalformed(byte, reason), { kind: 'byte', file, byte }))
  try {
    const { program, groups, kernels } = splitPayload(source, headerBytes, budget)
    return success({
      message: decodeGathered(messages.Program, program, budget) as Read<ProgramMessage>,
      groups: groups.map(({ rest, long }) => ({
        columns: decodeGathered(messages.Tiles, rest, budget) as Read<TilesMessage>,
        codes: long.get(5) ?? nothing,
        exact: long.get(7) ?? nothing,
      })),
      kernels: kernels.map(({ rest, long }) => ({
        message: decodeGathered(messages.Kernel, rest, budget) as Read<KernelMessage>,
        model: long.get(2) ?? nothing,
      })),
    })
  } catch (error) {
    if (error instanceof MalformedPayload) return fail(error.byte, error.message)
    throw error
  }
}

const nothing = { start: 0, length: 0 }

/** Decodes gathered fields; what is wrong is told at its byte of the source. */
function decodeGathered(type: { decode(reader: protobuf.Reader): unknown }, gathered: Gathered, budget: MemoryBudget): unknown {
  const reader = createBudgetedReader(gathered.bytes, budget)
  try {
    return type.decode(reader)
  } catch (error) {
    if (error instanceof OverBudget || !(error instanceof Error)) throw error
    const reason = error.message.startsWith('index out of range') ? 'a length passes the end of its message' : error.message
    throw new MalformedPayload(sourcePlace(gathered, reader.pos), reason)
  }
}

/** Puts every section together, so that the problems of all are found; `undefined` where one has too many problems to be read. */
function assembleProgram(
  { message, groups, kernels: models }: Parts,
  source: ByteSource,
  budget: MemoryBudget,
  problems: Problems,
): Program | undefined {
  const { name, definition } = message.target ?? new messages.Target()
  const tiles = readTiles(groups, source, budget, problems)
  const uses = tiles && readUses(message.uses ?? emptyUses, tiles, budget, problems)
  const patterns = message.patterns.map((pattern, i) => readPattern(pattern, i, problems))
  const kernels = models.map((kernel, i) => readKernel(kernel, i, source, problems))
  const buffers = message.buffers.map((buffer, i) => readBuffer(buffer, i, problems))
  const sourceMap = readSourceMap(message.sourceMap ?? emptySourceMap, budget, problems)
  const claims = message.claims === null ? undefined : readClaims(message.claims, budget, problems)
  const link = message.link === null || tiles === undefined ? undefined : readLink(message.link, tiles, problems)
  const readable = message.ranges !== null && tiles !== undefined && uses !== undefined
  const ranges = readable ? readRanges(message.ranges!, uses, problems) : undefined
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
    ...(claims === undefined ? {} : { claims }),
    ...(link === undefined ? {} : { link }),
    ...(ranges === undefined ? {} : { ranges }),
    ...(message.bankQueues ? { queues: 'bank' as const } : {}),
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
