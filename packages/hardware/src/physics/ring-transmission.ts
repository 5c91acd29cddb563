/** A ring between two buses: amplitudes that stay in the bus at each coupler, and that remain after one round trip. */
export interface AddDropRing {
  readonly inputCoupling: number
  readonly dropCoupling: number
  readonly roundTrip: number
}

/**
 * Powers at the two outputs of an add-drop ring, of 1 at its input, at a round-trip phase in radians (0 at resonance):
 *
 *     through = (r2^2 a^2 - 2 r1 r2 a cos phi + r1^2) / (1 - 2 r1 r2 a cos phi + (r1 r2 a)^2)
 *     drop    = (1 - r1^2) (1 - r2^2) a               / (1 - 2 r1 r2 a cos phi + (r1 r2 a)^2)
 *
 * W. Bogaerts et al., "Silicon microring resonators", Laser & Photonics Reviews 6, 47 (2012), eq. 5 and 6; the field form in Marquez et al.,
 * Nanotechnology (2023), github.com/BickyMz/PHYMRR.
 */
export function addDropTransmission(ring: AddDropRing, phase: number): { readonly through: number; readonly drop: number } {
  const { inputCoupling: r1, dropCoupling: r2, roundTrip: a } = ring
  const loop = r1 * r2 * a
  const common = 1 - 2 * loop * Math.cos(phase) + loop ** 2
  return {
    through: (r2 ** 2 * a ** 2 - 2 * loop * Math.cos(phase) + r1 ** 2) / common,
    drop: ((1 - r1 ** 2) * (1 - r2 ** 2) * a) / common,
  }
}

/** Power behind an all-pass ring, of 1 before it (Bogaerts 2012, eq. 2): (a^2 + r^2 - 2 r a cos phi) / (1 + r^2 a^2 - 2 r a cos phi). */
export function allPassTransmission(coupling: number, roundTrip: number, phase: number): number {
  const [a, r] = [roundTrip, coupling]
  return (a ** 2 + r ** 2 - 2 * r * a * Math.cos(phase)) / (1 + r ** 2 * a ** 2 - 2 * r * a * Math.cos(phase))
}

/** The phase from 0 to pi at which an all-pass ring transmits this much (github.com/JeremieMelo/pytorch-onn); undefined outside its range. */
export function allPassPhase(coupling: number, roundTrip: number, transmission: number): number | undefined {
  const [a, r] = [roundTrip, coupling]
  const cosine = (a ** 2 + r ** 2 - transmission * (1 + r ** 2 * a ** 2)) / (2 * a * r * (1 - transmission))
  return Math.abs(cosine) <= 1 ? Math.acos(cosine) : undefined
}

/** Free spectral range over the full width at half maximum: pi sqrt(l) / (1 - l), l the amplitude left after a round trip (Bogaerts 2012). */
export function finesse(loop: number): number {
  return (Math.PI * Math.sqrt(loop)) / (1 - loop)
}

/** Free spectral range in metres: wavelength^2 / (group index * circumference) (Bogaerts 2012, eq. 8). */
export function freeSpectralRange(wavelengthMetres: number, groupIndex: number, radiusMetres: number): number {
  return wavelengthMetres ** 2 / (groupIndex * 2 * Math.PI * radiusMetres)
}

/** A resonance as a Lorentzian: its loaded Q and wavelength, and the largest share that is dropped, 1 - 1 / extinction ratio. */
export interface Resonance {
  readonly qualityFactor: number
  readonly wavelengthMetres: number
}

/** Full width at half maximum in metres: wavelength / Q. */
export function fullWidth({ qualityFactor, wavelengthMetres }: Resonance): number {
  return wavelengthMetres / qualityFactor
}

/**
 * Share of the power that is dropped at a distance from resonance, of `peak` on it: peak / (1 + (2 Q d / wavelength)^2). What is left goes
 * through. Near resonance the exact form of a ring of high finesse is this (github.com/Sairam954/PVmodelling).
 */
export function lorentzianDrop(resonance: Resonance, detuningMetres: number, peak = 1): number {
  return peak / (1 + (detuningMetres / (fullWidth(resonance) / 2)) ** 2)
}

/** The distance from resonance, not negative, at which this share is dropped; undefined for more than `peak` or nothing. */
export function lorentzianDetuning(resonance: Resonance, drop: number, peak = 1): number | undefined {
  return drop > 0 && drop <= peak ? (fullWidth(resonance) / 2) * Math.sqrt(peak / drop - 1) : undefined
}
