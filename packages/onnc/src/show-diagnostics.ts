import { type Diagnostic, exitCodeOf, formatLocation } from '@onnc/support'
import { type Paint, plainPaint } from '@onnc/report'
import type { ErrorResult, ResultDiagnostic } from '@onnc/results'

import { errPaintOf, type Terminal } from './terminal.ts'

/** `error: message`, with where, notes and remedy. One line, unless there are notes. */
export function formatDiagnostic({ severity, location, message, notes = [], fix }: Diagnostic, paint: Paint = plainPaint): string {
  const where = location === undefined ? '' : `${formatLocation(location)}: `
  const kind = severity === 'error' ? paint.bad(severity) : paint.strong(severity)
  return [`${kind}: ${where}${message}${fix === undefined ? '' : ` (try: ${fix})`}`, ...notes.map((note) => `  ${note}`)].join('\n')
}

/** A diagnostic as it stands in JSON documents: lists become mutable, absent parts stay absent. */
export function resultDiagnostic({ notes, ...rest }: Diagnostic): ResultDiagnostic {
  return { ...rest, ...(notes === undefined ? {} : { notes: [...notes] }) }
}

/**
 * Shows errors and warnings, each with the source lines that `frameOf` finds for it; with `json`, as one document on standard output too.
 * Returns the exit code.
 */
export function showFailure(
  terminal: Terminal,
  diagnostics: readonly Diagnostic[],
  json: boolean,
  frameOf: (diagnostic: Diagnostic) => string = () => '',
): number {
  const shown = diagnostics.filter((d) => d.severity !== 'remark')
  for (const diagnostic of shown.slice(0, mostShown)) {
    const frame = frameOf(diagnostic)
    terminal.err(`onnc: ${formatDiagnostic(diagnostic, errPaintOf(terminal))}\n${frame === '' ? '' : `${frame.replaceAll(/^/gm, '  ')}\n`}`)
  }
  if (shown.length > mostShown) terminal.err(`onnc: and ${shown.length - mostShown} more\n`)
  const exitCode = exitCodeOf(diagnostics) as ErrorResult['exitCode']
  if (json)
    printJson(terminal, {
      schema: 'onnc.error/1',
      exitCode,
      diagnostics: shown.slice(0, mostInDocument).map(resultDiagnostic),
    } satisfies ErrorResult)
  return exitCode
}

/** A file can be wrong in any number of places. */
const mostShown = 100
const mostInDocument = 1000

/** One document, indented for people; its `details` in one line, since they are long. */
export function printJson(terminal: Terminal, document: object): void {
  const { details, ...rest } = document as { readonly details?: unknown }
  const text = JSON.stringify(rest, null, 2)
  terminal.out(details === undefined ? `${text}\n` : `${text.slice(0, -2)},\n  "details": ${JSON.stringify(details)}\n}\n`)
}
