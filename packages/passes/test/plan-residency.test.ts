import fc from 'fast-check'
import { expect, test } from 'vitest'

import { boundWrites } from '../src/bound-writes.ts'
import { planResidency, type Policy, type ResidencyStep } from '../src/plan-residency.ts'
import { planSteady, type Steady } from '../src/plan-steady.ts'

/** The fewest writes, by trying all that places may hold behind each layer. */
function fewestWrites(layers: readonly ReadonlySet<number>[], places: number): number {
  let states = new Map<number, number>([[0, 0]])
  for (const tiles of layers) {
    const used = [...tiles].reduce((mask, tile) => mask | (1 << tile), 0)
    const next = new Map<number, number>()
    for (const [held, writes] of states) {
      const missing = used & ~held
      const after = writes + bits(missing)
      const all = held | used
      for (let kept = all; ; kept = (kept - 1) & all) {
        // A layer that writes needs a place that does not hold the same before and behind it.
        const fits = bits(kept) <= places && (missing === 0 || bits(kept & held) < places) && (kept & missing) === (kept & ~held)
        if (fits && after < (next.get(kept) ?? Infinity)) next.set(kept, after)
        if (kept === 0) break
      }
    }
    states = next
  }
  return Math.min(...states.values())
}

function bits(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}

function stepsOf(layers: readonly ReadonlySet<number>[]): ResidencyStep[] {
  return layers.map((tiles, layer) => ({
    kind: 'layer',
    out: layer + 1,
    uses: [...tiles].map((tile, i) => ({
      tile,
      writeSeconds: 4e-5,
      writeJoules: 1e-9,
      holdWatts: 1,
      rings: 1,
      streams: [{ source: layer, part: layer, overwrites: i === 0, overwriteSeconds: 1e-8, addSeconds: 1e-8 }],
    })),
  }))
}

const network = fc
  .array(fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 7 })
  .map((layers) => layers.map((tiles) => new Set(tiles)))

test('the bound is that of an exhaustive search or just below, and no placement is below it', () => {
  let [tight, planned, cases] = [0, 0, 0]
  fc.assert(
    fc.property(network, fc.integer({ min: 1, max: 5 }), (layers, places) => {
      const [bound, least] = [boundWrites(layers, places), fewestWrites(layers, places)]
      const { writes } = planResidency(stepsOf(layers), { units: places, banks: 1 }, { spare: 1 })
      expect(bound).toBeLessThanOrEqual(least)
      expect(writes).toBeGreaterThanOrEqual(least)
      cases++
      if (bound === least) tight++
      if (writes === least) planned++
    }),
    { numRuns: 300 },
  )
  expect(tight / cases).toBeGreaterThan(0.9)
  expect(planned / cases).toBeGreaterThan(0.8)
})

const policies: readonly Policy[] = [{ patience: 0.1 }, { patience: 1 }, { spare: 1 }, { spare: 2 }]

test('one matrix of D tiles in L layers on U places takes D + (L - 1) (D - U) writes', () => {
  for (const [tiles, layers, places] of [
    [24, 5, 16],
    [64, 8, 16],
    [10, 4, 16],
  ] as const) {
    const all = Array.from({ length: layers }, () => new Set(Array.from({ length: tiles }, (_, i) => i)))
    const expected = tiles + (layers - 1) * Math.max(0, tiles - places)
    expect(boundWrites(all, places)).toBe(expected)
    for (const policy of policies) expect(planResidency(stepsOf(all), { units: places, banks: 1 }, policy).writes).toBe(expected)
  }
})

/** Runs an inference on places that hold what it begins with; what they hold in the end. */
function replay({ standing, actions, restored }: Steady, steps: readonly ResidencyStep[]): Map<number, number> {
  const held = new Map(standing.map(({ unit, tile }) => [unit, tile]))
  for (const [index, step] of steps.entries()) {
    const places = new Map<number, number>()
    for (const action of actions[index]!) {
      const { tile } = (step as ResidencyStep & { kind: 'layer' }).uses[action.use]!
      if (action.kind === 'place') {
        if (action.written) held.set(action.unit, tile)
        places.set(action.use, action.unit)
      }
      expect(held.get(places.get(action.use)!)).toBe(tile)
    }
  }
  for (const { unit, tile } of restored) held.set(unit, tile)
  return held
}

test('an inference among others finds what it leaves, and together they write no less than the bound', () => {
  const times = 3
  fc.assert(
    fc.property(network, fc.integer({ min: 1, max: 6 }), (layers, places) => {
      const steps = stepsOf(layers)
      const bound = boundWrites(Array.from({ length: times }, () => layers).flat(), places)
      for (const policy of policies)
        for (const plan of planSteady(steps, { units: places, banks: 1 }, policy)) {
          const end = replay(plan, steps)
          for (const { unit, tile } of plan.standing) expect(end.get(unit)).toBe(tile)
          expect(plan.standing.length + times * plan.writes).toBeGreaterThanOrEqual(bound)
        }
    }),
    { numRuns: 200 },
  )
})
