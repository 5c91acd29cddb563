import { createRandom } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { driftError, driftForError, thermalShift, timeToWalk, walkAfter } from '../../src/physics/drift.ts'
import { bitsOfBound, bitsOfDeviation, deviationOfBits } from '../../src/physics/effective-bits.ts'
import { beatAttenuation, beatNoise, reverseLoss } from '../../src/physics/reverse-path.ts'
import { lorentzianDrop } from '../../src/physics/ring-transmission.ts'
import { drawRing, measuredRings, meanOffset } from '../../src/physics/ring-statistics.ts'

const resonance = { qualityFactor: 8000, wavelengthMetres: 1550e-9 }
const perKelvin = 0.102e-9

describe('drift', () => {
  test('10 mK moves a weight by 0.014, 0.43 of a step of 63 levels', () => {
    expect(driftError(resonance, 10e-3, perKelvin)).toBeCloseTo(0.014, 3)
    expect(driftError(resonance, 10e-3, perKelvin) / (2 / 63)).toBeCloseTo(0.43, 2)
    expect(thermalShift(1, perKelvin)).toBe(perKelvin)
  })

  test('is the steepest slope there is: no place on the resonance moves further', () => {
    const weight = (d: number): number => 2 * lorentzianDrop(resonance, d) - 1
    const step = thermalShift(0.1e-3, perKelvin)
    const moves = Array.from({ length: 2000 }, (_, i) => Math.abs(weight(i * 1e-12 + step) - weight(i * 1e-12)))
    const bound = driftError(resonance, 0.1e-3, perKelvin)
    expect(Math.max(...moves)).toBeLessThanOrEqual(bound * (1 + 1e-9))
    expect(Math.max(...moves)).toBeGreaterThan(0.999 * bound)
  })

  test('inverses', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (x) => {
        expect(driftForError(resonance, driftError(resonance, x, perKelvin), perKelvin) / x).toBeCloseTo(1, 9)
        expect(walkAfter(timeToWalk(x, 0.01, 2), 0.01, 2) / x).toBeCloseTo(1, 9)
      }),
    )
    expect(walkAfter(0, 0.01, 1)).toBe(0)
  })
})

describe('the way back', () => {
  test('through a 1 : 64 splitter costs 18 dB', () => {
    expect(reverseLoss(64, 0)).toBeCloseTo(18.06, 2)
    expect(reverseLoss(1, 1.5)).toBe(1.5)
  })

  test('equal light of many rows beats with all of its power, one row not at all', () => {
    expect(beatNoise([1])).toBe(0)
    expect(beatNoise([])).toBe(0)
    expect(beatNoise([1, 1])).toBeCloseTo(Math.SQRT1_2, 12)
    expect(beatNoise(Array.from({ length: 64 }, () => 1))).toBeCloseTo(Math.sqrt(63 / 64), 12)
  })

  test('two fields of random phase have that deviation', () => {
    const random = createRandom(1)
    const powers = [1, 0.3, 0.5]
    const samples = Array.from({ length: 40_000 }, () => {
      const phases = powers.map(() => 2 * Math.PI * random.uniform())
      const re = powers.reduce((s, p, i) => s + Math.sqrt(p) * Math.cos(phases[i]!), 0)
      const im = powers.reduce((s, p, i) => s + Math.sqrt(p) * Math.sin(phases[i]!), 0)
      return re ** 2 + im ** 2
    })
    const mean = samples.reduce((a, b) => a + b, 0) / samples.length
    const deviation = Math.sqrt(samples.reduce((s, x) => s + (x - mean) ** 2, 0) / samples.length)
    expect(mean / 1.8).toBeCloseTo(1, 1)
    expect(deviation / 1.8 / beatNoise(powers)).toBeCloseTo(1, 1)
  })

  test('lines far apart do not', () => {
    expect(beatAttenuation(0, 1e9)).toBe(1)
    expect(beatAttenuation(100e9, 1e9)).toBeCloseTo(0.01, 4)
  })
})

test('rings as made: means and deviations of 28,050 rings', () => {
  const random = createRandom(7)
  const rings = Array.from({ length: 28_050 }, () => drawRing(random))
  const statistics = (values: readonly number[]): [number, number] => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length
    return [mean, Math.sqrt(values.reduce((s, x) => s + (x - mean) ** 2, 0) / values.length)]
  }
  const [quality, extinction, resonance] = [
    statistics(rings.map((ring) => ring.qualityFactor)),
    statistics(rings.map((ring) => ring.extinction)),
    statistics(rings.map((ring) => ring.resonanceMetres * 1e9)),
  ]
  expect(Math.abs(quality[0] - 5995)).toBeLessThan(30)
  expect(Math.abs(quality[1] - 1098)).toBeLessThan(30)
  expect(Math.abs(extinction[0] - 10)).toBeLessThan(0.05)
  expect(Math.abs(extinction[1] - 1.7)).toBeLessThan(0.05)
  expect(Math.abs(resonance[0] - 1550.01)).toBeLessThan(0.05)
  expect(Math.abs(resonance[1] - 1.74)).toBeLessThan(0.05)
  for (const { qualityFactor } of rings) {
    expect(qualityFactor >= measuredRings.qualityFactor.least && qualityFactor <= measuredRings.qualityFactor.most).toBe(true)
  }
  expect(meanOffset(1.74)).toBeCloseTo(1.388, 3)
})

test('bits of errors', () => {
  expect(bitsOfDeviation(0.005)).toBeCloseTo(6.85, 2)
  expect(bitsOfDeviation(0.03)).toBeCloseTo(4.27, 2)
  expect(bitsOfBound(0.5)).toBe(1)
  expect([bitsOfDeviation(0), bitsOfBound(0)]).toEqual([Infinity, Infinity])
  for (const bits of [0, 1, 4.5, 8, 16]) expect(bitsOfDeviation(deviationOfBits(bits))).toBeCloseTo(bits, 9)
})
