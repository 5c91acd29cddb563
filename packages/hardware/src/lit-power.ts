import { photodiodesPerBus, type Target, type UnitClass } from './target.ts'

/**
 * Electrical power of the lasers of one unit while it sends symbols, in watts:
 * lit columns * power per wavelength / wall-plug efficiency (the factor in the laser power model of CASES 2022, Vatsavai & Thakkar).
 * With `gating: columns` only the columns of the tile are lit; with `gating: zeros` each is lit for the share `density` of symbols that
 * are not zero (SONIC, arXiv 2109.04459: a zero element leaves its VCSEL undriven). Each wavelength is split over all rows of the unit,
 * used or not, so rows do not matter.
 */
export function laserPowerWatts(target: Target, unitClass: UnitClass, columns: number, density = 1): number {
  const { powerPerWavelength, wallPlugEfficiency } = target.laser
  return (litColumns(unitClass, columns, density) * powerPerWavelength.value) / wallPlugEfficiency.value
}

/** Static power of the modulators of the lit columns, in watts; their energy per symbol comes on top. */
export function modulatorPowerWatts(unitClass: UnitClass, columns: number, density = 1): number {
  return litColumns(unitClass, columns, density) * unitClass.moving.modulatorPower.value
}

/**
 * Power of the receivers of the rows in use, in watts: per row one amplifier and, on each of its buses, its photodiodes (two, or one where
 * shifted weights are corrected after the ADC). Photodiodes of buses that stay dark are biased like the others.
 */
export function receiverPowerWatts(unitClass: UnitClass, rows: number): number {
  const { detector, tia } = unitClass.readout
  return rows * (unitClass.segments * photodiodesPerBus(unitClass) * detector.power.value + tia.power.value)
}

/** Share of the symbols that are driven: all, unless zeros are left out. */
export function drivenShare(unitClass: UnitClass, density: number): number {
  return unitClass.moving.gating === 'zeros' ? density : 1
}

function litColumns(unitClass: UnitClass, columns: number, density: number): number {
  return unitClass.moving.gating === 'none' ? unitClass.columns : columns * drivenShare(unitClass, density)
}
