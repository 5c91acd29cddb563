import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ringBandwidth, settlingBits, settlingRate } from '../../src/physics/ring-bandwidth.ts'

test('a ring of Q 8000 is 24 GHz wide', () => {
  expect(ringBandwidth({ qualityFactor: 8000, wavelengthMetres: 1550e-9 }) / 1e9).toBeCloseTo(24.18, 2)
})

test('bits and rate are inverse; higher Q is slower', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e3, max: 1e7, noNaN: true }), fc.double({ min: 0.5, max: 16, noNaN: true }), (qualityFactor, bits) => {
      const resonance = { qualityFactor, wavelengthMetres: 1550e-9 }
      const rate = settlingRate(resonance, bits)
      expect(settlingBits(resonance, 1 / rate)).toBeCloseTo(bits, 9)
      expect(settlingRate({ ...resonance, qualityFactor: 2 * qualityFactor }, bits)).toBeCloseTo(rate / 2, 0)
    }),
  )
  expect(settlingBits({ qualityFactor: 1e9, wavelengthMetres: 1550e-9 }, 1e-12)).toBe(0)
})
