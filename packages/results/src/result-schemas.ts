import { z } from 'zod'
import { ablateResult } from './ablate-result.ts'
import { checkResult } from './check-result.ts'
import { compileResult } from './compile-result.ts'
import { conformanceResult } from './conformance-result.ts'
import { errorResult } from './error-result.ts'
import { evalResult } from './eval-result.ts'
import { explainProgramResult } from './explain-program-result.ts'
import { explainResult } from './explain-result.ts'
import { exploreResult } from './explore-result.ts'
import { runResult } from './run-result.ts'
import { sensitivityResult } from './sensitivity-result.ts'
import { targetsCheckResult } from './targets-check-result.ts'

/**
 * The schema of every JSON document that the command line prints, by its `schema` field without version. A change that breaks readers
 * gets a new version; objects are strict, so a new field is such a change.
 */
export const resultSchemas = {
  compile: compileResult,
  check: checkResult,
  run: runResult,
  eval: evalResult,
  explain: explainResult,
  'explain-program': explainProgramResult,
  sensitivity: sensitivityResult,
  ablate: ablateResult,
  explore: exploreResult,
  'targets-check': targetsCheckResult,
  conformance: conformanceResult,
  error: errorResult,
}

export type ResultName = keyof typeof resultSchemas

/** JSON Schema (2020-12) of each document, for readers in other languages. */
export function jsonSchemas(): Record<ResultName, Record<string, unknown>> {
  const entries = Object.entries(resultSchemas).map(([name, schema]) => {
    const version = schema.shape.schema.value
    return [name, { title: version, ...z.toJSONSchema(schema) }]
  })
  return Object.fromEntries(entries) as Record<ResultName, Record<string, unknown>>
}
