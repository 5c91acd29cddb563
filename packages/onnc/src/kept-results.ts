import type { Result } from '@onnc/support'
import { existsSync, readFileSync } from 'node:fs'

import { writeWhole } from './write-file.ts'

/**
 * Results of earlier runs in the file of `--resume`, by the names of what was asked: none where there is no file, undefined where it holds
 * anything but results of the work that `key` names.
 */
export function readKept<Name, Found>(
  file: string | undefined,
  key: string,
  isResult: (name: unknown, found: unknown) => boolean,
): Map<Name, Found> | undefined {
  if (file === undefined || !existsSync(file)) return new Map()
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { key?: unknown; results?: unknown }
    if (kept.key !== key || !Array.isArray(kept.results)) return undefined
    const isSound = kept.results.every((entry) => Array.isArray(entry) && entry.length === 2 && isResult(entry[0], entry[1]))
    return isSound ? new Map(kept.results as [Name, Found][]) : undefined
  } catch {
    return undefined
  }
}

/** Writes all results so far, whole. */
export function writeKept<Name, Found>(file: string, key: string, results: ReadonlyMap<Name, Found>): Result<void> {
  return writeWhole(file, `${JSON.stringify({ key, results: [...results] })}\n`)
}
