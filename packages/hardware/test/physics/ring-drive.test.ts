import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { driveCode, drivePower } from '../../src/physics/drive-code.ts'
import { driveOfWeight, leastDrop, steepestWeight, type RingDrive, weightOfDrive } from '../../src/physics/ring-drive.ts'
import { electroOpticPower, heaterPower, heaterShift, hybridMove } from '../../src/physics/tuning-power.ts'
import { dropsOfWeight, weightOfDrops } from '../../src/physics/weight-encoding.ts'

const nm = 1e-9
const drive: RingDrive = {
  resonance: { qualityFactor: 8000, wavelengthMetres: 1550 * nm },
  freeSpectralRangeMetres: 18 * nm,
  powerPerFsrWatts: 27.5e-3,
  bits: 16,
  coldOffsetMetres: -2 * nm,
  farthestMetres: 0.5 * nm,
}
const weight = fc.double({ min: -1, max: 1, noNaN: true })
const shift = fc.double({ min: -40 * nm, max: 40 * nm, noNaN: true })

describe('encodings', () => {
  test.each(['balanced', 'two-rings', 'offset', 'nonnegative'] as const)('%s: weights come back, drops stay reachable', (range) => {
    fc.assert(
      fc.property(weight, fc.double({ min: 0, max: 0.3, noNaN: true }), (w, least) => {
        const drops = dropsOfWeight(range, w, least)
        expect(weightOfDrops(range, drops, least)).toBeCloseTo(range === 'nonnegative' ? Math.max(0, w) : w, 10)
        for (const drop of [drops.positive, drops.negative ?? least]) {
          expect(drop).toBeGreaterThanOrEqual(least - 1e-12)
          expect(drop).toBeLessThanOrEqual(1 + 1e-12)
        }
      }),
    )
  })

  test('zero is half the light on one ring, none on two', () => {
    expect(dropsOfWeight('offset', 0)).toEqual({ positive: 0.5 })
    expect(dropsOfWeight('two-rings', 0)).toEqual({ positive: 0, negative: 0 })
  })
})

describe('tuners', () => {
  test('a whole FSR takes 27.5 mW, a shift to the blue goes on to the next order', () => {
    expect(heaterPower(9 * nm, 18 * nm, 27.5e-3)).toBeCloseTo(13.75e-3, 12)
    expect(heaterPower(-1 * nm, 18 * nm, 27.5e-3)).toBeCloseTo((17 / 18) * 27.5e-3, 12)
    // CrossLight holds a drift of 2.1 nm, down from 7.1: 3.2 mW a ring.
    expect(heaterPower(2.1 * nm, 18 * nm, 27.5e-3) * 1e3).toBeCloseTo(3.21, 2)
  })

  test('power and shift are inverse', () => {
    fc.assert(
      fc.property(shift, (metres) => {
        const back = heaterShift(heaterPower(metres, 18 * nm, 27.5e-3), 18 * nm, 27.5e-3)
        const orders = (metres - back) / (18 * nm)
        expect(Math.abs(orders - Math.round(orders))).toBeLessThan(1e-9)
      }),
    )
  })

  test('electro-optic: 4 uW/nm either way, 80 uW for 20 nm', () => {
    expect(electroOpticPower(-20 * nm, 4e-6 / nm)).toBeCloseTo(80e-6, 12)
  })

  test('hybrid: within reach without the heater, past it the fast tuner does at most half the reach', () => {
    expect(hybridMove(0.9 * nm, nm)).toEqual({ coarseMetres: 0, fineMetres: 0.9 * nm })
    fc.assert(
      fc.property(shift, (metres) => {
        const { coarseMetres, fineMetres } = hybridMove(metres, nm)
        expect((coarseMetres + fineMetres) / nm).toBeCloseTo(metres / nm, 9)
        expect(Math.abs(fineMetres)).toBeLessThanOrEqual(coarseMetres === 0 ? nm : 0.5 * nm * (1 + 1e-9))
      }),
    )
  })
})

describe('drive codes', () => {
  test('codes of a DAC come back, and stay within it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16 }), fc.nat(), (bits, any) => {
        const code = any % 2 ** bits
        expect(driveCode(drivePower(code, 27.5e-3, bits), 27.5e-3, bits)).toBe(code)
      }),
    )
    expect([driveCode(-1, 1, 8), driveCode(5, 1, 8)]).toEqual([0, 255])
  })

  test('weight -> detuning -> heater -> code -> weight', () => {
    fc.assert(
      fc.property(weight, fc.double({ min: -8 * nm, max: 8 * nm, noNaN: true }), (w, coldOffsetMetres) => {
        const ring = { ...drive, coldOffsetMetres }
        const { detuningMetres, heaterWatts, code } = driveOfWeight(ring, w)
        expect(detuningMetres).toBeLessThanOrEqual(drive.farthestMetres * (1 + 1e-9))
        expect(heaterWatts).toBeLessThanOrEqual(27.5e-3)
        // Half a code of 16 bits moves a ring by up to 2 * 18 nm / 2^17, times the steepest slope.
        expect(Math.abs(weightOfDrive(ring, code) - w)).toBeLessThan(2 * ((2 * 18 * nm) / 2 ** 17) * steepestWeight(drive.resonance))
      }),
    )
  })

  test('the largest weight is on resonance, the smallest at the farthest detuning', () => {
    expect(driveOfWeight(drive, 1).detuningMetres).toBe(0)
    expect(driveOfWeight(drive, -1).detuningMetres / drive.farthestMetres).toBeCloseTo(1, 9)
    expect(leastDrop(drive)).toBeCloseTo(1 / (1 + (0.5 / 0.096875) ** 2), 9)
  })

  test('8 bits over a whole FSR are too coarse for 63 levels: what SONIC needs hybrid tuning for', () => {
    const coarse = { ...drive, bits: 8 }
    const worst = Math.max(
      ...Array.from({ length: 63 }, (_, i) => (i - 31) / 31).map((w) => Math.abs(weightOfDrive(coarse, driveOfWeight(coarse, w).code) - w)),
    )
    expect(worst).toBeGreaterThan(1 / 31)
  })
})
