import { floatBits, type FloatType } from './type.ts'

type FloatName = FloatType['name']

/**
 * Layout of a float of at most 32 bits. `ieee`: infinities and NaN; `nan`: all ones is NaN, no infinity; `unsigned-zero`: the pattern of
 * -0 is NaN, no infinity (FNUZ); `finite`: neither. Widths and biases: LLVM's APFloat semantics of the same names.
 */
interface FloatFormat {
  readonly exponentBits: number
  readonly mantissaBits: number
  readonly bias: number
  readonly specials: 'ieee' | 'nan' | 'unsigned-zero' | 'finite'
}

const format = (exponentBits: number, mantissaBits: number, bias: number, specials: FloatFormat['specials']): FloatFormat => ({
  exponentBits,
  mantissaBits,
  bias,
  specials,
})

const formats: Partial<Record<FloatName, FloatFormat>> = {
  f4E2M1FN: format(2, 1, 1, 'finite'),
  f6E2M3FN: format(2, 3, 1, 'finite'),
  f6E3M2FN: format(3, 2, 3, 'finite'),
  f8E3M4: format(3, 4, 3, 'ieee'),
  f8E4M3: format(4, 3, 7, 'ieee'),
  f8E4M3FN: format(4, 3, 7, 'nan'),
  f8E4M3FNUZ: format(4, 3, 8, 'unsigned-zero'),
  f8E4M3B11FNUZ: format(4, 3, 11, 'unsigned-zero'),
  f8E5M2: format(5, 2, 15, 'ieee'),
  f8E5M2FNUZ: format(5, 2, 16, 'unsigned-zero'),
  bf16: format(8, 7, 127, 'ieee'),
  f16: format(5, 10, 15, 'ieee'),
  tf32: format(8, 10, 127, 'ieee'),
  f32: format(8, 23, 127, 'ieee'),
}

const scratch = new DataView(new ArrayBuffer(8))

/** Bits of a float as it stands in hexadecimal literals; undefined for `f80` and `f128`, which JavaScript numbers do not hold. */
export function encodeFloat(value: number, name: FloatName): bigint | undefined {
  if (name === 'f64') {
    scratch.setFloat64(0, value)
    return scratch.getBigUint64(0)
  }
  if (name === 'f8E8M0FNU') return BigInt(Number.isNaN(value) ? 255 : Math.min(254, Math.max(0, Math.round(Math.log2(value)) + 127)))
  const layout = formats[name]
  return layout === undefined ? undefined : BigInt(encodeSmall(value, layout))
}

/** The value of the bits of a float; undefined for `f80` and `f128`. */
export function decodeFloat(bits: bigint, name: FloatName): number | undefined {
  if (name === 'f64') {
    scratch.setBigUint64(0, BigInt.asUintN(64, bits))
    return scratch.getFloat64(0)
  }
  if (name === 'f8E8M0FNU') return bits === 255n ? NaN : 2 ** (Number(bits) - 127)
  const layout = formats[name]
  return layout === undefined ? undefined : decodeSmall(Number(bits), layout)
}

/** The nearest value of the type, ties to even. */
export function roundFloat(value: number, name: FloatName): number {
  if (name === 'f32') return Math.fround(value)
  if (name === 'f64' || floatBits[name] > 64) return value
  return decodeFloat(encodeFloat(value, name)!, name)!
}

function encodeSmall(value: number, { exponentBits, mantissaBits, bias, specials }: FloatFormat): number {
  const sign = value < 0 || Object.is(value, -0) ? 1 : 0
  const signBit = sign * 2 ** (exponentBits + mantissaBits)
  const ones = 2 ** exponentBits - 1
  const nan = {
    ieee: (ones + 0.5) * 2 ** mantissaBits,
    nan: 2 ** (exponentBits + mantissaBits) - 1,
    'unsigned-zero': 2 ** (exponentBits + mantissaBits),
    finite: 0,
  }[specials]
  if (Number.isNaN(value)) return nan
  const magnitude = Math.abs(value)
  scratch.setFloat64(0, magnitude)
  const exponent = Math.max((scratch.getUint16(0) >> 4) - 1023, 1 - bias)
  const steps = magnitude === Infinity ? Infinity : roundHalfEven(magnitude / 2 ** (exponent - mantissaBits))
  // Counted in steps, a carry out of the mantissa moves into the exponent by itself.
  const code = steps + (exponent - (1 - bias)) * 2 ** mantissaBits
  const largest = {
    ieee: ones * 2 ** mantissaBits - 1,
    nan: 2 ** (exponentBits + mantissaBits) - 2,
    'unsigned-zero': 2 ** (exponentBits + mantissaBits) - 1,
    finite: 2 ** (exponentBits + mantissaBits) - 1,
  }[specials]
  if (code > largest)
    return specials === 'ieee'
      ? signBit + ones * 2 ** mantissaBits
      : specials === 'finite'
        ? signBit + largest
        : nan + (specials === 'nan' ? signBit : 0)
  return code === 0 && specials === 'unsigned-zero' ? 0 : signBit + code
}

function decodeSmall(bits: number, { exponentBits, mantissaBits, bias, specials }: FloatFormat): number {
  const negative = Math.floor(bits / 2 ** (exponentBits + mantissaBits)) % 2 === 1
  const exponent = Math.floor(bits / 2 ** mantissaBits) % 2 ** exponentBits
  const mantissa = bits % 2 ** mantissaBits
  const top = exponent === 2 ** exponentBits - 1
  if (specials === 'ieee' && top) return mantissa !== 0 ? NaN : negative ? -Infinity : Infinity
  if (specials === 'nan' && top && mantissa === 2 ** mantissaBits - 1) return NaN
  if (specials === 'unsigned-zero' && negative && exponent === 0 && mantissa === 0) return NaN
  const magnitude =
    exponent === 0 ? mantissa * 2 ** (1 - bias - mantissaBits) : (2 ** mantissaBits + mantissa) * 2 ** (exponent - bias - mantissaBits)
  return negative ? -magnitude : magnitude
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
