import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDropTransmission,
  allPassPhase,
  allPassTransmission,
  finesse,
  freeSpectralRange,
  fullWidth,
  lorentzianDetuning,
  lorentzianDrop,
} from '../../src/physics/ring-transmission.ts'

const amplitude = fc.double({ min: 0.5, max: 0.999, noNaN: true })
const phase = fc.double({ min: -10, max: 10, noNaN: true })
const resonance = { qualityFactor: 8000, wavelengthMetres: 1550e-9 }

describe('an add-drop ring', () => {
  test('gives out at most what it gets, all of it without loss', () => {
    fc.assert(
      fc.property(
        amplitude,
        amplitude,
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        phase,
        (inputCoupling, dropCoupling, roundTrip, at) => {
          const { through, drop } = addDropTransmission({ inputCoupling, dropCoupling, roundTrip }, at)
          expect(Math.min(through, drop)).toBeGreaterThanOrEqual(-1e-9)
          expect(through + drop).toBeLessThanOrEqual(1 + 1e-9)
          const lossless = addDropTransmission({ inputCoupling, dropCoupling, roundTrip: 1 }, at)
          expect(lossless.through + lossless.drop).toBeCloseTo(1, 9)
        },
      ),
    )
  })

  test('drops everything at resonance where both couplers are equal, nothing goes through', () => {
    const { through, drop } = addDropTransmission({ inputCoupling: 0.98, dropCoupling: 0.98, roundTrip: 1 }, 0)
    expect(drop).toBeCloseTo(1, 12)
    expect(through).toBeCloseTo(0, 12)
  })

  test('the ring of PHYMRR (r1 = r2 = a = 0.9816): weight 0.91 x drop - through at resonance, -0.98 half way', () => {
    const ring = { inputCoupling: 0.9816, dropCoupling: 0.9816, roundTrip: 0.9816 }
    const at = (p: number): number => addDropTransmission(ring, p).drop - addDropTransmission(ring, p).through
    const loop = 0.9816 ** 3
    expect(addDropTransmission(ring, 0).drop).toBeCloseTo(((1 - 0.9816 ** 2) ** 2 * 0.9816) / (1 - loop) ** 2, 12)
    expect(at(0)).toBeGreaterThan(0.3)
    expect(at(Math.PI)).toBeLessThan(-0.99)
  })

  test('is a Lorentzian near resonance, if its finesse is high', () => {
    const ring = { inputCoupling: 0.995, dropCoupling: 0.995, roundTrip: 0.999 }
    const f = finesse(0.995 ** 2 * 0.999)
    const period = 18e-9
    const narrow = { qualityFactor: (1550e-9 * f) / period, wavelengthMetres: 1550e-9 }
    const peak = addDropTransmission(ring, 0).drop
    for (const halfWidths of [0, 0.5, 1, 2, 4]) {
      const metres = (halfWidths * fullWidth(narrow)) / 2
      const exact = addDropTransmission(ring, (2 * Math.PI * metres) / period).drop
      expect(lorentzianDrop(narrow, metres, peak) / exact, String(halfWidths)).toBeCloseTo(1, 2)
    }
  })
})

describe('an all-pass ring', () => {
  test('its phase is found again', () => {
    fc.assert(
      fc.property(amplitude, amplitude, fc.double({ min: 0.05, max: 3.1, noNaN: true }), (r, a, at) => {
        const transmission = allPassTransmission(r, a, at)
        fc.pre(1 - transmission > 1e-9)
        expect(allPassPhase(r, a, transmission)).toBeCloseTo(at, 4)
      }),
    )
    expect(allPassPhase(0.9, 0.9, -0.1)).toBeUndefined()
  })

  // Its third preset (a 0.845, r 0.85, width 2.522 nm) does not follow from its own r and a, which give 3.3 nm.
  test.each([
    [0.987, 0.99, 6755, 0.2278],
    [0.925, 0.93, 1021, 1.5068],
  ])('the 5 um rings of pytorch-onn: a %d, r %d have Q %d and a width of %d nm', (a, r, quality, widthNm) => {
    const width = freeSpectralRange(1538.739e-9, 2.4, 5e-6) / finesse(a * r)
    expect(width / (widthNm * 1e-9)).toBeGreaterThan(0.97)
    expect(width / (widthNm * 1e-9)).toBeLessThan(1.03)
    expect(1538.739e-9 / width / quality).toBeGreaterThan(0.97)
    expect(1538.739e-9 / width / quality).toBeLessThan(1.03)
  })
})

test('a ring of 5 um radius has the FSR of 18 nm that CrossLight gives, at the group index 4.3 of DOCTOR', () => {
  expect(freeSpectralRange(1550e-9, 4.3, 5e-6) / 18e-9).toBeCloseTo(1, 1)
})

test('Lorentzian: half at half width, and its inverse', () => {
  expect(fullWidth(resonance)).toBeCloseTo(0.19375e-9, 15)
  expect(lorentzianDrop(resonance, fullWidth(resonance) / 2)).toBeCloseTo(0.5, 12)
  fc.assert(
    fc.property(fc.double({ min: 1e-4, max: 1, noNaN: true }), (drop) => {
      expect(lorentzianDrop(resonance, lorentzianDetuning(resonance, drop)!)).toBeCloseTo(drop, 10)
    }),
  )
  expect([0, -1, 1.1].map((drop) => lorentzianDetuning(resonance, drop))).toEqual([undefined, undefined, undefined])
})
