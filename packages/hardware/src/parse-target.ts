import { type Result, success } from '@onnc/support'
import { parsePlacedTarget } from './read-target.ts'
import type { Target } from './target.ts'

/**
 * Reads a target from YAML (or JSON, which is YAML). `file` is its name in messages, and what `extends` is relative to. All errors are
 * reported at once, each with line and column, in the file where the mistake stands.
 *
 * Errors: target-too-large, target-not-yaml, target-extends, target-part, target-field.
 */
export function parseTarget(yamlText: string, file: string): Result<Target> {
  const placed = parsePlacedTarget(yamlText, file)
  return placed.ok ? success(placed.value.target) : placed
}
