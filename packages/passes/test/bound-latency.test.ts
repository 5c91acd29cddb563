import fc from 'fast-check'
import { expect, test } from 'vitest'

import { boundLatency } from '../src/bound-latency.ts'
import { planResidency, type Policy, type ResidencyStep } from '../src/plan-residency.ts'

const writeSeconds = 40
const policies: readonly Policy[] = [{ patience: 0.1 }, { patience: 1 }, { spare: 1 }, { spare: 2 }]

/** A layer that fills tensor `out` from `sources`, each tile from one of them in turn. */
function layer(out: number, sources: readonly number[], tiles: readonly number[], streamSeconds: number): ResidencyStep {
  return {
    kind: 'layer',
    out,
    uses: tiles.map((tile, i) => ({
      tile,
      writeSeconds,
      writeJoules: 1,
      holdWatts: 1,
      rings: 1,
      streams: [
        {
          source: sources[i % sources.length]!,
          part: out,
          overwrites: i === 0,
          overwriteSeconds: streamSeconds,
          addSeconds: 1.5 * streamSeconds,
        },
      ],
    })),
  }
}

/** Steps that each read one or two tensors from before. */
const network = fc
  .array(
    fc.record({
      isKernel: fc.boolean(),
      reads: fc.array(fc.nat(20), { minLength: 1, maxLength: 2 }),
      tiles: fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 8 }),
      seconds: fc.constantFrom(1, 7, 60),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((steps) =>
    steps.map(({ isKernel, reads, tiles, seconds }, index): ResidencyStep => {
      const sources = reads.map((back) => Math.max(0, index - (back % 4)))
      return isKernel ? { kind: 'kernel', reads: sources, writes: [index + 1], seconds } : layer(index + 1, sources, tiles, seconds)
    }),
  )

const machine = fc.record({
  units: fc.integer({ min: 1, max: 5 }),
  banks: fc.integer({ min: 1, max: 3 }),
  writesOne: fc.boolean(),
  probeShare: fc.constantFrom(0, 0.02),
})

test('no placement is faster than the bound', () => {
  fc.assert(
    fc.property(network, machine, (steps, own) => {
      const bound = boundLatency(steps, own)
      for (const policy of policies) {
        const { seconds } = planResidency(steps, own, policy)
        expect(seconds).toBeGreaterThanOrEqual(bound * (1 - 1e-9))
      }
    }),
    { numRuns: 500 },
  )
})

/** Layers one after the other, with tiles numbered in ranges. */
function chain(ranges: readonly (readonly [from: number, count: number])[]): ResidencyStep[] {
  return ranges.map(([from, count], index) =>
    layer(
      index + 1,
      [index],
      Array.from({ length: count }, (_, i) => from + i),
      1e-3,
    ),
  )
}

test.each([
  // 104 tiles, 64 that four layers share, 8: what does not fit beside the shared ones waits for them, a whole write longer than all writes take.
  { name: 'the last layer waits for room', ranges: [[0, 104], [104, 64], [104, 64], [104, 64], [104, 64], [168, 8]], units: 64, rounds: 4 }, // prettier-ignore
  { name: 'one matrix that nearly fits', ranges: [[0, 64], [0, 64], [0, 64], [64, 8]], units: 64, rounds: 2 }, // prettier-ignore
  { name: 'all in place', ranges: [[0, 8], [8, 8], [0, 8], [8, 8]], units: 16, rounds: 1 }, // prettier-ignore
] as const)('$name: the plan meets the bound in whole writes', ({ ranges, units, rounds }) => {
  const steps = chain(ranges)
  const bound = boundLatency(steps, { units, banks: 1 })
  const seconds = Math.min(...policies.map((policy) => planResidency(steps, { units, banks: 1 }, policy).seconds))
  expect(Math.floor(bound / writeSeconds)).toBe(rounds)
  expect(Math.floor(seconds / writeSeconds)).toBe(rounds)
})
