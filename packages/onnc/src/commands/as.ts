import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { codeFrame } from '@onnc/ir'
import { assembleFile, blobOf, copySource } from '@onnc/isa'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { fileError } from '../file-error.ts'
import { outputMissing } from '../onnc-diagnostics.ts'
import { openSource } from '../open-program.ts'
import { showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'
import { writePieces } from '../write-file.ts'

export interface AsCommandFlags {
  readonly output?: string
}

/** `onnc as P.asm -o P.mrr`: a program from a text of instructions and the blob that it names, which lies beside it. */
export function asCommand(file: string, flags: AsCommandFlags, terminal: Terminal): number {
  if (flags.output === undefined) return showFailure(terminal, [outputMissing()], false)
  const text = readText(file)
  if (!text.ok) return showFailure(terminal, text.diagnostics, false)
  const written = assembleTo(file, text.value, flags.output)
  if (written.ok) {
    showNotes(terminal, written.diagnostics, false)
    return 0
  }
  return showFailure(terminal, written.diagnostics, false, (diagnostic) => frameOf(diagnostic, file, text.value))
}

function assembleTo(file: string, text: string, output: string): Result<void> {
  const reference = blobOf(text, file)
  if (!reference.ok) return reference
  const blobFile = join(dirname(file), reference.value.name)
  const blob = openSource(blobFile)
  if (!blob.ok) return blob
  const joined = assembleFile(text, file, blob.value, blobFile)
  if (!joined.ok) return joined
  const written = writePieces(output, (sink) => copySource(joined.value.file, (piece) => sink.write(piece)))
  return written.ok ? success(undefined, joined.diagnostics) : written
}

function readText(file: string): Result<string> {
  try {
    return success(readFileSync(file, 'utf8'))
  } catch (error) {
    return failure(fileError(file, error))
  }
}

/** The line a diagnostic speaks of, with a caret. */
function frameOf({ location }: Diagnostic, file: string, text: string): string {
  return location?.kind === 'position' && location.file === file ? codeFrame(text, location) : ''
}
