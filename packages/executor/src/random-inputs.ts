import type { Program, ProgramBuffer } from '@onnc/isa'
import {
  createRandom,
  dataLength,
  type ElementType,
  elementTypes,
  floatBits,
  type FloatBits,
  type Random,
  type Tensor,
} from '@onnc/support'

/**
 * Inputs for one inference: floats uniform in [-1, 1), integers and booleans 0 or 1, strings empty. Unknown dimensions become 1, what has an unknown number of them a scalar.
 * Inputs are drawn in program order from one generator, so the same seed gives the same values.
 */
export function randomInputs(program: Program, seed: number): Map<string, Tensor> {
  const random = createRandom(seed)
  return new Map(program.inputs.map(({ name, buffer }) => [name, randomTensor(program.buffers[buffer]!, random)]))
}

function randomTensor({ type, shape: declared }: ProgramBuffer, random: Random): Tensor {
  const shape = (declared ?? []).map((dimension) => dimension ?? 1)
  const count = dataLength(type, shape)
  if (type === 'string') return { type, shape, data: Array.from({ length: count }, () => '') }
  const data = new elementTypes[type].array(count)
  const draw = draws[type] ?? halvesOf(floatBits[type]) ?? bit
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) for (let i = 0; i < count; i++) data[i] = BigInt(draw(random))
  else for (let i = 0; i < count; i++) data[i] = draw(random)
  return { type, shape, data }
}

const bit = (random: Random): number => random.uint32() >>> 31

const signed = (random: Random): number => random.uniform() * 2 - 1

const draws: Partial<Record<ElementType, (random: Random) => number>> = {
  float32: (random) => Math.min(signed(random), largestBelowOne),
  float64: signed,
  complex64: signed,
  complex128: signed,
  float16: (random) => halfOfTenBits(random.uint32() >>> 21),
  bfloat16: (random) => bitsOfFloat(signed(random)) >>> 16,
}

/** Narrower floats have few values between -1 and 1: of -1, -0.5, 0 and 0.5, what the type has. */
function halvesOf(bits: FloatBits | undefined): ((random: Random) => number) | undefined {
  if (bits === undefined) return undefined
  const codes = [-1, -0.5, 0, 0.5].map(bits.encode).filter((code) => code >= 0)
  return (random) => codes[(random.uint32() >>> 30) % codes.length]!
}

/** The float32 before 1: a float64 closer to 1 would round up to it. */
const largestBelowOne = 1 - 2 ** -24

/** The bits of +-k / 1024 as a half float, for a sign bit above ten bits of k: 2^e <= k < 2^(e+1) has exponent e - 10, bias 15. */
function halfOfTenBits(signAndMagnitude: number): number {
  const sign = signAndMagnitude >>> 10
  const magnitude = signAndMagnitude & 1023
  if (magnitude === 0) return 0
  const exponent = 31 - Math.clz32(magnitude)
  return (sign << 15) | ((exponent + 5) << 10) | ((magnitude - 2 ** exponent) << (10 - exponent))
}

function bitsOfFloat(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0]!
}
