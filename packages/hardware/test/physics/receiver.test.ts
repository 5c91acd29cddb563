import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bankBits, bankBudgets, bankReceiver, bankSize, gridSensitivity } from '../../src/physics/bank-size.ts'
import { fromDbm, fromDecibel, toDbm, toDecibel } from '../../src/physics/decibel.ts'
import { noiseDensities, rateForBits, receiverBits, receiverSensitivity } from '../../src/physics/receiver-noise.ts'

describe('bank sizes of CASES 2022 (Vatsavai & Thakkar)', () => {
  test.each([
    [1, 31, 44],
    [3, 20, 28],
    [5, 16, 22],
    [10, 12, 16],
  ])('its table, 4 bits at %d GS/s: AMM %d, MAM %d', (rate, amm, mam) => {
    expect([bankSize(bankBudgets.amm, 4, rate * 1e9), bankSize(bankBudgets.mam, 4, rate * 1e9)]).toEqual([amm, mam])
  })

  test.each([
    [1, -27, 99, 159],
    [2, -24, 72, 114],
    [3, -21, 48, 73],
    [4, -18, 31, 44],
    [5, -14.9, 18, 24],
    [6, -11.7, 9, 12],
    [7, -8, 4, 6],
    [8, -0.5, 1, 1],
  ])('its code, %d bits at 1 GS/s: %d dBm, AMM %d, MAM %d', (bits, dbm, amm, mam) => {
    expect(gridSensitivity(bankReceiver, bits, 1e9)).toBeCloseTo(dbm, 6)
    expect([bankSize(bankBudgets.amm, bits, 1e9), bankSize(bankBudgets.mam, bits, 1e9)]).toEqual([amm, mam])
  })

  test.each([
    [5, 5, 9, 11],
    [5, 6, 4, 5],
    [10, 5, 6, 8],
    [10, 6, 2, 2],
  ])('its code, %d GS/s and %d bits: AMM %d, MAM %d', (rate, bits, amm, mam) => {
    expect([bankSize(bankBudgets.amm, bits, rate * 1e9), bankSize(bankBudgets.mam, bits, rate * 1e9)]).toEqual([amm, mam])
  })
})

test.each([
  [64, 64, 10, [4.6, 3.4, 2.9, 1.8]],
  [64, 64, 13, [5.6, 4.4, 3.9, 2.8]],
  [16, 64, 13, [6.0, 4.8, 4.3, 3.2]],
  [16, 16, 10, [7.0, 5.8, 5.3, 4.2]],
])('%d columns x %d rows at %d dBm: bits at 0.1, 0.5, 1, 5 GS/s', (columns, rows, dbm, bits) => {
  const budget = { ...bankBudgets.amm, elementSpacingMm: 0 }
  for (const [i, rate] of [0.1e9, 0.5e9, 1e9, 5e9].entries()) {
    expect(Math.abs(bankBits(budget, columns, rows, dbm, rate) - bits[i]!), `${rate}`).toBeLessThan(0.06)
  }
})

describe('receiver noise', () => {
  const power = fc.double({ min: -35, max: 5, noNaN: true }).map(fromDbm)
  const rate = fc.double({ min: 7, max: 11, noNaN: true }).map((exponent) => 10 ** exponent)

  test('more light never loses bits, more speed always does: half a bit for each doubling', () => {
    fc.assert(
      fc.property(power, rate, (watts, hertz) => {
        const bits = receiverBits(bankReceiver, watts, hertz)
        expect(receiverBits(bankReceiver, watts * 1.1, hertz)).toBeGreaterThan(bits)
        expect(bits - receiverBits(bankReceiver, watts, 2 * hertz)).toBeCloseTo((10 * Math.log10(2)) / 6.02, 9)
      }),
    )
  })

  test('sensitivity and the fastest rate are inverses', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 7, noNaN: true }), (bits) => {
        const watts = receiverSensitivity(bankReceiver, bits, 1e9)!
        expect(receiverBits(bankReceiver, watts, 1e9)).toBeCloseTo(bits, 6)
        expect(rateForBits(bankReceiver, watts, bits) / 1e9).toBeCloseTo(1, 6)
      }),
    )
  })

  test('intensity noise bounds the bits at any power: -140 dB/Hz at 1 GS/s leave 8.3', () => {
    expect(receiverSensitivity(bankReceiver, 8.5, 1e9)).toBeUndefined()
    const ceiling = (10 * Math.log10(Math.SQRT2 / (1e-14 * 1e9)) - 1.76) / 6.02
    expect(receiverBits(bankReceiver, 1e3, 1e9)).toBeCloseTo(ceiling, 3)
  })

  test('terms: 2qI, 4kT/R, I^2 RIN', () => {
    const { shot, thermal, intensity } = noiseDensities({ ...bankReceiver, temperatureKelvin: 300, darkCurrentAmperes: 0 }, 1e-3)
    expect(shot).toBeCloseTo(3.204e-22, 25)
    expect(thermal).toBeCloseTo(3.314e-22, 25)
    expect(intensity).toBeCloseTo(1e-20, 25)
  })
})

test('decibels', () => {
  expect([toDbm(1e-3), toDbm(0.02), fromDbm(10), toDecibel(2), fromDecibel(-3)].map((x) => x.toFixed(4))).toEqual([
    '0.0000',
    '13.0103',
    '0.0100',
    '3.0103',
    '0.5012',
  ])
})
