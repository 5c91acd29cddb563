import type { Target, UnitClass } from './target.ts'

/**
 * Electrical power of the lasers of one unit while it sends symbols, in watts:
 * lit columns * power per wavelength / wall-plug efficiency (the factor in the laser power model of CASES 2022, Vatsavai & Thakkar).
 * With `gating: columns` only the columns of the tile are lit; single zeros among the inputs stay lit, since they are known at run time
 * only. Each wavelength is split over all rows of the unit, used or not, so rows do not matter.
 */
export function laserPowerWatts(target: Target, unitClass: UnitClass, columns: number): number {
  const { powerPerWavelength, wallPlugEfficiency } = target.laser
  return (litColumns(unitClass, columns) * powerPerWavelength.value) / wallPlugEfficiency.value
}

/** Static power of the modulators of the lit columns, in watts; their energy per symbol comes on top. */
export function modulatorPowerWatts(unitClass: UnitClass, columns: number): number {
  return litColumns(unitClass, columns) * unitClass.moving.modulatorPower.value
}

/**
 * Power of the receivers of the rows in use, in watts: per row one amplifier and, on each of its buses, two photodiodes (`balanced`) or
 * one (`offset`). Photodiodes of buses that stay dark are biased like the others.
 */
export function receiverPowerWatts(unitClass: UnitClass, rows: number): number {
  const photodiodes = unitClass.segments * (unitClass.stationary.range === 'balanced' ? 2 : 1)
  const { detector, tia } = unitClass.readout
  return rows * (photodiodes * detector.power.value + tia.power.value)
}

function litColumns(unitClass: UnitClass, columns: number): number {
  return unitClass.moving.gating === 'columns' ? columns : unitClass.columns
}
