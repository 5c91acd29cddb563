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

/** The same elements at positions of its own. */
const pair: fc.Arbitrary<readonly [CompiledPattern, CompiledPattern]> = fc
  .tuple(pattern, addresses(30), fc.boolean(), pattern)
  .map(([a, positionAddress, shares, other]) => [a, shares ? { ...a, positions: positionAddress.length, positionAddress } : other])

test('patterns that are clearly apart have no address in common', () => {
  let apart = 0
  fc.assert(
    fc.property(pair, ([a, b]) => {
      if (!clearlyApart(a, b)) return
      apart++
      const others = touched(b)
      expect([...touched(a)].some((address) => others.has(address))).toBe(false)
    }),
    { numRuns: 2000 },
  )
  expect(apart).toBeGreaterThan(20)
})

test('parts of the same planes, one behind the other, are clearly apart', () => {
  const planes = Int32Array.of(0, 100, 200, 300)
  const part = (...positionAddress: number[]): CompiledPattern => ({
    buffer: 0,
    positions: positionAddress.length,
    elements: planes.length,
    positionAddress: Int32Array.from(positionAddress),
    elementAddress: planes,
    padding: undefined,
  })
  expect(clearlyApart(part(0, 1, 2), part(3, 4, 5))).toBe(true)
  expect(clearlyApart(part(0, 1, 3), part(3, 4, 5))).toBe(false)
  expect(clearlyApart(part(0, 60), part(70, 130))).toBe(false)
})
