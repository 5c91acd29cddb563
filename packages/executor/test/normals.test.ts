import { expect, test } from 'vitest'

import { createEngine } from '../src/engine.ts'
import { createNormals } from '../src/noise-pool.ts'

const normals = createNormals(createEngine(1))

/** What a standard normal number has, of `count` of them: each within five standard errors. */
function expectNormal(numbers: Float32Array): void {
  const count = numbers.length
  const mean = (of: (value: number) => number): number => numbers.reduce((sum, value) => sum + of(value), 0) / count
  const near = (found: number, expected: number, deviation: number): void =>
    expect(Math.abs(found - expected)).toBeLessThan((5 * deviation) / Math.sqrt(count))
  near(
    mean((x) => x),
    0,
    1,
  )
  near(
    mean((x) => x ** 2),
    1,
    Math.SQRT2,
  )
  near(
    mean((x) => x ** 3),
    0,
    Math.sqrt(15),
  )
  near(
    mean((x) => x ** 4),
    3,
    Math.sqrt(96),
  )
  // P(|x| > k), of the normal distribution.
  for (const [k, share] of [
    [0.5, 0.6170751],
    [1, 0.3173105],
    [2, 0.0455003],
    [3, 0.0026998],
    [4, 6.334e-5],
  ] as const)
    near(
      mean((x) => (Math.abs(x) > k ? 1 : 0)),
      share,
      Math.sqrt(share),
    )
  const neighbours = numbers.subarray(1).reduce((sum, value, i) => sum + value * numbers[i]!, 0) / count
  near(neighbours, 0, 1)
}

test('numbers of one seed are standard normal', () => {
  expectNormal(normals(1, 2 ** 21))
})

test('so are the first ones of many seeds that lie side by side', () => {
  for (const place of [0, 1, 4, 7]) expectNormal(Float32Array.from({ length: 2 ** 16 }, (_, seed) => normals(seed, 8)[place]!))
})

test('a seed gives the same numbers however many are asked for', () => {
  const many = normals(-5, 1000).slice()
  for (const count of [1, 7, 8, 9, 64]) expect([...normals(-5, count)]).toEqual([...many.subarray(0, count)])
})
