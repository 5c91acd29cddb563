import { constantOp } from '@onnc/dialects'
import { float32Blob, type Operation, readBlob, readFloat32, walk } from '@onnc/ir'
import { createRandom } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { quantisedBox, quantiseMatrix } from '../src/index.ts'
import { clusterPoints } from '../src/k-means.ts'
import { distributionOf, exactWeights, orderOf, wordOf } from '../src/weight-distribution.ts'
import { buildModule, lowered } from './module-text.ts'

function layers(...lists: (readonly number[])[]): Operation {
  return buildModule({ x: [1, 1] }, ({ constant, node }, x) =>
    lists.map((list, i) => node('MatMul', [x!, constant(`w${i}`, [1, list.length], list)], [1, list.length])),
  )
}

const weightsOf = (module: Operation): number[][] =>
  [...walk(module)].filter(constantOp.is).map((op) => [...readFloat32(constantOp.view(op).value.blob)])

const distinct = (list: readonly number[]): number => new Set(list.map((w) => (w === 0 ? 0 : w))).size
const squaredError = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, w, i) => sum + (Math.fround(w) - b[i]!) ** 2, 0)

const weight = fc.oneof(fc.constantFrom(0, -0, 1, -1, 0.5), fc.float({ noNaN: true, noDefaultInfinity: true, min: -4, max: 4 }))
const weights = fc.array(weight, { minLength: 1, maxLength: 60 })
const levels = fc.integer({ min: 2, max: 12 })

describe('cluster-weights', () => {
  test('no more levels than asked; zeros stay; order stays; each level is the mean of its weights; again changes nothing', () => {
    fc.assert(
      fc.property(weights, levels, (before, k) => {
        const module = layers(before)
        lowered(module, `cluster-weights{levels=${k}}`)
        const [after] = weightsOf(module) as [number[]]
        expect(distinct(after)).toBeLessThanOrEqual(k)
        if (distinct(before) <= k) expect(after).toEqual(before.map(Math.fround))
        for (const [i, w] of before.entries()) if (w === 0) expect(Math.abs(after[i]!)).toBe(0)
        const sorted = before
          .map((w, i) => [Math.fround(w), after[i]!] as const)
          .filter(([w]) => w !== 0)
          .toSorted(([a], [b]) => a - b)
        for (const [i, [, level]] of sorted.entries()) if (i > 0) expect(level).toBeGreaterThanOrEqual(sorted[i - 1]![1])
        for (const level of new Set(sorted.map(([, l]) => l))) {
          const members = sorted.filter(([, l]) => l === level).map(([w]) => w)
          expect(Math.abs(members.reduce((a, b) => a + b, 0) / members.length - level)).toBeLessThan(1e-5)
        }
        lowered(module, `cluster-weights{levels=${k}}`)
        expect(weightsOf(module)[0]).toEqual(after)
      }),
      { numRuns: 50 },
    )
  })

  test('levels on a grid are the nearest of it, and rings of that grid hold them without loss', () => {
    fc.assert(
      fc.property(weights, levels, fc.constantFrom(3, 15, 63, 255), (before, k, grid) => {
        const module = layers(before)
        lowered(module, `cluster-weights{levels=${k} grid=${grid}}`)
        const [after] = weightsOf(module) as [number[]]
        expect(distinct(after)).toBeLessThanOrEqual(Math.max(k, 1))
        const largest = Math.max(...after.map(Math.abs))
        for (const w of after) {
          const level = largest === 0 ? 0 : (w / largest) * ((grid - 1) / 2)
          expect(Math.abs(level - Math.round(level))).toBeLessThan(1e-4)
        }
        const quantised = quantiseMatrix(float32Blob([1, after.length], Float32Array.from(after)), grid)
        const { codes } = quantisedBox(quantised, { row: 0, rows: 1, column: 0, columns: after.length })
        const held = new Int8Array(readBlob(codes))
        for (const [i, w] of after.entries())
          expect(Math.abs(held[i]! * quantised.step * quantised.scale[0]! - w)).toBeLessThanOrEqual(1e-5 * largest)
      }),
      { numRuns: 50 },
    )
  })

  test('a model shares its levels', () => {
    fc.assert(
      fc.property(weights, weights, levels, (first, second, k) => {
        const module = layers(first, second)
        lowered(module, `cluster-weights{levels=${k} scope=model}`)
        expect(distinct(weightsOf(module).flat())).toBeLessThanOrEqual(k)
      }),
      { numRuns: 50 },
    )
  })

  test('more levels than weights is no fault', () => {
    const module = layers([1, 2, 3])
    expect(lowered(module, 'cluster-weights{levels=4096}').messages).toEqual([
      "'MatMul_0': stays as it is, with 3 different weights, no more than the 4096 levels",
    ])
    expect(weightsOf(module)).toEqual([[1, 2, 3]])
  })
})

describe('clusterPoints', () => {
  test('k clusters, none empty, no worse than regions of equal mass, and a point is nowhere nearer', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 50 }),
        fc.integer({ min: 1, max: 12 }),
        (values, asked) => {
          const sorted = values.filter((v) => v !== 0).toSorted((a, b) => a - b)
          fc.pre(sorted.length > 0)
          const k = Math.min(asked, sorted.length)
          const words = new Uint32Array(Float32Array.from(sorted).buffer)
          const { points } = distributionOf([words], sorted.length)
          const { clusters, error } = clusterPoints(points, k)
          expect(clusters).toHaveLength(k)
          const ends = clusters.map(({ end }) => end)
          expect(ends.at(-1)).toBe(sorted.length)
          for (const [i, end] of ends.entries()) expect(end).toBeGreaterThan(ends[i - 1] ?? 0)
          const means = clusters.map(({ mean }) => mean)
          const coded = sorted.map((_, i) => means[ends.findIndex((end) => i < end)]!)
          expect(error).toBeCloseTo(squaredError(sorted, coded), 3)
          for (const [i, v] of sorted.entries())
            expect(Math.abs(v - coded[i]!)).toBeLessThanOrEqual(Math.min(...means.map((m) => Math.abs(v - m))) + 1e-6)
          const masses = Array.from({ length: k + 1 }, (_, i) => Math.ceil((sorted.length * i) / k))
          const regions = sorted.map((_, i) => {
            const region = masses.findIndex((end) => i < end)
            const members = sorted.slice(masses[region - 1], masses[region])
            return members.reduce((a, b) => a + b, 0) / members.length
          })
          expect(error).toBeLessThanOrEqual(squaredError(sorted, regions) + 1e-6)
        },
      ),
    )
  })
})

test('words of floats in the order of their values, and back', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), fc.float({ noNaN: true }), (a, b) => {
      const [wa, wb] = new Uint32Array(Float32Array.of(a, b).buffer)
      expect(wordOf(orderOf(wa!))).toBe(wa)
      if (a !== b) expect(orderOf(wa!) < orderOf(wb!)).toBe(a < b)
    }),
  )
})

test('beyond a million weights bins stand for them: means are exact, ends of clusters hardly move', () => {
  const random = createRandom(5)
  const count = 2 ** 15
  const values = Float32Array.from({ length: count }, () => random.uniform() + random.uniform() - 1)
  const words = new Uint32Array(values.buffer)
  const [exact, binned] = [distributionOf([words], count), distributionOf([words], exactWeights + 1)]
  expect(binned.points.length).toBeLessThan(exact.points.length)
  expect(binned.points.sums.at(-1)).toBeCloseTo(exact.points.sums.at(-1)!, 6)
  const [a, b] = [clusterPoints(exact.points, 16), clusterPoints(binned.points, 16)]
  expect(b.error).toBeLessThan(a.error * 1.01)
  for (const [i, { mean }] of a.clusters.entries()) expect(Math.abs(mean - b.clusters[i]!.mean)).toBeLessThan(0.01)
})
