import { htmlReport, type ReportDocument, type ReportResult } from '@onnc/report'
import type { Result } from '@onnc/support'

import { writeWhole } from './write-file.ts'

/** Flags of every command whose result can be a report. */
export interface ReportFlags {
  /** The HTML file. */
  readonly report?: string
  /** A saved result that the page compares with. */
  readonly baseline?: string
  /** With --json: what a report shows beyond the numbers. */
  readonly details?: boolean
}

export function wantsDetails({ report, details }: ReportFlags): boolean {
  return report !== undefined || details === true
}

/** What `--json` prints: details only where they were asked for. */
export function documentFor(flags: ReportFlags, { details, ...result }: ReportResult): object {
  return flags.details === true ? { ...result, details } : result
}

export async function writeReport(documents: readonly ReportDocument[], file: string): Promise<Result<void>> {
  return writeWhole(file, await htmlReport(documents))
}
