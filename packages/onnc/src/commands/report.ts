import type { ReportDocument } from '@onnc/report'
import type { Result } from '@onnc/support'

import { readPair, readResults } from '../read-results.ts'
import { showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'
import { writeReport } from '../write-report.ts'

/** `onnc report R.json [R2.json] -o F.html`: what `--report` writes, from saved results. */
export async function reportCommand(files: readonly string[], { output }: { output: string }, terminal: Terminal): Promise<number> {
  const documents: Result<readonly ReportDocument[]> = files.length === 1 ? readResults(files) : readPair(files)
  if (!documents.ok) return showFailure(terminal, documents.diagnostics, false)
  const written = await writeReport(documents.value, output)
  if (!written.ok) return showFailure(terminal, written.diagnostics, false)
  showNotes(terminal, documents.diagnostics, false)
  return 0
}
