import type { Result } from '@onnc/support'
import { parseTarget } from './parse-target.ts'
import { readText } from './read-text.ts'
import type { Target } from './target.ts'
import { targetFile } from './target-files.ts'

/**
 * Loads a shipped target by its name, or one from a YAML file. Whatever contains a slash or ends in .yaml, .yml or .json is a file.
 *
 * Errors: unknown-target, target-unreadable, and those of `parseTarget`.
 */
export function loadTarget(nameOrFile: string): Result<Target> {
  const file = targetFile(nameOrFile)
  if (!file.ok) return file
  const text = readText(file.value)
  return text.ok ? parseTarget(text.value, file.value) : text
}
