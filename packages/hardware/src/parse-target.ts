import type { Result } from '@onnc/support'
import { checkTarget } from './check-target.ts'
import { composeTarget } from './compose-target.ts'
import { locationOf, valueOf } from './located.ts'
import { readDocument } from './read-document.ts'
import type { Target } from './target.ts'
import { keyOf, targetSource } from './target-files.ts'

/**
 * Reads a target from YAML (or JSON, which is YAML). `file` is its name in messages, and what `extends` is relative to. All errors are
 * reported at once, each with line and column, in the file where the mistake stands.
 *
 * Errors: target-too-large, target-not-yaml, target-extends, target-part, target-field.
 */
export function parseTarget(yamlText: string, file: string): Result<Target> {
  const document = readDocument(yamlText, file)
  if (!document.ok) return document
  const whole = composeTarget(document.value, { file, key: keyOf(file) }, targetSource)
  if (!whole.ok) return whole
  return checkTarget(valueOf(whole.value), (path, what) => locationOf(whole.value, path, what))
}
