import type { CompileResult, EvalResult, RunResult } from '@onnc/results'

import type { GraphLayout } from './graph-layout.ts'

/** Results that reports are made of. */
export type ReportResult = CompileResult | EvalResult | RunResult

/** A result, and what a report calls it. */
export interface ReportDocument {
  readonly name: string
  readonly result: ReportResult
}

/** The same with what a page needs beside it. */
export interface PageDocument extends ReportDocument {
  readonly layout?: GraphLayout
}
