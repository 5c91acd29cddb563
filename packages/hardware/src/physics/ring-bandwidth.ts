import type { Resonance } from './ring-transmission.ts'

/** Speed of light in vacuum, metres per second. */
export const lightSpeed = 299_792_458

/** Width of a resonance in hertz: c / (wavelength Q), the rate at which light leaves the ring over 2 pi (Bogaerts 2012). */
export function ringBandwidth({ qualityFactor, wavelengthMetres }: Resonance): number {
  return lightSpeed / (wavelengthMetres * qualityFactor)
}

/**
 * Bits that a symbol keeps of the one before: the field in a ring decays with exp(-pi width t), so that after a symbol of t seconds 2 exp(-pi
 * width t) of the power is still the earlier symbol's, and log2 of its inverse is left. High Q is slow.
 */
export function settlingBits(resonance: Resonance, symbolSeconds: number): number {
  return Math.max(0, Math.PI * ringBandwidth(resonance) * symbolSeconds * Math.LOG2E - 1)
}

/** The fastest symbol rate, in hertz, that keeps this many bits. */
export function settlingRate(resonance: Resonance, bits: number): number {
  return (Math.PI * ringBandwidth(resonance) * Math.LOG2E) / (bits + 1)
}
