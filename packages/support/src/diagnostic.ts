import { plainText } from './plain-text.ts'
import type { SourceLocation } from './source-location.ts'

/** Whose fault a diagnostic reports; decides the exit code. */
export type DiagnosticClass = 'check' | 'usage' | 'invalid' | 'unsupported' | 'does-not-fit' | 'internal'

export const exitCodes: Readonly<Record<DiagnosticClass, number>> = {
  check: 1,
  usage: 2,
  invalid: 3,
  unsupported: 4,
  'does-not-fit': 5,
  internal: 70,
}

export type Severity = 'error' | 'warning' | 'remark'

/** A problem or an observation as a value: what happened, where, and what would mend it. */
export interface Diagnostic {
  readonly severity: Severity
  readonly class: DiagnosticClass
  /** Stable, kebab-case; listed in the diagnostics reference. */
  readonly code: string
  /** Lower case, no full stop; names the thing, what was expected and what was found. */
  readonly message: string
  readonly location?: SourceLocation
  readonly notes?: readonly string[]
  /** What the user can do about it. */
  readonly fix?: string
}

/** One message of the catalogue: calling it makes the diagnostic. */
export interface DiagnosticDef<Args extends readonly unknown[]> {
  readonly code: string
  readonly class: DiagnosticClass
  readonly severity: Severity
  (...args: Args): Diagnostic
}

const catalogue: DiagnosticDef<never>[] = []

/** Every message defined by the modules loaded so far, by code. */
export function diagnosticCatalogue(): readonly DiagnosticDef<never>[] {
  return catalogue.toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

/**
 * Defines one message; the code is its key in the generated diagnostics reference. Texts given to it may come from anywhere: they stand
 * in the message on one line (`plainText`).
 */
export function defineDiagnostic<Args extends readonly unknown[]>(
  code: string,
  kind: DiagnosticClass,
  message: (...args: Args) => string,
  options: { severity?: Severity; fix?: string | ((...args: Args) => string) } = {},
): DiagnosticDef<Args> {
  const severity = options.severity ?? 'error'
  const make = (...given: Args): Diagnostic => {
    const args = given.map(plainArgument) as unknown as Args
    return {
      severity,
      class: kind,
      code,
      message: message(...args),
      ...(options.fix === undefined ? {} : { fix: typeof options.fix === 'string' ? options.fix : options.fix(...args) }),
    }
  }
  const def = Object.assign(make, { code, class: kind, severity })
  catalogue.push(def)
  return def
}

function plainArgument(argument: unknown): unknown {
  if (typeof argument === 'string') return plainText(argument)
  return Array.isArray(argument) ? argument.map(plainArgument) : argument
}

export function at(diagnostic: Diagnostic, location: SourceLocation): Diagnostic {
  return { ...diagnostic, location }
}

/** A value, or everything that stands in its way. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export function success<T>(value: T, diagnostics: readonly Diagnostic[] = []): Result<T> {
  return { ok: true, value, diagnostics }
}

export function failure(...diagnostics: readonly Diagnostic[]): { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  return { ok: false, diagnostics }
}

/** The exit code a list of diagnostics asks for: that of the gravest error, 0 without errors. */
export function exitCodeOf(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.filter((d) => d.severity === 'error').reduce((code, d) => Math.max(code, exitCodes[d.class]), 0)
}
