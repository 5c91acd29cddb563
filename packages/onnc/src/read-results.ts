import type { ReportDocument, ReportResult } from '@onnc/report'
import { resultSchemas } from '@onnc/results'
import { failure, type Result, success } from '@onnc/support'
import { readFileSync, statSync } from 'node:fs'

import { fileError } from './file-error.ts'
import {
  baselineMisplaced,
  fileUnreadable,
  resultMalformed,
  resultsDiffer,
  resultsTooMany,
  resultVersion,
  sweepsNotCompared,
  targetsMixed,
} from './onnc-diagnostics.ts'
import { type ReportFlags, writeReport } from './write-report.ts'

/** Results that can be looked at. */
const readable = {
  'onnc.compile/1': resultSchemas.compile,
  'onnc.run/1': resultSchemas.run,
  'onnc.eval/1': resultSchemas.eval,
  'onnc.explore/1': resultSchemas.explore,
} as const

/** A string can be no longer than that. */
const mostBytes = 2 ** 28

/** Saved results, each of them looked at. */
export function readResults(files: readonly string[]): Result<readonly ReportDocument[]> {
  const read = files.map(readResult)
  const faults = read.flatMap((result) => (result.ok ? [] : result.diagnostics))
  if (faults.length > 0) return failure(...faults)
  return success(read.flatMap((result, i): ReportDocument[] => (result.ok ? [{ name: files[i]!, result: result.value }] : [])))
}

/** Two saved results of one command, that can be compared; a warning where their targets differ. */
export function readPair(files: readonly string[]): Result<readonly [ReportDocument<ReportResult>, ReportDocument<ReportResult>]> {
  if (files.length !== 2) return failure(resultsTooMany(String(files.length)))
  const read = readResults(files)
  if (!read.ok) return read
  const [first, second] = read.value as [ReportDocument, ReportDocument]
  return pairOf(first, second)
}

/** The saved result that `--baseline` names, of the command that is asked; undefined where none is named. */
export function readBaseline(
  { baseline, report }: Pick<ReportFlags, 'baseline' | 'report'>,
  schema: ReportResult['schema'],
): Result<ReportDocument | undefined> {
  if (baseline === undefined) return success(undefined)
  if (report === undefined) return failure(baselineMisplaced())
  const read = readResults([baseline])
  if (!read.ok) return read
  const [document] = read.value
  return document!.result.schema === schema ? success(document) : failure(resultsDiffer(document!.result.schema, schema))
}

/** Writes the page of a new result, beside the baseline where there is one. */
export async function writeBesideBaseline(
  baseline: ReportDocument | undefined,
  document: ReportDocument,
  file: string,
): Promise<Result<void>> {
  const documents = withBaseline(baseline, document)
  if (!documents.ok) return documents
  const written = await writeReport(documents.value, file)
  return written.ok ? success(undefined, documents.diagnostics) : written
}

function withBaseline(baseline: ReportDocument | undefined, document: ReportDocument): Result<readonly ReportDocument[]> {
  return baseline === undefined ? success([document]) : pairOf(baseline, document)
}

function pairOf(
  first: ReportDocument,
  second: ReportDocument,
): Result<readonly [ReportDocument<ReportResult>, ReportDocument<ReportResult>]> {
  if (first.result.schema !== second.result.schema) return failure(resultsDiffer(first.result.schema, second.result.schema))
  if (first.result.schema === 'onnc.explore/1' || second.result.schema === 'onnc.explore/1') return failure(sweepsNotCompared())
  const [before, after] = [first.result.target, second.result.target]
  return success(
    [
      { ...first, result: first.result },
      { ...second, result: second.result },
    ],
    before === after ? [] : [targetsMixed(before, after)],
  )
}

function readResult(file: string): Result<ReportDocument['result']> {
  let text: string
  try {
    const { size } = statSync(file)
    if (size > mostBytes) return failure(fileUnreadable(file, `it has ${size} bytes, results have at most ${mostBytes}`))
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return failure(fileError(file, error))
  }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return failure(resultMalformed(file, 'it is not JSON'))
  }
  const schema = typeof document === 'object' && document !== null && 'schema' in document ? document.schema : undefined
  if (typeof schema !== 'string') return failure(resultMalformed(file, 'it has no `schema`'))
  if (!Object.hasOwn(readable, schema)) return failure(resultVersion(file, schema, Object.keys(readable)))
  const parsed = readable[schema as keyof typeof readable].safeParse(document)
  if (parsed.success) return success(parsed.data)
  const [issue] = parsed.error.issues
  return failure(resultMalformed(file, `${issue!.path.map(String).join('.') || 'document'}: ${issue!.message}`))
}
