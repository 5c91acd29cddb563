import type { Random } from '@onnc/support'

/** A quantity as made, over the rings of a die; values outside [least, most] do not occur. */
export interface Spread {
  readonly mean: number
  readonly deviation: number
  readonly least: number
  readonly most: number
}

/** Quality factor, extinction ratio (linear) and resonance in metres. */
export interface RingSpread {
  readonly qualityFactor: Spread
  readonly extinction: Spread
  readonly resonanceMetres: Spread
}

/**
 * 28,050 rings of one die, radius 4.55 to 7 um, designed for an extinction of 10 and an FSR of 20 nm: the maps of
 * github.com/Sairam954/PVmodelling. Published ends are those of Q; the others end at five standard deviations here.
 */
export const measuredRings: RingSpread = {
  qualityFactor: { mean: 5995, deviation: 1098, least: 459, most: 10890 },
  extinction: { mean: 10, deviation: 1.7, least: 1.5, most: 18.5 },
  resonanceMetres: { mean: 1550.01e-9, deviation: 1.74e-9, least: 1541.31e-9, most: 1558.71e-9 },
}

/** One ring as made. */
export interface MadeRing {
  readonly qualityFactor: number
  readonly extinction: number
  readonly resonanceMetres: number
}

/** Draws a ring, each quantity independently. */
export function drawRing(random: Random, spread: RingSpread = measuredRings): MadeRing {
  return {
    qualityFactor: drawNormal(random, spread.qualityFactor),
    extinction: drawNormal(random, spread.extinction),
    resonanceMetres: drawNormal(random, spread.resonanceMetres),
  }
}

/** A normal number inside the ends of a spread, by drawing again (Box & Muller, 1958). */
export function drawNormal(random: Random, { mean, deviation, least, most }: Spread): number {
  for (;;) {
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()))
    const value = mean + deviation * radius * Math.cos(2 * Math.PI * random.uniform())
    if (value >= least && value <= most) return value
  }
}

/** Mean distance of a resonance from its channel where it is tuned the nearer way: sigma sqrt(2 / pi). */
export function meanOffset(deviationMetres: number): number {
  return deviationMetres * Math.sqrt(2 / Math.PI)
}
