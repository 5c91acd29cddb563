import { createRandom } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { nearTiles } from '../src/near-tiles.ts'

test('what is near enough is found, and nothing that is farther is taken', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), fc.constantFrom(0.01, 0.05, 0.2), (seed, kinds, within) => {
      const random = createRandom(seed)
      const normal = (): number => random.uniform() + random.uniform() + random.uniform() - 1.5
      const bases = Array.from({ length: kinds }, () => Float32Array.from({ length: 256 }, normal))
      // Noise of half of what is allowed: two of a kind differ by less than all of it.
      const tiles = Array.from({ length: 20 }, (_, i) => bases[i % kinds]!.map((value) => value + 0.4 * within * normal()))
      const uses = nearTiles(
        tiles.map((tile) => ({ read: () => tile })),
        within,
      )
      expect(uses.map(({ held }) => held)).toEqual(tiles.map((_, i) => i % kinds))
      for (const [i, { held, difference, own }] of uses.entries()) {
        const off = tiles[i]!.reduce((sum, value, j) => sum + (value - tiles[held]![j]!) ** 2, 0)
        expect(Math.abs(difference - off)).toBeLessThan(1e-3 * (off + 1e-9))
        expect(Math.sqrt(difference / own)).toBeLessThanOrEqual(within)
      }
    }),
    { numRuns: 30 },
  )
})
