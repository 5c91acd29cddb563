import { fullWidth, lorentzianDrop, type Resonance } from './ring-transmission.ts'

/**
 * What all rings of a bus together drop of channel j, each taking its share of what the ones before left: 1 - product of (1 - drop_i). Ring i
 * belongs to channel i, `spacingMetres` apart, and stands `detunings[i]` to the red of it.
 */
export function busDrop(resonance: Resonance, spacingMetres: number, detunings: ArrayLike<number>, j: number, shiftMetres = 0): number {
  let left = 1
  for (let i = 0; i < detunings.length; i++) left *= 1 - lorentzianDrop(resonance, (i - j) * spacingMetres + detunings[i]! + shiftMetres)
  return 1 - left
}

/** Rings go no farther than this share of the distance to the next channel, where they would take its light: some weights near the least stay out of reach. */
const farthestShare = 0.55
const rounds = 60

/**
 * Detunings at which the whole bus drops what is wanted of every channel: each ring in turn makes up for the others (Gauss-Seidel), which is
 * what write-verify, or a linker that knows the rings, comes to. Starts from `alone`, the detunings of rings by themselves.
 */
export function compensatedDetunings(resonance: Resonance, spacingMetres: number, wanted: Float64Array, alone: Float64Array): Float64Array {
  const detunings = alone.slice()
  const farthest = farthestShare * spacingMetres
  const least = lorentzianDrop(resonance, farthest)
  for (let round = 0; round < rounds; round++) {
    for (let j = 0; j < detunings.length; j++) {
      let left = 1
      for (let i = 0; i < detunings.length; i++) if (i !== j) left *= 1 - lorentzianDrop(resonance, (i - j) * spacingMetres + detunings[i]!)
      const own = Math.min(1, Math.max(1 - (1 - wanted[j]!) / left, least))
      detunings[j] = own >= 1 ? 0 : (fullWidth(resonance) / 2) * Math.sqrt(1 / own - 1)
    }
  }
  return detunings
}
