import { codeFrame } from '@onnc/ir'
import { type Diagnostic, formatLocation, type Severity, type SourceLocation } from '@onnc/support'

/** What a comment says is reported; without a line: something that has no place in the file. */
interface Expectation {
  readonly severity: Severity
  readonly message: string
  readonly line: number | undefined
  readonly column: number | undefined
  /** The line of the comment. */
  readonly comment: number
}

/** What stands between expected and reported diagnostics: each that was not expected, with its code frame, and each that did not come. */
export function diagnosticFaults(source: string, file: string, diagnostics: readonly Diagnostic[]): string[] {
  const missing = new Set(expectationsOf(source, file))
  const faults: string[] = []
  for (const diagnostic of diagnostics) {
    const match = [...missing].find((expectation) => meets(diagnostic, expectation, file))
    if (match === undefined) faults.push(unexpected(diagnostic, source, file))
    else missing.delete(match)
  }
  for (const { severity, message, line, column, comment } of missing) {
    const place =
      line === undefined ? `no place (line ${comment} asks for it)` : `${file}:${line}${column === undefined ? '' : `:${column}`}`
    faults.push(`expected ${severity}: ${message}\n  at ${place}, but it did not come`)
  }
  return faults
}

const caret = /^\s*\/\/\s*\^\s*expected-/

function expectationsOf(source: string, file: string): Expectation[] {
  const lines = source.split('\n')
  return lines.flatMap((text, index) => {
    if (!/\/\/.*expected-/.test(text)) return []
    const found = [...text.matchAll(/expected-(error|warning|remark)(?:@(unknown|[+-]\d+))? \{\{(.*?)\}\}(?!\})/g)]
    if (found.length === 0) throw new Error(`${file}:${index + 1}: no expectation as docs/golden-tests.md has it: ${text.trim()}`)
    return found.map(([, severity, where, message]) => ({
      severity: severity as Severity,
      message: message!,
      comment: index + 1,
      ...(caret.test(text)
        ? aboveCaret(lines, index)
        : { line: where === 'unknown' ? undefined : index + 1 + Number(where ?? 0), column: undefined }),
    }))
  })
}

/** A caret points at the last line above that is no such comment itself. */
function aboveCaret(lines: readonly string[], index: number): { line: number; column: number } {
  let line = index
  while (line > 0 && caret.test(lines[line - 1]!)) line--
  return { line, column: lines[index]!.indexOf('^') + 1 }
}

function meets(diagnostic: Diagnostic, { severity, message, line, column }: Expectation, file: string): boolean {
  if (diagnostic.severity !== severity || diagnostic.message !== message) return false
  const position = positionIn(file, diagnostic)
  return position?.line === line && (column === undefined || position?.column === column)
}

type Position = Extract<SourceLocation, { kind: 'position' }>

/** The place of a diagnostic, if that is in the file. */
function positionIn(file: string, { location }: Diagnostic): Position | undefined {
  return location?.kind === 'position' && location.file === file ? location : undefined
}

function unexpected(diagnostic: Diagnostic, source: string, file: string): string {
  const { location, severity, message } = diagnostic
  const position = positionIn(file, diagnostic)
  const shown = position ?? location
  const frame = position === undefined ? '' : `\n${codeFrame(source, position)}`
  return `unexpected ${severity}: ${message}\n  at ${shown === undefined ? 'no place' : formatLocation(shown)}${frame}`
}
