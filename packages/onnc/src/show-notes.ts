import type { Diagnostic } from '@onnc/support'

import { formatDiagnostic } from './show-diagnostics.ts'
import { errPaintOf, type Terminal } from './terminal.ts'

/** Warnings always, remarks where they were asked for; how many there are otherwise. */
export function showNotes(terminal: Terminal, diagnostics: readonly Diagnostic[], remarks: boolean): void {
  for (const diagnostic of diagnostics)
    if (diagnostic.severity === 'warning' || (remarks && diagnostic.severity === 'remark'))
      terminal.err(`onnc: ${formatDiagnostic(diagnostic, errPaintOf(terminal))}\n`)
  const hidden = remarks ? 0 : diagnostics.filter((d) => d.severity === 'remark').length
  if (hidden > 0) terminal.err(`onnc: ${hidden} ${hidden === 1 ? 'remark' : 'remarks'} (--remarks shows them)\n`)
}
