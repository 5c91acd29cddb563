import type { CompileResult, EvalResult, RunResult } from '@onnc/results'

/** Results that reports are made of. */
export type ReportResult = CompileResult | EvalResult | RunResult

/** A result, and what a report calls it. */
export interface ReportDocument {
  readonly name: string
  readonly result: ReportResult
}
