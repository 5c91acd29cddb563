import { describe, expect, test } from 'vitest'
import {
  areaOf,
  bankBits,
  bankBudgets,
  calibrateCost,
  combLaserDbm,
  coreLaserWatts,
  crosstalkBits,
  heaterPower,
  holdPowerWatts,
  laserPowerWatts,
  loadTarget,
  modulatorPowerWatts,
  opticalLosses,
  partsOf,
  programCost,
  receivedDbm,
  receiverPowerWatts,
  shippedTargets,
  streamCost,
  symbolSeconds,
  type Target,
  unitPhysics,
  type UnitClass,
} from '../src/index.ts'

function shipped(name: string): { target: Target; units: readonly UnitClass[]; only: UnitClass } {
  const loaded = loadTarget(name)
  if (!loaded.ok) throw new Error(name)
  return { target: loaded.value, units: loaded.value.units, only: loaded.value.units[0]! }
}

const near = (value: number, expected: number, share = 0.005): void => {
  expect(Math.abs(value / expected - 1), `${value} is ${expected}`).toBeLessThan(share)
}

const bits = (target: Target, unit: UnitClass, name: string): number =>
  unitPhysics(target, unit).product.find((term) => term.name === name)!.bits

describe('sonic: SONIC (arXiv 2109.04459)', () => {
  const { target, units } = shipped('sonic')
  const [conv, fc] = units as [UnitClass, UnitClass]

  test('(n, m, N, K) = (5, 50, 50, 10): 750 VCSELs and 60 converters', () => {
    expect([conv.columns, fc.columns, conv.count, fc.count]).toEqual([5, 50, 50, 10])
    const all = (of: (parts: ReturnType<typeof partsOf>) => number): number => conv.count * of(partsOf(conv)) + fc.count * of(partsOf(fc))
    expect([all((p) => p.lasers), all((p) => p.modulators), all((p) => p.adcs), all((p) => p.inputDacs)]).toEqual([750, 0, 60, 750])
  })

  test('Table 2: power times latency of each device', () => {
    near(conv.moving.dacEnergy.value, 40e-3 * 0.33e-9) // DAC 16 bit
    near(fc.moving.dacEnergy.value, 3e-3 * 0.25e-9) // DAC 6 bit
    near(conv.readout.conversionEnergy.value, 62e-3 * 14e-9) // ADC 16 bit
    near(conv.stationary.dacEnergyPerRing.value, 3e-3 * 0.25e-9 + 4e-6 * 20e-9)
    near(fc.stationary.dacEnergyPerRing.value, 40e-3 * 0.33e-9 + 4e-6 * 20e-9)
    near(laserPowerWatts(target, conv, 1), 1.3e-3) // VCSEL
    near(receiverPowerWatts(conv, 1), 2 * 2.8e-3) // a photodetector for each sign
  })

  test('a vector takes the 14 ns of its ADC; writing a bank 20 ns, past the reach of EO 4 us', () => {
    near(symbolSeconds(conv, 1), 14e-9)
    near(streamCost(target, conv, { rows: 1, columns: 5, positions: 1000, signed: false, accumulate: false }).seconds, 14e-6, 0.01)
    const write = { rows: 1, columns: 5, ringsWritten: 5 }
    near(programCost(target, conv, write).seconds, 20e-9)
    near(programCost(target, conv, { ...write, coarse: true }).seconds, 4e-6)
    near(programCost(target, fc, { rows: 1, columns: 50, ringsWritten: 50, operand: 'activations' }).seconds, 20e-9)
  })

  test('a zero leaves its VCSEL undriven: half of them, half the light and half the DAC energy', () => {
    const job = { rows: 1, columns: 5, positions: 100, signed: false, accumulate: false }
    const [dense, sparse] = [streamCost(target, conv, job), streamCost(target, conv, { ...job, density: 0.5 })]
    near(sparse.energyJoules.laser!, dense.energyJoules.laser! / 2)
    near(sparse.energyJoules.dac!, dense.energyJoules.dac! / 2)
    expect([sparse.seconds, sparse.energyJoules.adc]).toEqual([dense.seconds, dense.energyJoules.adc])
  })

  test('50 wavelengths on one bus: 2.1 bits by the same authors (CrossLight, eq. 8-10)', () => {
    near(bits(target, fc, 'spectral crosstalk'), 2.1, 0.02)
  })
})

describe('crosslight: CrossLight (arXiv 2102.06960)', () => {
  const { target, units } = shipped('crosslight')
  const [conv, fc] = units as [UnitClass, UnitClass]

  test('(N, K, n, m) = (20, 150, 100, 60), at most 15 rings a bank', () => {
    expect([conv.columns, fc.columns, conv.count, fc.count]).toEqual([20, 150, 100, 60])
    for (const unit of units) expect(unit.columns / unit.segments).toBeLessThanOrEqual(15)
    expect(units.reduce((sum, unit) => sum + unit.count * partsOf(unit).rings, 0)).toBe(11_000)
  })

  test('Table 2: VCSEL 0.66 mW, TIA 7.2 mW, photodetectors 2.8 mW, EO 20 ns', () => {
    near(laserPowerWatts(target, conv, 20), 20 * 0.66e-3)
    near(receiverPowerWatts(conv, 1), 2 * 2 * 2.8e-3 + 7.2e-3)
    near(programCost(target, conv, { rows: 1, columns: 20, ringsWritten: 20 }).seconds, 20e-9)
    near(symbolSeconds(conv, 1), 20e-9)
    near(conv.readout.conversionEnergy.value, 250e-3 * symbolSeconds(conv, 1)) // transceiver of 250 mW
  })

  test('a drift of 2.1 nm holds a heater at 3.2 mW, 7.1 nm at 10.8 mW; TED takes half', () => {
    near(heaterPower(2.1e-9, 18e-9, 27.5e-3), 3.2e-3, 0.01)
    near(heaterPower(7.1e-9, 18e-9, 27.5e-3), 10.8e-3, 0.01)
    near(holdPowerWatts(target, conv, 1), heaterPower(2.1e-9, 18e-9, 27.5e-3) / 2, 0.01)
  })

  test('its own formula leaves 5.5 bits for 15 rings and 6.6 for 10, where it claims 16', () => {
    near(bits(target, fc, 'spectral crosstalk'), 5.5)
    near(bits(target, conv, 'spectral crosstalk'), 6.6, 0.01)
  })

  test('its laser model, for -20 dBm detectors: 10 log10 N on top of the loss', () => {
    near(combLaserDbm(-20, 10, 15), -20 + 10 + 11.76)
    expect(combLaserDbm(-20, 10, 1)).toBe(-10)
  })
})

describe('deap: DEAP-CNNs (arXiv 1907.01525)', () => {
  const { target, only } = shipped('deap')

  test('R = 3, D = 113: 1017 modulators of at most 1024, 9 wavelengths a bus of at most 100, an output each 200 ps', () => {
    expect([only.columns, partsOf(only).modulators, only.columns / only.segments]).toEqual([1017, 1017, 9])
    near(symbolSeconds(only, 1), 200e-12)
  })

  test('powers: lasers 9 x 100 mW, rings 19.5 mW, DAC 26 mW, TIA 17 mW, ADC 76 mW', () => {
    near(laserPowerWatts(target, only, only.columns), 9 * 100e-3)
    near(holdPowerWatts(target, only, 1), 19.5e-3)
    near(modulatorPowerWatts(only, only.columns), 1017 * 19.5e-3)
    near(only.moving.dacEnergy.value * 5e9, 26e-3)
    near(only.readout.conversionEnergy.value * 5e9, 76e-3)
    near(receiverPowerWatts(only, 1) - 113 * 2 * 2.8e-3, 17e-3)
  })
})

describe('lt-mrr-bank: Lightening-Transformer (HPCA 2024), MRR bank', () => {
  const { target, only } = shipped('lt-mrr-bank')

  test('14 cores of 12 x 12 at 5 GHz, two passes for signed inputs', () => {
    expect([only.count, only.rows, only.columns]).toEqual([14, 12, 12])
    const job = { rows: 12, columns: 12, positions: 10_000, signed: false, accumulate: false }
    near(streamCost(target, only, job).seconds, 2e-6)
    near(streamCost(target, only, { ...job, signed: true }).seconds, 4e-6)
  })

  test('insertion loss 0.1 (W - 1) + 0.95 + 0.1 ceil(log2 H) + 0.1 (W - 1) + 0.95 = 4.5 dB, besides the split', () => {
    const losses = opticalLosses(target, only)
    const split = losses.find(({ cause }) => cause.startsWith('splitting'))!.decibel
    near(losses.reduce((sum, { decibel }) => sum + decibel, 0) - split, 4.5)
    near(split, 10 * Math.log10(12))
  })

  test('laser 8.55 mW a core by its formula', () => {
    const watts = coreLaserWatts({ sensitivityDbm: -25, lossDecibel: 4.5, rows: 12, bits: 4, wallPlugEfficiency: 0.2 })
    near(watts, 8.55e-3)
    near(laserPowerWatts(target, only, 12), watts)
  })

  test('converters scaled as its simulator does: ADC 3.7 mW, DAC 2.23 mW; rings 1.2 mW', () => {
    near(only.readout.conversionEnergy.value * 5e9, 14.8e-3 * (4 / 8) * (5 / 10))
    near(only.moving.dacEnergy.value * 5e9, 50e-3 * (2 ** 4 / 4 / (2 ** 8 / 8)) * (5 / 14))
    near(only.stationary.dacEnergyPerRing.value, only.moving.dacEnergy.value + 4 * 42e-15)
    near(holdPowerWatts(target, only, 144), 172.8e-3)
    near(receiverPowerWatts(only, 12), 12 * (2 * 1.1e-3 + 3e-3))
  })
})

describe('rnb-64-double: what its assumptions say', () => {
  const [single, double] = [shipped('rnb-64'), shipped('rnb-64-double')]
  const areaOfParts = (target: Target, parts: readonly string[]): number =>
    areaOf(target)!.reduce((sum, { part, squareMetres }) => sum + (parts.includes(part) ? squareMetres : 0), 0)

  test('twice the rings, DACs and heat; all else once', () => {
    const [one, two] = [partsOf(single.only), partsOf(double.only)]
    expect(two).toEqual({ ...one, rings: 2 * one.rings, ringDacs: 2 * one.ringDacs })
    const rings = (unit: typeof single.only): number => unit.rows * unit.columns * unit.banks
    near(holdPowerWatts(double.target, double.only, rings(double.only)), 2 * holdPowerWatts(single.target, single.only, rings(single.only)))
  })

  test('a second bank takes 2.3 mm2 a unit, a second unit 3.1 mm2 and 6.4 W of laser', () => {
    const own = areaOfParts(single.target, ['rings', 'ring DACs']) / single.only.count
    near(own, 2.3e-6, 0.02)
    const shared = ['modulators', 'photodiodes', 'amplifiers', 'input DACs', 'ADCs']
    near(own + areaOfParts(single.target, shared) / single.only.count, 3.1e-6, 0.02)
    near(laserPowerWatts(single.target, single.only, 64), 6.4, 0.01)
  })

  test('as much light arrives as in rnb-64', () => {
    near(receivedDbm(double.target, double.only), receivedDbm(single.target, single.only))
  })
})

describe('rnb-64 and rnb-16: what their assumptions say', () => {
  const big = shipped('rnb-64')
  const small = shipped('rnb-16')
  const budget = { ...bankBudgets.amm, elementSpacingMm: 0 }

  test('about 100 W of laser, 6.4 W a unit; 51 W', () => {
    near(big.only.count * laserPowerWatts(big.target, big.only, 64), 102, 0.01)
    near(laserPowerWatts(big.target, big.only, 64), 6.4, 0.01)
    near(small.only.count * laserPowerWatts(small.target, small.only, 16), 51.2, 0.01)
  })

  test('4.3 and 5.3 bits by the amplitude link budget of CASES 2022; crosstalk leaves 5.3', () => {
    near(bankBits(budget, 16, 64, 13, 1e9), 4.3, 0.02)
    near(bankBits(budget, 16, 16, 10, 1e9), 5.3, 0.02)
    for (const { target, only } of [big, small]) near(bits(target, only, 'spectral crosstalk'), 5.3, 0.01)
    near(crosstalkBits({ ...unitPhysics(big.target, big.only).channels, count: 64 }), 1.5, 0.05)
  })

  test('write-verify about 41 us', () => {
    near(calibrateCost(big.target, big.only, { rows: 64, columns: 64, probes: 64, iterations: 10 }).seconds, 41e-6, 0.01)
  })

  test('full scale is 4 to 6 bits above a product', () => {
    for (const { target, only } of [big, small]) {
      const above = unitPhysics(target, only).fullScale[0]!.bits - bits(target, only, 'receiver')
      expect(above).toBeGreaterThan(3)
      expect(above).toBeLessThan(6)
    }
  })

  test('half a step of 63 levels is 11.7 mK', () => {
    near(2 ** bits(big.target, big.only, 'drift'), 62.5, 0.01)
  })

  test('the way back costs a dB of light where each row has a source, and 18 dB more where they share one', () => {
    const transposed = (target: Target, unit: UnitClass): number => bits(target, unit, 'receiver, transposed')
    near(bits(big.target, big.only, 'receiver') - transposed(big.target, big.only), 0.32, 0.05)
    const shared: UnitClass = { ...big.only, transpose: { ...big.only.transpose!, lasers: 'coherent' } }
    near(bits(big.target, big.only, 'receiver') - transposed(big.target, shared), 6.2, 0.05)
    expect(bits(big.target, shared, 'beat noise')).toBeLessThan(0)
  })
})

describe('area', () => {
  test.each(shippedTargets())('%s: parts times floor space', (name) => {
    const { target } = shipped(name)
    const items = areaOf(target)!
    const find = (part: string): number => items.find((item) => item.part === part)!.squareMetres
    near(find('rings'), target.units.reduce((sum, unit) => sum + unit.count * partsOf(unit).rings, 0) * target.area!.ring.value, 1e-9)
    near(find('ECU'), 6.3e-6)
    expect(items.every(({ squareMetres }) => squareMetres >= 0)).toBe(true)
  })

  test('a target that does not say what parts take has none', () => {
    const { area: _area, ...rest } = shipped('rnb-64').target
    expect(areaOf(rest)).toBeUndefined()
  })
})
