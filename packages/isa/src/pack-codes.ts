/*
 * Ring codes as bits: code + (levels-1)/2 in ceil(log2(levels)) bits each, low bits first, the last byte filled up with 0. Four codes of an even
 * number of bits, up to 8, are whole bytes, and go together.
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
  let first = 0
  if (bits % 2 === 0 && bits <= 8) {
    for (; first + 4 <= codes.length; first += 4) {
      const a = codes[first]! + zero
      const b = codes[first + 1]! + zero
      const c = codes[first + 2]! + zero
      const d = codes[first + 3]! + zero
      const most = 2 * zero
      // One that is negative or too large makes this negative; the loop below names it.
      if ((a | b | c | d | (most - a) | (most - b) | (most - c) | (most - d)) < 0) break
      let word = a | (b << bits) | (c << (2 * bits)) | (d << (3 * bits))
      for (let byte = 0; byte < bits / 2; byte++, word >>>= 8) bytes[offset++] = word
    }
  }
  let pending = 0
  let pendingBits = 0
  for (let i = first; i < codes.length; i++) {
    const code = codes[i]!
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
  let first = 0
  if (bits % 2 === 0 && bits <= 8) {
    for (; first + 4 <= codes.length; first += 4) {
      let word = 0
      for (let byte = 0; byte < bits / 2; byte++) word |= bytes[offset++]! << (8 * byte)
      codes[first] = (word & mask) - zero
      codes[first + 1] = ((word >>> bits) & mask) - zero
      codes[first + 2] = ((word >>> (2 * bits)) & mask) - zero
      codes[first + 3] = ((word >>> (3 * bits)) & mask) - zero
    }
  }
  let pending = 0
  let pendingBits = 0
  for (let i = first; i < codes.length; i++) {
    for (; pendingBits < bits; pendingBits += 8) pending |= bytes[offset++]! << pendingBits
    codes[i] = (pending & mask) - zero
    pending >>>= bits
    pendingBits -= bits
  }
}
