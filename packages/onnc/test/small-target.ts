import { loadTarget, type Target, type UnitClass } from '@onnc/hardware'
import type { Result } from '@onnc/support'

export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.diagnostics.map((d) => d.message).join('; '))
  return result.value
}

/**
 * The shipped target with a small crossbar, so that small layers need several tiles in both directions. It has no way back through its
 * rings, which needs as many rows as columns. `isSlow`: symbols take so long that copies of tiles pay.
 */
export function smallTarget(rows: number, columns: number, isSlow = false): Target {
  return withCrossbar(unwrap(loadTarget('rnb-64')), rows, columns, isSlow)
}

/** The same with rings that take activations too. */
export function smallEitherTarget(rows: number, columns: number, isSlow = false): Target {
  const target = smallTarget(rows, columns, isSlow)
  const [unit] = target.units as [UnitClass]
  return { ...target, units: [{ ...unit, stationary: { ...unit.stationary, operand: 'either' } }] }
}

/** Two classes of units: small crossbars for convolutions, and one-row units whose rings hold activations for fully connected layers. */
export function smallSonicTarget(rows: number, columns: number, isSlow = false): Target {
  const target = smallTarget(rows, columns, isSlow)
  const [unit] = target.units as [UnitClass]
  const sources = { ...unit.sources, layers: 'test' }
  const conv: UnitClass = { ...unit, name: 'conv', layers: 'convolution', sources }
  const stationary = { ...unit.stationary, operand: 'activations' } as const
  const fc: UnitClass = { ...unit, name: 'fc', layers: 'fully-connected', count: 2, rows: 1, columns, stationary, sources }
  return { ...target, units: [conv, fc] }
}

/** The same with so many sets of rings in each unit. */
export function withBanks(target: Target, banks: number): Target {
  return { ...target, units: target.units.map((unit) => ({ ...unit, banks })) }
}

function withCrossbar(target: Target, rows: number, columns: number, isSlow: boolean): Target {
  const { transpose: _, ...unit } = target.units[0]!
  if (!isSlow) return { ...target, units: [{ ...unit, rows, columns, segments: 1, count: 3 }] }
  const moving = { ...unit.moving, symbolRate: { ...unit.moving.symbolRate, value: 1e5 } }
  const stationary = { ...unit.stationary, calibration: { ...unit.stationary.calibration, probes: 1, iterations: 1 } }
  return { ...target, units: [{ ...unit, rows, columns, segments: 1, count: 3, moving, stationary }] }
}
