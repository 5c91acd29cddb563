import type { InputEncoding } from './input-planes.ts'
import type { Arithmetic } from './pack-weights.ts'

/** Positions from which on 8-bit lanes are filled. */
const positionsForBytes = 8

/**
 * The fastest arithmetic that gives the exact sums of a tile's products: weights at most `largestWeight` in magnitude, symbols at most the
 * largest mask. Integers while a sum stays below `exactSums` (2^24, what float32 holds, where sums must be exact as float32); float32 else, which is exact below
 * 2^24 as well and rounds each step above it.
 */
export function chooseArithmetic(
  encoding: InputEncoding,
  columns: number,
  largestWeight: number,
  positions: number,
  exactSums: number = 2 ** 24,
): Arithmetic {
  // Symbols with a sign are kept as float32.
  if (encoding.planes.some(({ part }) => part === 'both')) return 'float32'
  const symbol = largestSymbol(encoding)
  const sum = columns * largestWeight * symbol
  if (symbol <= 127 && largestWeight <= 127 && sum < 2 ** 15 && positions >= positionsForBytes) return 'int8'
  return symbol <= 255 && largestWeight < 2 ** 15 && sum < exactSums ? 'int16' : 'float32'
}

export function largestSymbol({ planes }: InputEncoding): number {
  return planes.reduce((most, { mask }) => Math.max(most, mask), 0)
}
