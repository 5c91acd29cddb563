/**
 * Share of channel j that the ring of channel i drops as well, Lorentzian in their distance:
 * phi(i, j) = d^2 / ((l_i - l_j)^2 + d^2), d = l / (2 Q). CrossLight (Sunny et al., DAC 2021, arXiv 2102.06960), eq. 8.
 */
export function spectralCrosstalk(distanceMetres: number, wavelengthMetres: number, qualityFactor: number): number {
  const halfWidth = wavelengthMetres / (2 * qualityFactor)
  return halfWidth ** 2 / (distanceMetres ** 2 + halfWidth ** 2)
}

/** Channels of equal spacing on one bus. */
export interface Channels {
  readonly count: number
  readonly wavelengthMetres: number
  readonly qualityFactor: number
  readonly freeSpectralRangeMetres: number
}

/** FSR / (N + 1): the same spacing between orders (CASES 2022, Vatsavai & Thakkar). */
export function channelSpacing({ count, freeSpectralRangeMetres }: Channels): number {
  return freeSpectralRangeMetres / (count + 1)
}

/** Power from all other channels on the ring of channel `index`, of 1 each (CrossLight, eq. 9). */
export function crosstalkSum(channels: Channels, index: number): number {
  const spacing = channelSpacing(channels)
  let sum = 0
  for (let j = 0; j < channels.count; j++) {
    if (j !== index) sum += spectralCrosstalk((j - index) * spacing, channels.wavelengthMetres, channels.qualityFactor)
  }
  return sum
}

/** That of the ring in the middle, which gets the most. */
export function worstCrosstalk(channels: Channels): number {
  return crosstalkSum(channels, Math.floor(channels.count / 2))
}

/** Bits that crosstalk leaves where nothing compensates it: log2(1 / worst sum) (CrossLight, eq. 10); infinite for one channel. */
export function crosstalkBits(channels: Channels): number {
  const worst = worstCrosstalk(channels)
  return worst === 0 ? Infinity : Math.log2(1 / worst)
}

/** The most channels of a bus that keep this many bits; 1 keeps any. */
export function channelsForBits(channels: Omit<Channels, 'count'>, bits: number): number {
  let count = 1
  while (count < 4096 && crosstalkBits({ ...channels, count: count + 1 }) >= bits) count++
  return count
}

/** The Q at which this many channels keep this many bits, by bisection; undefined where no Q below 1e9 does. */
export function qualityForBits(channels: Omit<Channels, 'qualityFactor'>, bits: number): number | undefined {
  const keeps = (qualityFactor: number): boolean => crosstalkBits({ ...channels, qualityFactor }) >= bits
  let [low, high] = [1, 1e9]
  if (!keeps(high)) return undefined
  while (high / low > 1.0001) {
    const middle = Math.sqrt(low * high)
    if (keeps(middle)) high = middle
    else low = middle
  }
  return high
}
