/*
 * Ring codes as bits: code + (levels-1)/2 in ceil(log2(levels)) bits each, low bits first, the last byte filled up with 0.
 */

/** Bits of one code. */
function codeBits(levels: number): number {
  return 32 - Math.clz32(levels - 1)
}

/** Bytes of a whole tile's codes. */
export function packedBytes(levels: number, count: number): number {
  return Math.ceil((codeBits(levels) * count) / 8)
}

/** Writes the codes to `bytes` from `offset` on. Throws where one is no level: whoever made it has a bug. */
export function packCodes(codes: Int8Array | Int16Array, levels: number, bytes: Uint8Array, offset: number): void {
  const bits = codeBits(levels)
  const zero = (levels - 1) / 2
  let pending = 0
  let pendingBits = 0
  for (const code of codes) {
    if (code < -zero || code > zero) throw new Error(`code ${code} is beyond ${zero}`)
    pending |= (code + zero) << pendingBits
    pendingBits += bits
    for (; pendingBits >= 8; pendingBits -= 8, pending >>>= 8) bytes[offset++] = pending
  }
  if (pendingBits > 0) bytes[offset] = pending
}

/** Fills `codes` from `bytes`, beginning at `offset`. What is no level comes out beyond the levels of the tile. */
export function unpackCodes(bytes: Uint8Array, offset: number, levels: number, codes: Int8Array | Int16Array): void {
  const bits = codeBits(levels)
  const zero = (levels - 1) / 2
  const mask = (1 << bits) - 1
  let pending = 0
  let pendingBits = 0
  for (let i = 0; i < codes.length; i++) {
    for (; pendingBits < bits; pendingBits += 8) pending |= bytes[offset++]! << pendingBits
    codes[i] = (pending & mask) - zero
    pending >>>= bits
    pendingBits -= bits
  }
}
