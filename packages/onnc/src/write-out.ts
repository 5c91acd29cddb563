import { showFailure } from './show-diagnostics.ts'
import type { Terminal } from './terminal.ts'
import { writeWhole } from './write-file.ts'

/** Text to a file, or to standard output where none is named; the exit code. */
export function writeOut(text: string, file: string | undefined, terminal: Terminal): number {
  if (file === undefined) {
    terminal.out(text)
    return 0
  }
  const written = writeWhole(file, text)
  return written.ok ? 0 : showFailure(terminal, written.diagnostics, false)
}
