import { type Result, success } from '@onnc/support'
import { blobName, type BlobReference, disassembleBlob, disassembleText, readProgram } from '@onnc/isa'
import { renameSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

import { openSource } from '../open-program.ts'
import { showFailure } from '../show-diagnostics.ts'
import type { Terminal } from '../terminal.ts'
import { writePieces } from '../write-file.ts'

export interface DisCommandFlags {
  readonly output?: string
}

/**
 * `onnc dis P.mrr [-o P.asm]`: the instructions as text, and everything else in a blob that the text names. The blob lies beside the text;
 * beside the program, where the text goes to standard output.
 */
export function disCommand(file: string, flags: DisCommandFlags, terminal: Terminal): number {
  const done = disassembleFile(file, flags.output, terminal)
  return done.ok ? 0 : showFailure(terminal, done.diagnostics, false)
}

function disassembleFile(file: string, output: string | undefined, terminal: Terminal): Result<void> {
  const source = openSource(file)
  if (!source.ok) return source
  const program = readProgram(source.value, file)
  if (!program.ok) return program
  const beside = output ?? file
  const base = basename(beside, extname(beside))
  // The hash is known when the blob is written, so it gets its name then.
  const unnamed = join(dirname(beside), `${base}.blob.${process.pid}`)
  const written = writePieces(unnamed, (sink) => disassembleBlob(source.value, file, sink))
  if (!written.ok) return written
  const { value: hashed } = written
  if (!hashed.ok) return hashed
  const blob: BlobReference = { name: blobName(base, hashed.value), sha256: hashed.value }
  renameSync(unnamed, join(dirname(beside), blob.name))
  if (output === undefined) {
    disassembleText(program.value, blob, terminal.out)
    return success(undefined)
  }
  const encoder = new TextEncoder()
  return writePieces(output, (sink) => disassembleText(program.value, blob, (text) => sink.write(encoder.encode(text))))
}
