/** Power ratio of decibels. */
export function fromDecibel(decibel: number): number {
  return 10 ** (decibel / 10)
}

/** Decibels of a power ratio. */
export function toDecibel(ratio: number): number {
  return 10 * Math.log10(ratio)
}

/** Decibels over 1 mW. */
export function toDbm(watts: number): number {
  return toDecibel(watts / 1e-3)
}

export function fromDbm(dbm: number): number {
  return 1e-3 * fromDecibel(dbm)
}
