import type { Use } from '@onnc/isa'
import type { CompiledPattern } from './compile-pattern.ts'

/**
 * Writes the sums of positions [from, to) to the output pattern: outScale[r] * sum, added to what is there (`accumulate`) or
 * overwriting it with the bias added. Computed in float64, rounded to float32 once, on storing.
 * The sum of row r and position p is sums[at + r * stride + (p - from)]; `base` is where the sample starts in `values`.
 */
export function scatter(
  values: Float32Array,
  base: number,
  pattern: CompiledPattern,
  from: number,
  to: number,
  sums: Float64Array,
  at: number,
  stride: number,
  use: Use,
  accumulate: boolean,
): void {
  const { positionAddress, elementAddress, elements } = pattern
  for (let r = 0; r < elements; r++) {
    const start = base + elementAddress[r]!
    const scale = use.outScale[r]!
    const row = at + r * stride - from
    if (accumulate) {
      for (let p = from; p < to; p++) {
        const address = start + positionAddress[p]!
        values[address] = values[address]! + scale * sums[row + p]!
      }
    } else {
      const bias = use.bias === undefined ? 0 : use.bias[r]!
      for (let p = from; p < to; p++) values[start + positionAddress[p]!] = scale * sums[row + p]! + bias
    }
  }
}
