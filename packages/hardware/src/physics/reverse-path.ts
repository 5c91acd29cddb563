/**
 * Loss of the way back through a crossbar over the forward one, in dB: light of a row goes back through the 1 : R splitter, of whose
 * input only 1/R remains, 10 log10 R, and the switches or taps of that direction. H. Ohno et al., "Si microring resonator crossbar array
 * for on-chip inference and training of the optical neural network", ACS Photonics 9, 2614 (2022).
 */
export function reverseLoss(rows: number, extraDecibel: number): number {
  return 10 * Math.log10(rows) + extraDecibel
}

/**
 * Standard deviation of the power on a detector that gets the same wavelength from several rows with phases of their own, of the sum of
 * their powers: fields add, |sum sqrt(P_i) exp(i theta_i)|^2 has variance (sum P)^2 - sum P^2 (the fully developed interference of
 * independent phases, e.g. Goodman, Statistical Optics, section 6.2). 0 for one row.
 */
export function beatNoise(powers: readonly number[]): number {
  const sum = powers.reduce((total, power) => total + power, 0)
  const squares = powers.reduce((total, power) => total + power ** 2, 0)
  return sum === 0 ? 0 : Math.sqrt(Math.max(0, sum ** 2 - squares)) / sum
}

/**
 * What remains of it where the lines of different rows lie `separation` hertz apart and the receiver passes `bandwidth` hertz: a
 * first-order receiver attenuates a beat note by 1 / sqrt(1 + (separation / bandwidth)^2).
 */
export function beatAttenuation(separationHertz: number, bandwidthHertz: number): number {
  return 1 / Math.sqrt(1 + (separationHertz / bandwidthHertz) ** 2)
}
