import { loadTarget, type Target } from '@onnc/hardware'
import type { Result } from '@onnc/support'

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

/**
 * The shipped target with a small crossbar, so that small layers need several tiles in both directions. It has no way back through its
 * rings, which needs as many rows as columns.
 */
export function smallTarget(rows: number, columns: number): Target {
  const target = unwrap(loadTarget('rnb-64'))
  const { transpose: _, ...unit } = target.units[0]!
  return { ...target, units: [{ ...unit, rows, columns, segments: 1, count: 3 }] }
}
