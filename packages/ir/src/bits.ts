/** `width` bits from bit `at` of little-endian bytes, as an unsigned integer. */
export function readBits(bytes: Uint8Array, at: number, width: number): bigint {
  if (at % 8 === 0 && width <= 32 && width % 8 === 0) {
    let value = 0
    for (let i = width / 8 - 1; i >= 0; i--) value = value * 256 + bytes[at / 8 + i]!
    return BigInt(value)
  }
  let value = 0n
  const first = at >> 3
  const last = (at + width - 1) >> 3
  for (let i = last; i >= first; i--) value = (value << 8n) | BigInt(bytes[i]!)
  return BigInt.asUintN(width, value >> BigInt(at & 7))
}

/** Sets `width` bits from bit `at`, which must be zero before. */
export function writeBits(bytes: Uint8Array, at: number, width: number, value: bigint): void {
  if (at % 8 === 0 && width <= 32 && width % 8 === 0) {
    let rest = Number(BigInt.asUintN(width, value))
    for (let i = at / 8; rest > 0; i++, rest = Math.floor(rest / 256)) bytes[i] = rest % 256
    return
  }
  let rest = BigInt.asUintN(width, value) << BigInt(at & 7)
  for (let i = at >> 3; rest > 0n; i++, rest >>= 8n) bytes[i]! |= Number(rest & 255n)
}
