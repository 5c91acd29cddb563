/** 1.5 * 2^52: a float64 this large has no fraction bits, so adding it rounds to the nearest integer, ties to even. */
const shifter = 6755399441055744

/** The nearest integer, ties to even, for |value| < 2^51. A zero result is +0. */
export function roundHalfEven(value: number): number {
  return value + shifter - shifter
}
