import { type Result, success } from '@onnc/support'
import { loadPlacedTarget } from './read-target.ts'
import type { Target } from './target.ts'

/**
 * Loads a shipped target by its name, or one from a YAML file. Whatever contains a slash or ends in .yaml, .yml or .json is a file.
 *
 * Errors: unknown-target, target-unreadable, and those of `parseTarget`.
 */
export function loadTarget(nameOrFile: string): Result<Target> {
  const placed = loadPlacedTarget(nameOrFile)
  return placed.ok ? success(placed.value.target) : placed
}
