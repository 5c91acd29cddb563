export { alignColumns } from './align-columns.ts'
export { formatPercent, formatSi } from './format-number.ts'
export { compileSummary, evalSummary, runSummary } from './summaries.ts'
export { targetsCheckSummary } from './targets-check-summary.ts'
