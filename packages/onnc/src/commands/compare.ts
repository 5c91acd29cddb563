import { compareSummary } from '@onnc/report'

import { readPair } from '../read-results.ts'
import { showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import { paintOf, type Terminal } from '../terminal.ts'

/** `onnc compare A.json B.json`: what differs between two saved results. */
export function compareCommand(first: string, second: string, terminal: Terminal): number {
  const documents = readPair([first, second])
  if (!documents.ok) return showFailure(terminal, documents.diagnostics, false)
  showNotes(terminal, documents.diagnostics, false)
  terminal.out(`${compareSummary(...documents.value, paintOf(terminal))}\n`)
  return 0
}
