import { z } from 'zod'
import { diagnostic } from './common.ts'

/** What any command prints under `--json` when it fails: `exitCode` is that of the process. */
export const errorResult = z.strictObject({
  schema: z.literal('onnc.error/1'),
  exitCode: z.literal([1, 2, 3, 4, 5, 70]),
  diagnostics: z.array(diagnostic).min(1),
})

export type ErrorResult = z.infer<typeof errorResult>
export type ResultDiagnostic = z.infer<typeof diagnostic>
