import { type InputEncoding, symbolOf } from './input-planes.ts'
import { roundHalfEven } from './round-half-even.ts'

/** A buffer as the symbols its modulators are driven with, for each sample of a block on a range of its own. */
export interface EncodedInput {
  readonly encoding: InputEncoding
  /** Elements of the buffer. */
  readonly size: number
  /** Symbols of each plane, the buffer's elements sample by sample; integers of at most 16 bits, so float32 holds them exactly. */
  readonly symbols: readonly Float32Array[]
  /** Value of one code step, per sample: max |x| / largest code; 0 for a sample of zeros. */
  readonly steps: Float64Array
  /** 1 for samples with a negative value. */
  readonly negative: Uint8Array
}

export function createEncodedInput(encoding: InputEncoding, size: number, samples: number): EncodedInput {
  return {
    encoding,
    size,
    symbols: encoding.planes.map(() => new Float32Array(samples * size)),
    steps: new Float64Array(samples),
    negative: new Uint8Array(samples),
  }
}

/**
 * Encodes one sample, whose values start at `base`: code = round half to even (x * largest / max |x|), the range max |x| being that of the
 * whole buffer of this sample, then the code's symbol in each plane. Returns the first value that is not finite, which has no code.
 */
export function encodeSample(encoded: EncodedInput, values: Float32Array, base: number, sample: number): number | undefined {
  const { encoding, size, symbols, steps, negative } = encoded
  const { largest, offset, planes } = encoding
  let range = 0
  let low = 0
  for (let i = base; i < base + size; i++) {
    const value = values[i]!
    const magnitude = Math.abs(value)
    if (magnitude > range) range = magnitude
    if (value < low) low = value
    // False for NaN too, which no comparison above has seen.
    if (!(magnitude < Infinity)) return value
  }
  steps[sample] = largest === 0 ? 0 : range / largest
  negative[sample] = low < 0 ? 1 : 0
  const divisor = range === 0 ? 1 : range
  for (const [index, plane] of planes.entries()) {
    const into = symbols[index]!
    const place = sample * size
    for (let i = 0; i < size; i++) {
      into[place + i] = symbolOf(roundHalfEven((values[base + i]! * largest) / divisor), plane, offset)
    }
  }
  return undefined
}
