import type { Engine } from './engine.ts'
import type { InputEncoding } from './input-planes.ts'

/** A buffer as the symbols its modulators are driven with, for each sample of a block on a range of its own. */
export interface EncodedInput {
  readonly encoding: InputEncoding
  /** Symbols are float32, as they or their products need more than 8 bits; else bytes. */
  readonly wide: boolean
  /** Elements of the buffer. */
  readonly size: number
  /** Where the symbols of each plane start in the engine's memory, and the bytes from one sample to the next. */
  readonly planes: readonly number[]
  readonly sampleBytes: number
  /** Value of one code step, per sample, as float32: max |x| / largest code; 0 for a sample of zeros. */
  readonly steps: Float64Array
  /** 1 for samples with a negative value. */
  readonly negative: Uint8Array
}

export function createEncodedInput(engine: Engine, encoding: InputEncoding, wide: boolean, size: number, samples: number): EncodedInput {
  const sampleBytes = Math.ceil((size * (wide ? 4 : 1) + 16) / 64) * 64
  return {
    encoding,
    wide,
    size,
    planes: encoding.planes.map(() => engine.allocate(samples * sampleBytes)),
    sampleBytes,
    steps: new Float64Array(samples),
    negative: new Uint8Array(samples),
  }
}

/** How `encodePlane` takes the codes: as they are, negated, or their magnitudes with their signs. */
const signOf = { positive: 1, shifted: 1, negative: -1, both: 0 } as const

const largestFloat = 3.4028234663852886e38

/** Where `rangeOf` leaves the least value. */
const leastAddress = 2048

/**
 * Encodes one sample, whose values start at byte `address`, in float32: code = round half to even (x * (largest / max |x|)), clamped to
 * +-largest, the range max |x| being that of the whole buffer of this sample unless one is given, then the code's symbol in each plane.
 * Returns the first value that is not finite, which has no code.
 */
export function encodeSample(engine: Engine, encoded: EncodedInput, address: number, sample: number, given?: number): number | undefined {
  const { encoding, size, steps, negative, planes, sampleBytes, wide } = encoded
  const { largest, offset } = encoding
  const measured = engine.kernels.rangeOf(address, size, leastAddress)
  const { floats } = engine.views()
  if (!(measured < Infinity)) return floats.subarray(address / 4, address / 4 + size).find((value) => !Number.isFinite(value))
  const range = given ?? measured
  steps[sample] = largest === 0 ? 0 : Math.fround(range / largest)
  negative[sample] = floats[leastAddress / 4]! < 0 ? 1 : 0
  const inverse = range === 0 ? 0 : Math.min(largestFloat, Math.fround(largest / range))
  for (const [index, { part, shift, mask }] of encoding.planes.entries()) {
    if (part === 'negative' && negative[sample] === 0) continue
    const into = planes[index]! + sample * sampleBytes
    engine.kernels.encodePlane(address, size, inverse, largest, signOf[part], offset, shift, mask, wide ? 1 : 0, into)
  }
  return undefined
}
