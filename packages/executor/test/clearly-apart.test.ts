import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clearlyApart } from '../src/clearly-apart.ts'
import type { CompiledPattern } from '../src/compile-pattern.ts'

const addresses = (max: number): fc.Arbitrary<Int32Array> =>
  fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: 6 }).map((list) => Int32Array.from(list))
const pattern: fc.Arbitrary<CompiledPattern> = fc
  .record({ positionAddress: addresses(30), elementAddress: addresses(400) })
  .map((tables) => ({
    buffer: 0,
    positions: tables.positionAddress.length,
    elements: tables.elementAddress.length,
    ...tables,
    padding: undefined,
  }))

const touched = ({ positionAddress, elementAddress }: CompiledPattern): Set<number> =>
  new Set([...positionAddress].flatMap((p) => [...elementAddress].map((e) => p + e)))

test('patterns that are clearly apart have no address in common', () => {
  let apart = 0
  fc.assert(
    fc.property(pattern, pattern, (a, b) => {
      if (!clearlyApart(a, b)) return
      apart++
      const others = touched(b)
      expect([...touched(a)].some((address) => others.has(address))).toBe(false)
    }),
    { numRuns: 2000 },
  )
  expect(apart).toBeGreaterThan(20)
})
