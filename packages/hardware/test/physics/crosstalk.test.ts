import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aloneError, jointTuning, phasesOf } from '../../src/physics/joint-tuning.ts'
import { solveLinear } from '../../src/physics/solve-linear.ts'
import {
  channelsForBits,
  crosstalkBits,
  crosstalkSum,
  qualityForBits,
  spectralCrosstalk,
  worstCrosstalk,
} from '../../src/physics/spectral-crosstalk.ts'
import { simulatedShare, simulatedThermalCrosstalk, thermalCrosstalk, thermalMatrix } from '../../src/physics/thermal-crosstalk.ts'

const channels = { wavelengthMetres: 1550e-9, qualityFactor: 8000, freeSpectralRangeMetres: 18e-9 }

describe('spectral crosstalk', () => {
  test.each([
    [10, 0.0102, 97.7],
    [15, 0.0223, 44.8],
    [20, 0.039, 25.6],
    [31, 0.092, 10.9],
    [44, 0.181, 5.5],
  ])('%d channels of CrossLight, Q 8000, FSR 18 nm: %d in all, %d levels', (count, sum, levels) => {
    expect(worstCrosstalk({ ...channels, count }) / sum).toBeCloseTo(1, 1)
    expect(1 / worstCrosstalk({ ...channels, count }) / levels).toBeCloseTo(1, 1)
  })

  test.each([
    [15, 5.5],
    [16, 5.3],
    [20, 4.7],
    [31, 3.4],
    [44, 2.5],
    [64, 1.5],
  ])('%d channels leave %d bits, not 16', (count, bits) => {
    expect(Math.abs(crosstalkBits({ ...channels, count }) - bits)).toBeLessThan(0.06)
  })

  test('limits: all on the same channel, none far away or alone; half at half a width', () => {
    expect(spectralCrosstalk(0, 1550e-9, 8000)).toBe(1)
    expect(spectralCrosstalk(1550e-9 / 16000, 1550e-9, 8000)).toBeCloseTo(0.5, 12)
    expect(spectralCrosstalk(1, 1550e-9, 8000)).toBeLessThan(1e-19)
    expect(crosstalkBits({ ...channels, count: 1 })).toBe(Infinity)
  })

  test('the ring in the middle gets the most, and more channels or a lower Q never less', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), fc.nat(), (count, any) => {
        const worst = worstCrosstalk({ ...channels, count })
        expect(crosstalkSum({ ...channels, count }, any % count)).toBeLessThanOrEqual(worst * (1 + 1e-12))
        expect(worstCrosstalk({ ...channels, count: count + 1 })).toBeGreaterThan(worst)
        expect(worstCrosstalk({ ...channels, count, qualityFactor: 7000 })).toBeGreaterThan(worst)
      }),
    )
  })

  test('what mends it: fewer channels, or a higher Q', () => {
    expect(channelsForBits(channels, 5.3)).toBe(16)
    expect(channelsForBits(channels, 20)).toBe(1)
    const quality = qualityForBits({ ...channels, count: 44 }, 8)!
    expect(crosstalkBits({ ...channels, count: 44, qualityFactor: quality })).toBeCloseTo(8, 2)
  })
})

describe('thermal crosstalk', () => {
  test('0.20 exp(-d / 3.55 um) is the fit of the first five simulations', () => {
    for (const { distanceMetres, share } of simulatedThermalCrosstalk.slice(0, 5)) {
      const fit = thermalCrosstalk({ nearShare: 0.2, lengthMetres: 3.55e-6 }, distanceMetres)
      expect(Math.abs(Math.log(fit / share)), String(distanceMetres)).toBeLessThan(0.35)
    }
    // Least squares of the logarithms gives those two numbers.
    const points = simulatedThermalCrosstalk.slice(0, 5).map(({ distanceMetres, share }) => [distanceMetres, Math.log(share)] as const)
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
    const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
    const slope = points.reduce((s, [x, y]) => s + (x - mx) * (y - my), 0) / points.reduce((s, [x]) => s + (x - mx) ** 2, 0)
    expect(-1e6 / slope).toBeCloseTo(3.55, 1)
    expect(Math.exp(my - slope * mx)).toBeCloseTo(0.2, 1)
  })

  test('the simulated table, at and between its points', () => {
    for (const { distanceMetres, share } of simulatedThermalCrosstalk) expect(simulatedShare(distanceMetres)).toBeCloseTo(share, 12)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100e-6, noNaN: true }), fc.double({ min: 0, max: 10e-6, noNaN: true }), (distance, more) => {
        expect(simulatedShare(distance + more)).toBeLessThanOrEqual(simulatedShare(distance))
      }),
    )
  })

  test('the matrix of ten folded rings that ThermaleigenDecomposition has: rings on the same side, 10.7 um apart', () => {
    for (const [i, share] of [0.227, 0.0072, 0.0004, 0.0001].entries()) {
      const ratio = simulatedShare(10.7e-6 * (i + 1) - 10e-6) / share
      expect(Math.abs(Math.log(ratio)), `${i + 1} apart`).toBeLessThan(Math.log(1.45))
    }
  })

  test('a matrix of 5 um gaps, its neighbours, and one far apart', () => {
    const matrix = thermalMatrix({ nearShare: 0.2, lengthMetres: 3.55e-6 }, 4, 15e-6, 10e-6)
    expect(matrix[0]![1]).toBeCloseTo(0.2 * Math.exp(-5 / 3.55), 12)
    expect(matrix.map((row, i) => row[i])).toEqual([1, 1, 1, 1])
    expect(matrix[3]![0]).toBe(matrix[0]![3])
    // CrossLight keeps rings 120 um apart without joint tuning: nothing is left there.
    expect(thermalMatrix({ nearShare: 0.2, lengthMetres: 3.55e-6 }, 2, 120e-6)[0]![1]).toBeLessThan(1e-14)
  })
})

describe('joint tuning', () => {
  // The folded bank of 10 rings, as ThermaleigenDecomposition has it (first row and symmetry).
  const first = [1, 0.227, 0.0072, 0.0004, 0.0001, 0.0009, 0.002, 0.0088, 0.0431, 0.227]
  const folded = first.map((_, i) => first.map((_, j) => first[Math.abs(i - j)]!))

  test('brings every ring to its phase, without cooling any', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }), { minLength: 10, maxLength: 10 }), (phases) => {
        const tuned = jointTuning(folded, phases)!
        expect(Math.min(...tuned.heaters)).toBeGreaterThanOrEqual(0)
        for (const [i, phase] of phasesOf(folded, tuned.heaters).entries()) {
          expect(phase).toBeCloseTo(phases[i]! + tuned.orders[i]! * 2 * Math.PI, 9)
        }
      }),
    )
  })

  test('tuned alone, rings at the published spacing are off by tenths of a radian', () => {
    const phases = first.map(() => Math.PI)
    expect(aloneError(folded, phases)).toBeGreaterThan(0.5)
    const { heaters } = jointTuning(folded, phases)!
    // Heat of the neighbours is made use of: less power than rings by themselves would take.
    expect(heaters.reduce((a, b) => a + b, 0)).toBeLessThan(0.8 * phases.reduce((a, b) => a + b, 0))
  })

  test('far apart there is nothing to solve; all in one place there is nothing to be had', () => {
    const apart = [
      [1, 0],
      [0, 1],
    ]
    expect(jointTuning(apart, [1, 2])).toEqual({ heaters: [1, 2], orders: [0, 0] })
    expect(aloneError(apart, [1, 2])).toBe(0)
    expect(
      jointTuning(
        [
          [1, 1],
          [1, 1],
        ],
        [1, 2],
      ),
    ).toBeUndefined()
    expect(jointTuning([], [])).toEqual({ heaters: [], orders: [] })
  })

  test('elimination solves what it is given', () => {
    const n = 5
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n }),
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: n, maxLength: n }),
        (entries, x) => {
          const matrix = x.map((_, i) => x.map((_, j) => entries[i * n + j]! + (i === j ? 6 : 0)))
          const solved = solveLinear(matrix, phasesOf(matrix, x))!
          for (const [i, value] of solved.entries()) expect(value).toBeCloseTo(x[i]!, 8)
        },
      ),
    )
  })
})
