import type { CompileResult, EvalResult, ExploreResult, RunResult } from '@onnc/results'

import type { GraphLayout } from './graph-layout.ts'

/** Results of one program, which reports look at closely and compare. */
export type ReportResult = CompileResult | EvalResult | RunResult

/** A result, and what a report calls it. */
export interface ReportDocument<Result extends ReportResult | ExploreResult = ReportResult | ExploreResult> {
  readonly name: string
  readonly result: Result
}

/** The same with what a page needs beside it. */
export interface PageDocument<Result extends ReportResult | ExploreResult = ReportResult | ExploreResult> extends ReportDocument<Result> {
  readonly layout?: GraphLayout
}
