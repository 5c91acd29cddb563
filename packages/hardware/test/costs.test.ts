import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  calibrateCost,
  type Cost,
  energyComponents,
  holdPowerWatts,
  inputSlices,
  kernelCost,
  programCost,
  streamCost,
  streamPasses,
  type Target,
  type UnitClass,
} from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

const { target, unit } = rnb64()
const whole = { rows: 64, columns: 64 }
/** 64 wavelengths of 13 dBm at 20 % wall plug: 6.385 W. */
const lasers = (64 * 1e-3 * 10 ** 1.3) / 0.2

/** Sum of all components. */
function joules({ energyJoules }: Cost): number {
  return energyComponents.reduce((sum, component) => sum + (energyJoules[component] ?? 0), 0)
}

function expectCost(cost: Cost, seconds: number, energy: Record<string, number>): void {
  expect(cost.seconds / seconds).toBeCloseTo(1, 12)
  expect(Object.keys(cost.energyJoules).toSorted()).toEqual(Object.keys(energy).toSorted())
  for (const [component, expected] of Object.entries(cost.energyJoules)) {
    expect(expected / (energy[component] ?? Number.NaN), component).toBeCloseTo(1, 9)
  }
}

describe('programming rnb-64', () => {
  test('a whole bank: one settling time, 13.5 pJ a ring, 1 nJ, 6 bits a ring at 31.2 pJ/B', () => {
    expectCost(programCost(target, unit, { ...whole, ringsWritten: 4096 }), 4e-6, {
      ringProgram: 4096 * 13.5e-12 + 1e-9,
      memory: 3072 * 31.2e-12,
    })
  })

  test('few rings save energy, not time', () => {
    expectCost(programCost(target, unit, { ...whole, ringsWritten: 3 }), 4e-6, {
      ringProgram: 41.5e-12 + 1e-9 - 1e-12,
      memory: 3 * 31.2e-12,
    })
    expect(programCost(target, unit, { ...whole, ringsWritten: 0 })).toEqual({ seconds: 0, energyJoules: {} })
  })

  test('rows or DACs one after the other', () => {
    const seconds = (parallelism: UnitClass['stationary']['parallelism'], ringsWritten: number): number =>
      programCost(target, { ...unit, stationary: { ...unit.stationary, parallelism } }, { ...whole, ringsWritten }).seconds
    expect(seconds('row', 4096)).toBeCloseTo(64 * 4e-6, 12)
    expect(seconds('row', 5)).toBeCloseTo(5 * 4e-6, 12)
    expect(seconds(100, 4096)).toBeCloseTo(41 * 4e-6, 12)
  })

  test('a slow weight memory sets the time', () => {
    const weight = { ...target.memories.weight, bandwidth: { value: 1e6, unit: 'MB/s', source: 'test' } }
    const slow: Target = { ...target, memories: { ...target.memories, weight } }
    expect(programCost(slow, unit, { ...whole, ringsWritten: 4096 }).seconds).toBeCloseTo(3072e-6, 12)
  })
})

describe('calibrating rnb-64', () => {
  const receivers = 64 * (8 * 2.8e-3 + 7.2e-3)
  const modulators = 64 * 1.2e-3
  const writes = 10 * (4096 * 13.5e-12 + 1e-9)
  const probes = 640 * (64 * (0.446e-12 + 0.168e-12) + 64 * 2.55e-12)

  test('10 x (4 us + 64 probes at 1 GS/s) = 40.64 us, light while probing', () => {
    expect(lasers).toBeCloseTo(6.385, 3)
    expectCost(calibrateCost(target, unit, { ...whole, probes: 64, iterations: 10 }), 40.64e-6, {
      calibration: 640e-9 * (lasers + receivers + modulators) + writes + probes,
    })
  })

  test('light throughout', () => {
    const { stationary } = unit
    const lit: UnitClass = { ...unit, stationary: { ...stationary, calibration: { ...stationary.calibration, light: 'throughout' } } }
    expectCost(calibrateCost(target, lit, { ...whole, probes: 64, iterations: 10 }), 40.64e-6, {
      calibration: 40.64e-6 * (lasers + receivers + modulators) + writes + probes,
    })
  })
})

describe('streaming on rnb-64', () => {
  const latency = 5.8e-12 + 0.15e-9 + 0.78e-9

  test('196 positions of 64 x 64: two slices, 392 ns', () => {
    const seconds = 392e-9 + latency
    expectCost(streamCost(target, unit, { ...whole, positions: 196, signed: false, accumulate: false }), seconds, {
      laser: lasers * seconds,
      dac: 392 * 64 * 0.446e-12,
      modulator: 392 * 64 * 0.168e-12 + 64 * 1.2e-3 * seconds,
      detector: 64 * 29.6e-3 * seconds + 392 * 64 * 1e-15,
      adc: 392 * 64 * 2.55e-12,
      memory: 196 * 128 * 2 * 0.83e-12,
      ecu: 196 * 64 * (0.333e-12 + 2 * 0.156e-12),
    })
  })

  test('signed and accumulating, part of the array: two passes of two slices, one more read an output', () => {
    const seconds = 40e-9 + latency
    expectCost(streamCost(target, unit, { rows: 10, columns: 27, positions: 10, signed: true, accumulate: true }), seconds, {
      laser: (27 / 64) * lasers * seconds,
      dac: 40 * 27 * 0.446e-12,
      modulator: 40 * 27 * 0.168e-12 + 27 * 1.2e-3 * seconds,
      detector: 10 * 29.6e-3 * seconds + 40 * 10 * 1e-15,
      adc: 40 * 10 * 2.55e-12,
      memory: 10 * (27 + 20) * 2 * 0.83e-12,
      ecu: 10 * 10 * (0.333e-12 + 4 * 0.156e-12),
    })
  })

  test('ungated columns stay lit', () => {
    const ungated: UnitClass = { ...unit, moving: { ...unit.moving, gating: 'none' } }
    const { seconds, energyJoules } = streamCost(target, ungated, { rows: 1, columns: 1, positions: 1, signed: false, accumulate: false })
    expect((energyJoules.laser ?? 0) / seconds).toBeCloseTo(lasers, 9)
  })

  test('shared ADCs and a narrow memory set the time', () => {
    const job = { ...whole, positions: 100, signed: false, accumulate: true }
    const shared: UnitClass = { ...unit, readout: { ...unit.readout, sharing: 8 } }
    expect(streamCost(target, shared, job).seconds).toBeCloseTo(100 * 2 * 8e-9 + latency, 15)
    expect(streamCost(target, shared, { ...job, rows: 3 }).seconds).toBeCloseTo(100 * 2 * 3e-9 + latency, 15)
    const activation = { ...target.memories.activation, bandwidth: { value: 1e9, unit: 'GB/s', source: 'test' } }
    const narrow: Target = { ...target, memories: { ...target.memories, activation } }
    expect(streamCost(narrow, unit, job).seconds).toBeCloseTo(100 * 192 * 2e-9 + latency, 15)
  })

  test('slices and passes', () => {
    expect(inputSlices(unit)).toBe(2)
    expect(inputSlices({ ...unit, moving: { ...unit.moving, sliceBits: 3 } })).toBe(3)
    expect([streamPasses(unit, false), streamPasses(unit, true)]).toEqual([1, 2])
    expect(streamPasses({ ...unit, moving: { ...unit.moving, signs: 'offset' } }, true)).toBe(1)
  })

  test('no positions cost nothing', () => {
    expect(streamCost(target, unit, { ...whole, positions: 0, signed: true, accumulate: true })).toEqual({ seconds: 0, energyJoules: {} })
  })
})

describe('kernels and holding', () => {
  test('compute or memory, whichever is longer, after the launch', () => {
    const work = [
      { kind: 'add', operations: 450e3 },
      { kind: 'special', operations: 45e3 },
    ] as const
    expectCost(kernelCost(target, { work, bytesRead: 1000, bytesWritten: 2000 }), 100e-9 + 2e-6, {
      memory: 3000 * 0.83e-12,
      ecu: 450e3 * 0.156e-12 + 45e3 * 0.406e-12,
    })
    expect(kernelCost(target, { work: [], bytesRead: 256e6, bytesWritten: 256e6 }).seconds).toBeCloseTo(100e-9 + 2e-3, 12)
  })

  test('a full bank is held with 0.76 W', () => {
    expect(holdPowerWatts(target, unit, 4096)).toBeCloseTo(0.761856, 12)
  })
})

describe('more work never costs less', () => {
  const size = fc.integer({ min: 1, max: 64 })
  const more = (fn: (a: number) => Cost): fc.IProperty<[number, number]> =>
    fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (a, b) => {
      const [less, greater] = [fn(a), fn(a + b)]
      expect(greater.seconds).toBeGreaterThanOrEqual(less.seconds)
      expect(joules(greater)).toBeGreaterThanOrEqual(joules(less) * (1 - 1e-12))
    })

  test('streams', () => {
    fc.assert(
      fc.property(size, size, fc.nat(10_000), fc.boolean(), fc.boolean(), (rows, columns, positions, signed, accumulate) => {
        const cost = streamCost(target, unit, { rows, columns, positions, signed, accumulate })
        const larger = [
          { rows: rows + 1, columns, positions, signed, accumulate },
          { rows, columns: columns + 1, positions, signed, accumulate },
          { rows, columns, positions: positions + 1, signed, accumulate },
          { rows, columns, positions, signed: true, accumulate },
          { rows, columns, positions, signed, accumulate: true },
        ]
        for (const job of larger) {
          const other = streamCost(target, unit, job)
          expect(other.seconds).toBeGreaterThanOrEqual(cost.seconds)
          for (const component of energyComponents) {
            expect(other.energyJoules[component] ?? 0, component).toBeGreaterThanOrEqual(cost.energyJoules[component] ?? 0)
          }
        }
      }),
    )
  })

  test('programs, calibrations and kernels', () => {
    fc.assert(more((ringsWritten) => programCost(target, unit, { ...whole, ringsWritten })))
    fc.assert(more((probes) => calibrateCost(target, unit, { ...whole, probes, iterations: 10 })))
    fc.assert(more((iterations) => calibrateCost(target, unit, { ...whole, probes: 64, iterations })))
    fc.assert(more((operations) => kernelCost(target, { work: [{ kind: 'multiply', operations }], bytesRead: 0, bytesWritten: 0 })))
    fc.assert(more((bytesRead) => kernelCost(target, { work: [], bytesRead, bytesWritten: 0 })))
  })
})
