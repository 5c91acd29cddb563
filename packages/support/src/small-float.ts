/**
 * Layout of a float of at most 32 bits. `ieee`: infinities and NaN; `nan`: all ones is NaN, no infinity; `unsigned-zero`: the pattern of
 * -0 is NaN, no infinity (FNUZ); `finite`: neither. Widths and biases: LLVM's APFloat semantics of the same names.
 */
export interface SmallFloat {
  readonly exponentBits: number
  readonly mantissaBits: number
  readonly bias: number
  readonly specials: 'ieee' | 'nan' | 'unsigned-zero' | 'finite'
}

export function smallFloat(exponentBits: number, mantissaBits: number, bias: number, specials: SmallFloat['specials']): SmallFloat {
  return { exponentBits, mantissaBits, bias, specials }
}

const scratch = new DataView(new ArrayBuffer(8))

/** The bits of the nearest number of the layout, ties to even. Beyond the largest: infinity, NaN or the largest, as the layout has it. */
export function encodeSmallFloat(value: number, { exponentBits, mantissaBits, bias, specials }: SmallFloat): number {
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

/** The number that bits stand for. */
export function decodeSmallFloat(bits: number, { exponentBits, mantissaBits, bias, specials }: SmallFloat): number {
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

/** The bits of an E8M0 scale: a power of two without sign or zero; 255 is NaN. */
export function encodeScale(value: number): number {
  return Number.isNaN(value) ? 255 : Math.min(254, Math.max(0, Math.round(Math.log2(value)) + 127))
}

/** The power of two that the bits of an E8M0 scale stand for. */
export function decodeScale(bits: number): number {
  return bits === 255 ? NaN : 2 ** (bits - 127)
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
