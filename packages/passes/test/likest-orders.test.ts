import { createRandom, type Random } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { assign } from '../src/assignment.ts'
import { likestOrders } from '../src/likest-orders.ts'

function permutations(count: number): number[][] {
  if (count === 0) return [[]]
  return permutations(count - 1).flatMap((rest) =>
    Array.from({ length: count }, (_, at) => [...rest.slice(0, at), count - 1, ...rest.slice(at)]),
  )
}

test('an assignment is worth as much as any', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 25, maxLength: 25 }),
      (count, values) => {
        const worth = Int32Array.from(values.slice(0, count * count))
        const total = (order: ArrayLike<number>): number =>
          Array.from({ length: count }, (_, place) => worth[place * count + order[place]!]!).reduce((a, b) => a + b, 0)
        const chosen = assign(worth, count)
        expect([...chosen].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i))
        expect(total(chosen)).toBe(Math.max(...permutations(count).map(total)))
      },
    ),
  )
})

/** Levels of normal weights in 16 clusters, a share of them zero. */
function clustered(random: Random, share: number): Int8Array {
  return Int8Array.from({ length: 64 * 64 }, () => {
    if (random.uniform() < share) return 0
    const normal = Array.from({ length: 12 }, () => random.uniform()).reduce((a, b) => a + b, -6)
    return 2 * Math.max(-8, Math.min(7, Math.floor(normal / 0.35))) + 1
  })
}

/** Share of rings that keep their level from tile to tile. */
function unchangedShare(zeros: number): number {
  const random = createRandom(5)
  const held = Int32Array.from(clustered(random, zeros))
  let [same, all] = [0, 0]
  for (let i = 0; i < 6; i++) {
    const codes = clustered(random, zeros)
    const orders = likestOrders({ rows: 64, columns: 64, codes }, held, 64)!
    for (let r = 0; r < 64; r++)
      for (let c = 0; c < 64; c++) {
        const code = codes[orders.rows[r]! * 64 + orders.columns[c]!]!
        if (held[r * 64 + c] === code) same++
        held[r * 64 + c] = code
        all++
      }
  }
  return same / all
}

test('orders of rows and columns keep 15 % of the rings of 16 clusters, 35 % where half are zero', () => {
  expect(unchangedShare(0)).toBeGreaterThan(0.15)
  expect(unchangedShare(0.5)).toBeGreaterThan(0.35)
})
