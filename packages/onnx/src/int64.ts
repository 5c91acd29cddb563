import Long from 'long'

/** A 64-bit integer of a message: `Long` when decoded (`unsigned` for uint64 fields); messages made here may hold safe numbers too. */
export type Int64 = number | Pick<Long, 'low' | 'high' | 'unsigned'>

/** The exact value. */
export function toBigInt(value: Int64): bigint {
  if (typeof value === 'number') return BigInt(value)
  const bits = (BigInt(value.high >>> 0) << 32n) | BigInt(value.low >>> 0)
  return value.unsigned ? bits : BigInt.asIntN(64, bits)
}

/** The value as a number, or `undefined` where a number cannot hold it exactly (beyond 2^53 - 1 either way). */
export function toNumber(value: Int64): number | undefined {
  const number = typeof value === 'number' ? value : value.unsigned ? unsignedNumber(value) : value.high * 0x100000000 + (value.low >>> 0)
  return Number.isSafeInteger(number) ? number : undefined
}

function unsignedNumber(value: { readonly low: number; readonly high: number }): number {
  return (value.high >>> 0) * 0x100000000 + (value.low >>> 0)
}

/** The message form of a signed 64-bit integer; wraps outside [-2^63, 2^63). */
export function fromBigInt(value: bigint): Long {
  return Long.fromBits(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)), false)
}
