/** The value of an IEEE 754 binary16 number given by its bits. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

const single = new Float32Array(1)
const singleBits = new Uint32Array(single.buffer)

/** The value of a bfloat16 number given by its bits: the upper half of a float32. */
export function fromBfloat16(bits: number): number {
  singleBits[0] = bits << 16
  return single[0]!
}
