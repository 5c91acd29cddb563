import type { ConformanceResult } from '@onnc/results'

import { alignColumns } from './align-columns.ts'

/** The totals of `onnc conformance`, after every case that did not pass with its reason. */
export function conformanceSummary({ folder, target, mode, totals, cases, seconds }: ConformanceResult): string {
  const failed = cases.filter((c) => c.status !== 'pass')
  const rows = [
    ['pass', String(totals.pass)],
    ['differs', String(totals.differs)],
    ['unsupported', String(totals.unsupported)],
    ['reference fails', String(totals['reference-fails'])],
  ]
  return [
    ...failed.map(({ name, status, detail }) => `${status}  ${name}: ${detail}`),
    `${folder} on ${target}, ${mode}: ${totals.cases} cases, ${seconds.toFixed(1)} s`,
    alignColumns(rows),
  ].join('\n')
}
