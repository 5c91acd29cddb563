import { failure, type Result, success } from '@onnc/support'

import { readKept, writeKept } from '../kept-results.ts'
import { sensitivityMismatch } from '../onnc-diagnostics.ts'

/** Correct images by what was measured, kept in a file as they come where one is named. */
export interface KnownResults {
  readonly get: (what: string) => number | undefined
  readonly set: (what: string, correct: number) => Result<void>
}

/** `key` names the model, the images and how they enter: results of others are refused, so that nothing of them is lost. */
export function openResults(file: string | undefined, key: string): Result<KnownResults> {
  const known = readKept<string, number>(file, key, (what, correct) => typeof what === 'string' && Number.isSafeInteger(correct))
  if (known === undefined) return failure(sensitivityMismatch(file!))
  return success({
    get: (what) => known.get(what),
    set: (what, correct) => {
      known.set(what, correct)
      return file === undefined ? success(undefined) : writeKept(file, key, known)
    },
  })
}
