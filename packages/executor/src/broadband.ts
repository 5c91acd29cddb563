import { scaleLevel, type UnitClass } from '@onnc/hardware'
import type { Use } from '@onnc/isa'

/** What the broadband ring of a use multiplies light by, at the levels it has: 1 where there is none. */
export function broadbandGain(unitClass: UnitClass, { gain }: Use): number {
  return gain === undefined ? 1 : scaleLevel(unitClass, gain)
}

/** What the levels of the broadband ring make of a scale that it is a part of. */
export function broadbandError(unitClass: UnitClass, use: Use): number {
  return broadbandGain(unitClass, use) / (use.gain ?? 1)
}
