import { convertsShifted, type UnitClass } from '@onnc/hardware'

/** Largest code of the ADC: one bit is the sign, unless it converts the currents of shifted rings on one arm, which have none. */
export function largestAdcCode(unitClass: UnitClass): number {
  const { bits } = unitClass.readout
  const positive = convertsShifted(unitClass) && unitClass.moving.signs !== 'arms'
  return positive ? 2 ** bits - 1 : Math.max(1, 2 ** (bits - 1) - 1)
}

/**
 * The smallest range a programmable gain can set (`gainRange`): full scale of the unit's columns over the largest gain; 0 where any gain can
 * be set.
 */
export function leastAdcRange(unitClass: UnitClass, levels: number): number {
  const { columns, moving, readout } = unitClass
  if (readout.gainRange === undefined) return 0
  const largestWeight = convertsShifted(unitClass) ? levels - 1 : (levels - 1) / 2
  return (columns * largestWeight * (2 ** moving.sliceBits - 1)) / readout.gainRange.value
}
