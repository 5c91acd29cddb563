import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { packCodes, packedBytes, unpackCodes } from '../src/pack-codes.ts'

const tile = fc.integer({ min: 1, max: 32767 }).chain((zero) =>
  fc.record({
    levels: fc.constant(2 * zero + 1),
    codes: fc.array(fc.integer({ min: -zero, max: zero }), { maxLength: 40 }),
  }),
)
/** Few levels, which have the fast ways. */
const small = fc.constantFrom(3, 5, 15, 31, 63, 127, 255).chain((levels) =>
  fc.record({
    levels: fc.constant(levels),
    codes: fc.array(fc.integer({ min: (1 - levels) / 2, max: (levels - 1) / 2 }), { maxLength: 40 }),
  }),
)

test('codes are packed bit by bit, and come back', () => {
  fc.assert(
    fc.property(fc.oneof(tile, small), ({ levels, codes }) => {
      const bits = 32 - Math.clz32(levels - 1)
      const bytes = new Uint8Array(packedBytes(levels, codes.length))
      packCodes(Int16Array.from(codes), levels, bytes, 0)
      let whole = 0n
      for (const [i, code] of codes.entries()) whole |= BigInt(code + (levels - 1) / 2) << BigInt(i * bits)
      expect([...bytes]).toEqual([...bytes].map((_, i) => Number((whole >> BigInt(8 * i)) & 255n)))
      const back = new Int16Array(codes.length)
      unpackCodes(bytes, 0, levels, back)
      expect([...back]).toEqual(codes)
    }),
  )
})

test('a code beyond the levels is named, wherever it stands', () => {
  for (const place of [0, 3, 5]) {
    const codes = new Int8Array(6)
    codes[place] = 40
    expect(() => packCodes(codes, 63, new Uint8Array(8), 0)).toThrow('code 40 is beyond 31')
    codes[place] = -32
    expect(() => packCodes(codes, 63, new Uint8Array(8), 0)).toThrow('code -32 is beyond 31')
  }
})
