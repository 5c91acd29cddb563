import { compareSummary } from '@onnc/report'

import { readResults } from '../read-results.ts'
import { showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import { paintOf, type Terminal } from '../terminal.ts'

/** `onnc compare A.json B.json`: what differs between two saved results. */
export function compareCommand(first: string, second: string, terminal: Terminal): number {
  const documents = readResults([first, second])
  if (!documents.ok) return showFailure(terminal, documents.diagnostics, false)
  showNotes(terminal, documents.diagnostics, false)
  terminal.out(`${compareSummary(documents.value[0]!, documents.value[1]!, paintOf(terminal))}\n`)
  return 0
}
