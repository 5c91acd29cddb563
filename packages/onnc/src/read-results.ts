import type { ReportDocument, ReportResult } from '@onnc/report'
import { resultSchemas } from '@onnc/results'
import { failure, type Result, success } from '@onnc/support'
import { readFileSync, statSync } from 'node:fs'

import { fileError } from './file-error.ts'
import { fileUnreadable, resultMalformed, resultsDiffer, resultsTooMany, resultVersion, targetsMixed } from './onnc-diagnostics.ts'

/** Results that can be looked at. */
const readable = { 'onnc.compile/1': resultSchemas.compile, 'onnc.run/1': resultSchemas.run, 'onnc.eval/1': resultSchemas.eval } as const

/** A string can be no longer than that. */
const mostBytes = 2 ** 28

/** One saved result, or two of one command that can be compared; a warning where their targets differ. */
export function readResults(files: readonly string[]): Result<readonly ReportDocument[]> {
  if (files.length > 2) return failure(resultsTooMany(String(files.length)))
  const read = files.map(readResult)
  const faults = read.flatMap((result) => (result.ok ? [] : result.diagnostics))
  if (faults.length > 0) return failure(...faults)
  const documents = read.flatMap((result, i): ReportDocument[] => (result.ok ? [{ name: files[i]!, result: result.value }] : []))
  const [first, second] = documents.map(({ result }) => result)
  if (first === undefined || second === undefined) return success(documents)
  if (first.schema !== second.schema) return failure(resultsDiffer(first.schema, second.schema))
  return success(documents, first.target === second.target ? [] : [targetsMixed(first.target, second.target)])
}

function readResult(file: string): Result<ReportResult> {
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
