import type { Engine } from './engine.ts'
import type { InputEncoding } from './input-planes.ts'
import { type EncodeCall, encodeParts, measureParts, type PartRoom, worthSharing } from './run-parts.ts'

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
  /** Whether some sample of the block has one. */
  someNegative: boolean
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
    someNegative: false,
  }
}

/** How `encodePlane` takes the codes: as they are, negated, or their magnitudes with their signs. */
const signOf = { positive: 1, shifted: 1, negative: -1, both: 0 } as const

const largestFloat = 3.4028234663852886e38

/** Where `rangeOf` leaves the least value. */
const leastAddress = 2048

/**
 * Encodes samples, whose values start at bytes `addresses`, in float32: code = round half to even (x * (largest / max |x|)), clamped to
 * +-largest, the range max |x| being that of the whole buffer of each sample unless one is given, then the code's symbol in each plane.
 * Returns the first value that is not finite, which has no code, and its sample.
 */
export function encodeSamples(
  engine: Engine,
  room: PartRoom,
  encoded: EncodedInput,
  addresses: readonly number[],
  given?: number,
): { readonly sample: number; readonly bad: number } | undefined {
  const { encoding, size, steps, negative, planes, sampleBytes, wide } = encoded
  const { largest, offset } = encoding
  const shared = worthSharing(engine, size * addresses.length)
  const measured = shared
    ? measureParts(
        engine,
        room,
        addresses.map((values) => ({ values, count: size })),
      )
    : addresses.map((address) => {
        const range = engine.kernels.rangeOf(address, size, leastAddress)
        return { largest: range, least: engine.views().floats[leastAddress / 4]! }
      })
  const calls: EncodeCall[] = []
  encoded.someNegative = false
  for (const [sample, address] of addresses.entries()) {
    const found = measured[sample]!
    if (!(found.largest < Infinity)) {
      const { floats } = engine.views()
      return { sample, bad: floats.subarray(address / 4, address / 4 + size).find((value) => !Number.isFinite(value))! }
    }
    const range = given ?? found.largest
    steps[sample] = largest === 0 ? 0 : Math.fround(range / largest)
    negative[sample] = found.least < 0 ? 1 : 0
    if (found.least < 0) encoded.someNegative = true
    const inverse = range === 0 ? 0 : Math.min(largestFloat, Math.fround(largest / range))
    for (const [index, { part, shift, mask }] of encoding.planes.entries()) {
      if (part === 'negative' && negative[sample] === 0) continue
      const into = planes[index]! + sample * sampleBytes
      calls.push({ values: address, count: size, inverse, largest, sign: signOf[part], offset, shift, mask, wide, into })
    }
  }
  if (shared) encodeParts(engine, room, calls)
  else
    for (const call of calls)
      engine.kernels.encodePlane(
        call.values,
        size,
        call.inverse,
        largest,
        call.sign,
        offset,
        call.shift,
        call.mask,
        wide ? 1 : 0,
        call.into,
      )
  return undefined
}
