/** Elementary charge in coulombs and Boltzmann constant in joules per kelvin (SI, exact). */
export const elementaryCharge = 1.602176634e-19
export const boltzmann = 1.380649e-23

/** What sets the noise of a photodiode and the amplifier behind it. */
export interface Receiver {
  /** Amperes per watt. */
  readonly responsivity: number
  readonly darkCurrentAmperes: number
  readonly loadOhms: number
  readonly temperatureKelvin: number
  /** Relative intensity noise of the light, per hertz. */
  readonly relativeIntensityNoise: number
}

/** Noise current densities squared, in square amperes per hertz. */
export interface NoiseDensities {
  /** 2 q (I + I_dark) */
  readonly shot: number
  /** 4 k T / R_load */
  readonly thermal: number
  /** I^2 RIN */
  readonly intensity: number
}

/** Noise at a photocurrent I in amperes (CASES 2022, Vatsavai & Thakkar, eq. for beta). */
export function noiseDensities(receiver: Receiver, currentAmperes: number): NoiseDensities {
  return {
    shot: 2 * elementaryCharge * (currentAmperes + receiver.darkCurrentAmperes),
    thermal: (4 * boltzmann * receiver.temperatureKelvin) / receiver.loadOhms,
    intensity: currentAmperes ** 2 * receiver.relativeIntensityNoise,
  }
}

/** Bandwidth that CASES 2022 takes for a symbol rate: rate / sqrt(2), in hertz. */
export function noiseBandwidth(symbolRateHertz: number): number {
  return symbolRateHertz / Math.SQRT2
}

/**
 * Bits of a received power at a symbol rate:
 *
 *     n = (20 log10(R P / (beta sqrt(rate / sqrt 2))) - 1.76) / 6.02
 *     beta = sqrt(2 q (R P + I_d) + 4 k T / R_L + R^2 P^2 RIN) + sqrt(2 q I_d + 4 k T / R_L)
 *
 * the second root being the noise of the dark level (CASES 2022, Vatsavai & Thakkar; its code has the second root, its page only the first;
 * after Al-Qadasi et al., "Scaling up silicon photonic-based accelerators", APL Photonics 7, 2022, eq. 8).
 */
export function receiverBits(receiver: Receiver, powerWatts: number, symbolRateHertz: number): number {
  const current = receiver.responsivity * powerWatts
  const lit = noiseDensities(receiver, current)
  const dark = noiseDensities(receiver, 0)
  const beta = Math.sqrt(lit.shot + lit.thermal + lit.intensity) + Math.sqrt(dark.shot + dark.thermal)
  return bitsOfAmplitudeRatio(current / (beta * Math.sqrt(noiseBandwidth(symbolRateHertz))))
}

/**
 * The power that gives this many bits, in watts, by bisection; undefined where intensity noise, which grows with the light, leaves fewer
 * at any power.
 */
export function receiverSensitivity(receiver: Receiver, bits: number, symbolRateHertz: number): number | undefined {
  let [low, high] = [1e-15, 1e3]
  if (receiverBits(receiver, high, symbolRateHertz) < bits) return undefined
  while (high / low > 1 + 1e-9) {
    const middle = Math.sqrt(low * high)
    if (receiverBits(receiver, middle, symbolRateHertz) >= bits) high = middle
    else low = middle
  }
  return high
}

/** The fastest symbol rate at which a power gives this many bits, in hertz: bits fall by half of log2 of the rate. */
export function rateForBits(receiver: Receiver, powerWatts: number, bits: number): number {
  return 2 ** ((receiverBits(receiver, powerWatts, 1) - bits) * 2 * (6.02 / (20 * Math.log10(2))))
}

/** Effective bits of a ratio of signal to noise amplitudes: (20 log10 ratio - 1.76) / 6.02. */
export function bitsOfAmplitudeRatio(ratio: number): number {
  return (20 * Math.log10(ratio) - 1.76) / 6.02
}
