/**
 * Laser power in dBm that one source of several wavelengths needs, for a detector sensitivity in dBm and a loss in dB:
 * P_laser - S_detector >= P_loss + 10 log10 N. CrossLight (Sunny et al., DAC 2021, arXiv 2102.06960), eq. 7; the loss without margins.
 */
export function combLaserDbm(sensitivityDbm: number, lossDecibel: number, wavelengths: number): number {
  return sensitivityDbm + lossDecibel + 10 * Math.log10(wavelengths)
}

/**
 * Electrical laser power of a core in watts by the simulator of Lightening-Transformer (Zhu et al., HPCA 2024): a split over all rows, and
 * a factor of two for each bit above the sensitivity, 10^((S + loss + 10 log10 rows) / 10) 2^bits / efficiency.
 */
export function coreLaserWatts(core: {
  readonly sensitivityDbm: number
  readonly lossDecibel: number
  readonly rows: number
  readonly bits: number
  readonly wallPlugEfficiency: number
}): number {
  const dbm = core.sensitivityDbm + core.lossDecibel + 10 * Math.log10(core.rows)
  return ((10 ** (dbm / 10) * 1e-3) / core.wallPlugEfficiency) * 2 ** core.bits
}
