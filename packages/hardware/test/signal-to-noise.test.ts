import { createRandom } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addSignals,
  drawNormal,
  noiseCauses,
  type NoiseCause,
  normalInputs,
  signalToNoise,
  tileSignal,
  type Target,
  type UnitClass,
} from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

const { target, unit } = rnb64()

/** A 64 x 64 tile of normal weights whose four sigma are the largest code. */
function normalTile(seed: number): { rows: number; columns: number; levels: number; codes: Int8Array } {
  const random = createRandom(seed)
  const weight = { mean: 0, deviation: 31 / 4, least: -31, most: 31 }
  return { rows: 64, columns: 64, levels: 63, codes: Int8Array.from({ length: 4096 }, () => Math.round(drawNormal(random, weight))) }
}

const share = (signal: ReturnType<typeof tileSignal>, cause: NoiseCause): number => signal.noise[cause] / signal.signal

describe('signal and noise of a tile', () => {
  const tile = normalTile(1)

  test('typical outputs of a 64-wide product have sigma 1/130 of full scale', () => {
    const { signal } = tileSignal(target, unit, tile, true)
    expect(64 / Math.sqrt(signal / 64)).toBeGreaterThan(120)
    expect(64 / Math.sqrt(signal / 64)).toBeLessThan(140)
  })

  test('an 8-bit ADC keeps about 2.5 bits of them at worst-case range, with gain to 4 sigma about 7', () => {
    const bits = (gain: UnitClass['readout']['gain']): number => {
      const { signal, noise } = tileSignal(target, { ...unit, readout: { ...unit.readout, gain } }, tile, true)
      // Quantisation noise alone, over one plane: as bits of the sigma, range 4 sigma being counted.
      return Math.log2(Math.sqrt(signal / (noise.ADC / 2)) / Math.sqrt(12)) + Math.log2(8) / 2
    }
    expect(Math.abs(bits('per-row') - 7)).toBeLessThan(1.5)
    expect(Math.abs(bits('fixed') - 2.5)).toBeLessThan(1.5)
    expect(bits('per-row') - bits('fixed')).toBeCloseTo(Math.log2(64 / (4 * (64 / 130))), 0)
  })

  test('more laser takes the receiver out of it, and then something else limits', () => {
    const bright = (dbm: number): Target => ({
      ...target,
      laser: { ...target.laser, powerPerWavelength: { value: 1e-3 * 10 ** (dbm / 10), unit: 'dBm', source: 'test' } },
    })
    const limits = [0, 13, 40].map((dbm) => signalToNoise(tileSignal(bright(dbm), unit, tile, false)))
    expect(limits[0]!.limit).toBe('thermal')
    expect(limits.map(({ decibel }) => decibel)).toEqual(limits.map(({ decibel }) => decibel).toSorted((a, b) => a - b))
    expect(limits[2]!.limit).not.toBe('thermal')
    // Ten times the light, a hundredth of the thermal noise.
    expect(
      share(tileSignal(bright(10), unit, tile, false), 'thermal') / share(tileSignal(bright(20), unit, tile, false), 'thermal'),
    ).toBeCloseTo(100, 6)
  })

  test('each cause answers to its parameter', () => {
    const base = tileSignal(target, unit, tile, false)
    const ratio = (cause: NoiseCause, changed: UnitClass): number =>
      tileSignal(target, changed, tile, false).noise[cause] / base.noise[cause]
    const calibration = (change: object): UnitClass => ({
      ...unit,
      stationary: { ...unit.stationary, calibration: { ...unit.stationary.calibration, ...change } },
    })
    const half = { value: 0.0025, unit: '%', source: 'test' }
    expect(ratio('programming error', calibration({ errorAfter: half }))).toBeCloseTo(0.25, 9)
    expect(ratio('ADC', { ...unit, readout: { ...unit.readout, bits: 9 } })).toBeCloseTo(0.25, 9)
    expect(ratio('input bits', { ...unit, moving: { ...unit.moving, bits: 4 } })).toBeCloseTo((255 / 15) ** 2, 6)
    // Twice the swing of `offset`, of half the light: the split over both rings takes what the swing gains, and a splitter and rings a bit more.
    expect(ratio('thermal', { ...unit, stationary: { ...unit.stationary, range: 'two-rings' } })).toBeCloseTo(1.2, 1)
    expect(base.noise['spectral crosstalk']).toBe(0)
    expect(tileSignal(target, calibration({ iterations: 0 }), tile, false).noise['spectral crosstalk']).toBeGreaterThan(0)
  })

  test('two passes double what the receiver adds', () => {
    const [once, twice] = [tileSignal(target, unit, tile, false), tileSignal(target, unit, tile, true)]
    expect(twice.noise.thermal / once.noise.thermal).toBeCloseTo(2, 12)
  })

  test('known weights count their own steps, and exact ones none', () => {
    const step = 0.1
    const exact = Float32Array.from(tile.codes, (code) => code * step)
    expect(tileSignal(target, unit, { ...tile, exact, step }, false).noise['weight levels']).toBeLessThan(1e-9)
    const off = Float32Array.from(tile.codes, (code, i) => (code + (i % 2 === 0 ? 0.5 : -0.5)) * step)
    const uniform = tileSignal(target, unit, tile, false).noise['weight levels']
    expect(tileSignal(target, unit, { ...tile, exact: off, step }, false).noise['weight levels'] / uniform).toBeCloseTo(3, 4)
  })

  test('rows count by the square of their scale; tiles add up', () => {
    const scaled = tileSignal(target, unit, { ...tile, rowScales: new Float32Array(64).fill(3) }, false)
    const plain = tileSignal(target, unit, tile, false)
    expect(signalToNoise(scaled).decibel).toBeCloseTo(signalToNoise(plain).decibel, 9)
    expect(scaled.signal / plain.signal).toBeCloseTo(9, 6)
    expect(addSignals([plain, plain]).signal).toBeCloseTo(2 * plain.signal, 9)
    expect(signalToNoise(addSignals([plain, plain])).decibel).toBeCloseTo(signalToNoise(plain).decibel, 9)
  })

  test('shares add up, and the limit has the largest', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.boolean(), (seed, signed) => {
        const signal = tileSignal(target, unit, normalTile(seed), signed)
        const total = noiseCauses.reduce((sum, cause) => sum + signal.noise[cause], 0)
        const { limit, share: largest, decibel, bits } = signalToNoise(signal)
        expect(largest).toBeCloseTo(Math.max(...noiseCauses.map((cause) => signal.noise[cause])) / total, 12)
        expect(signal.noise[limit] / total).toBe(largest)
        expect(decibel).toBeCloseTo(10 * Math.log10(signal.signal / total), 9)
        expect(bits).toBeCloseTo((decibel - 1.76) / 6.02, 12)
      }),
      { numRuns: 10 },
    )
  })

  test('weights of zero give no signal', () => {
    expect(signalToNoise(tileSignal(target, unit, { rows: 1, columns: 2, levels: 63, codes: [0, 0] }, false)).decibel).toBe(-Infinity)
  })

  test('the assumption about inputs is that of its name', () => {
    const random = createRandom(3)
    const samples = Array.from({ length: 50_000 }, () => Math.abs(drawNormal(random, { mean: 0, deviation: 0.25, least: -1, most: 1 })))
    expect(samples.reduce((a, b) => a + b, 0) / samples.length).toBeCloseTo(normalInputs.meanMagnitude, 2)
    expect(samples.reduce((a, b) => a + b * b, 0) / samples.length).toBeCloseTo(normalInputs.meanSquare, 2)
  })
})
