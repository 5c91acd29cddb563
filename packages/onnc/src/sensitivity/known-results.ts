import { failure, type Result, success } from '@onnc/support'
import { existsSync, readFileSync } from 'node:fs'

import { sensitivityMismatch } from '../onnc-diagnostics.ts'
import { writeWhole } from '../write-file.ts'

/** Correct images by what was measured, kept in a file as they come where one is named. */
export interface KnownResults {
  readonly get: (what: string) => number | undefined
  readonly set: (what: string, correct: number) => Result<void>
}

/** `key` names the model, the images and how they enter: results of others are refused, so that nothing of them is lost. */
export function openResults(file: string | undefined, key: string): Result<KnownResults> {
  const known = file === undefined || !existsSync(file) ? new Map<string, number>() : readKnown(file, key)
  if (known === undefined) return failure(sensitivityMismatch(file!))
  return success({
    get: (what) => known.get(what),
    set: (what, correct) => {
      known.set(what, correct)
      return file === undefined ? success(undefined) : writeWhole(file, `${JSON.stringify({ key, correct: [...known] })}\n`)
    },
  })
}

function readKnown(file: string, key: string): Map<string, number> | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { key?: unknown; correct?: unknown }
    if (kept.key !== key || !Array.isArray(kept.correct) || !kept.correct.every(isResult)) return undefined
    return new Map(kept.correct)
  } catch {
    return undefined
  }
}

function isResult(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && entry.length === 2 && typeof entry[0] === 'string' && Number.isSafeInteger(entry[1])
}
