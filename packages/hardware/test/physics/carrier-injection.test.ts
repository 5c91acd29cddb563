import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  carrierAbsorption,
  carrierCode,
  carrierCodeShift,
  carrierCurrent,
  carrierIndexChange,
  carrierPower,
  carrierShift,
  carriersForShift,
  type CarrierTuner,
} from '../../src/physics/carrier-injection.ts'

/** A ring of 5 um radius, 450 x 220 nm, half of it a diode. */
const tuner: CarrierTuner = {
  wavelengthMetres: 1550e-9,
  groupIndex: 4.3,
  confinement: 0.8,
  volumeCubicMetres: 0.5 * 2 * Math.PI * 5e-6 * 450e-9 * 220e-9,
  lifetimeSeconds: 1e-9,
  voltageVolts: 1,
}

test('Soref & Bennett: 1e18 carriers of each kind per cubic centimetre change the index by -0.003', () => {
  expect(carrierIndexChange(1e18)).toBeCloseTo(-8.8e-4 - 8.5e-18 * 1e18 ** 0.8, 12)
  expect(carrierIndexChange(1e18)).toBeGreaterThan(-0.0035)
  expect(carrierIndexChange(1e18)).toBeLessThan(-0.0025)
  expect(carrierAbsorption(1e18)).toBeCloseTo(14.5, 9)
  expect(carrierIndexChange(0)).toBe(-0)
})

test('a shift to the blue, about 1 nm at 1e18, and the carriers for it', () => {
  expect(carrierShift(tuner, 1e18) * 1e9).toBeLessThan(-0.7)
  expect(carrierShift(tuner, 1e18) * 1e9).toBeGreaterThan(-1.2)
  fc.assert(
    fc.property(fc.double({ min: 14, max: 20, noNaN: true }), (exponent) => {
      const density = 10 ** exponent
      expect(carriersForShift(tuner, carrierShift(tuner, density)) / density).toBeCloseTo(1, 6)
    }),
  )
  expect([carriersForShift(tuner, 0), carriersForShift(tuner, 1e-9)]).toEqual([0, 0])
})

test('current and power are linear in the carriers', () => {
  expect(carrierCurrent(tuner, 1e18)).toBeCloseTo((1.602176634e-19 * tuner.volumeCubicMetres * 1e24) / 1e-9, 12)
  expect(carrierPower({ ...tuner, voltageVolts: 2 }, 1e17)).toBeCloseTo(2 * carrierCurrent(tuner, 1e17), 15)
})

test('codes come back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), (code) => {
      expect(carrierCode(tuner, carrierCodeShift(tuner, code, 1e-3, 8), 1e-3, 8)).toBe(code)
    }),
  )
  expect(carrierCode(tuner, -1e-6, 1e-3, 8)).toBe(255)
})
