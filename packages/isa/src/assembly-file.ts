import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { assembleWithPlaces } from './assemble.ts'
import { assemblyFewerInstructions, assemblyBlobLine, assemblyBlobMissing, assemblyBlobOther } from './assembly-diagnostics.ts'
import type { ByteSource } from './byte-source.ts'
import { readProgram } from './decode-program.ts'
import { disassemble, type Sink } from './disassemble.ts'
import { encodeInstructions } from './encode-instructions.ts'
import type { ByteSink } from './encode-program.ts'
import { openEnvelope } from './envelope.ts'
import { type FormatVersion } from './format-version.ts'
import type { Instruction } from './instruction-table.ts'
import type { Program } from './program.ts'
import { hashSource, joinBlob, type JoinedBlob, writeBlob } from './program-blob.ts'
import { createLocator } from './text-position.ts'

/*
 * Programs as two files: the instructions as text, and everything else as a blob, which the text names in its first line that is not a
 * comment:
 *
 *     .blob "net.0123456789abcdef.blob" sha256=0123...
 */

/** The blob that a text belongs to. */
export interface BlobReference {
  /** File name, beside the text. */
  readonly name: string
  /** Of the blob file, in hexadecimal. */
  readonly sha256: string
}

/** The name of the blob of a program that is called `base`. */
export function blobName(base: string, sha256: string): string {
  return `${base}.${sha256.slice(0, 16)}.blob`
}

/** Writes the blob of a program that was read from `source`; gives its hash. */
export function disassembleBlob(source: ByteSource, file: string, sink: ByteSink): Result<string> {
  const version = openEnvelope(source, file)
  return version.ok ? success(writeBlob(source, version.value, sink)) : version
}

/** Writes the text of a program, which names its blob. */
export function disassembleText(program: Program, { name, sha256 }: BlobReference, write: Sink): void {
  write(`.blob "${name}" sha256=${sha256}\n`)
  disassemble(program, write)
}

const blobLine = /^\.blob[ \t]+"([^"\\/\0]{1,255})"[ \t]+sha256=([0-9a-f]{64})[ \t\r]*(?:;.*)?$/

/** The blob that a text names. */
export function blobOf(text: string, file: string): Result<BlobReference> {
  const found = findBlobLine(text)
  if (found === undefined) return failure(at(assemblyBlobMissing(), { kind: 'position', file, line: 1, column: 1 }))
  const match = blobLine.exec(found.line)
  const [, name, sha256] = match ?? []
  const isName = name !== undefined && name !== '.' && name !== '..'
  return isName && sha256 !== undefined
    ? success({ name, sha256 })
    : failure(at(assemblyBlobLine(), createLocator(text, file)(found.start)))
}

/** The first line of a text that is neither empty nor a comment, if it is a directive. */
function findBlobLine(text: string): { readonly start: number; readonly line: string } | undefined {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const line = text.slice(start, Math.min(end, start + 1000))
    if (line.startsWith('.')) return { start, line }
    if (!/^[ \t\r]*(?:;|$)/.test(line)) return undefined
    start = end + 1
  }
  return undefined
}

/** A program put together again: its file, and the program in it. */
export interface Joined {
  readonly file: ByteSource
  readonly program: Program
}

/**
 * The program of a text and of the blob it names (`blobFile`). What is wrong with an instruction is told at its line; what is wrong with the
 * blob, as with any program file.
 */
export function assembleFile(text: string, file: string, blob: ByteSource, blobFile: string): Result<Joined> {
  const reference = blobOf(text, file)
  if (!reference.ok) return reference
  const version = openEnvelope(blob, blobFile)
  if (!version.ok) return version
  const directive = findBlobLine(text)!
  const locate = createLocator(text, file)
  if (hashSource(blob) !== reference.value.sha256) return failure(at(assemblyBlobOther(blobFile), locate(directive.start)))
  const end = directive.start + directive.line.length
  const assembled = assembleWithPlaces(`${text.slice(0, directive.start)}${' '.repeat(directive.line.length)}${text.slice(end)}`, file)
  if (!assembled.ok) return assembled
  const { instructions, offsets } = assembled.value
  const whole = joinSoundBlob(blob, blobFile, version.value, encodeInstructions(instructions as unknown as Instruction[]))
  if (!whole.ok) return whole
  const { file: joined, isCut } = whole.value
  const program = readProgram(joined, blobFile)
  const warnings = isCut ? [at(assemblyFewerInstructions(), { kind: 'file', file })] : []
  if (program.ok) return success({ file: joined, program: program.value }, [...warnings, ...program.diagnostics])
  const placed = (problem: Diagnostic): Diagnostic => {
    if (problem.location?.kind !== 'instruction') return problem
    const { notes: _, ...rest } = problem
    return { ...rest, location: locate(offsets[problem.location.index] ?? text.length) }
  }
  return failure(...program.diagnostics.map(placed))
}

/** Joins a blob whose checksum is right; what is wrong with its contents is told as of any program. */
function joinSoundBlob(blob: ByteSource, blobFile: string, version: FormatVersion, words: Uint8Array): Result<JoinedBlob> {
  try {
    return success(joinBlob(blob, version, words))
  } catch (error) {
    const read = readProgram(blob, blobFile)
    if (read.ok) throw error
    return failure(...read.diagnostics)
  }
}
