/** Bits of a value from -1 to 1 whose error has this standard deviation: those of a quantiser as coarse, log2(2 / (sqrt(12) sigma)). */
export function bitsOfDeviation(deviation: number): number {
  return deviation === 0 ? Infinity : Math.log2(2 / (Math.sqrt(12) * deviation))
}

/** Standard deviation that leaves this many bits. */
export function deviationOfBits(bits: number): number {
  return 2 / (Math.sqrt(12) * 2 ** bits)
}

/** Bits of a value from -1 to 1 whose error stays below a bound: log2(1 / error), as CrossLight counts crosstalk (eq. 10). */
export function bitsOfBound(error: number): number {
  return error === 0 ? Infinity : Math.log2(1 / error)
}
