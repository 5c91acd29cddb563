import type { Cost } from './cost.ts'
import type { UnitClass } from './target.ts'

/** What the broadband ring of a row is set to for a factor from 0 to 1: the nearest of its levels, which are evenly spaced from 0 to 1. */
export function scaleLevel(unitClass: UnitClass, factor: number): number {
  const steps = scaleOf(unitClass).levels - 1
  return Math.round(factor * steps) / steps
}

/**
 * Cost of setting the broadband rings of `rows` rows, all at once (SONIC, arXiv 2109.04459: batch norm on one ring for all wavelengths).
 * Keeping them is `scaleHoldWatts`'. Throws where the unit has none.
 */
export function scaleCost(unitClass: UnitClass, rows: number): Cost {
  const { setEnergy, settle } = scaleOf(unitClass)
  return { seconds: settle.value, energyJoules: { ringProgram: rows * setEnergy.value } }
}

/** Watts that keep the broadband rings of `rows` rows in place. */
export function scaleHoldWatts(unitClass: UnitClass, rows: number): number {
  return rows * scaleOf(unitClass).holdPower.value
}

function scaleOf({ name, scale }: UnitClass): NonNullable<UnitClass['scale']> {
  if (scale === undefined) throw new Error(`unit class '${name}' has no broadband ring`)
  return scale
}
