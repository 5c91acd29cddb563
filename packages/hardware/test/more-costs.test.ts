import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  codesHoldWatts,
  compactCost,
  holdPowerWatts,
  levelDetunings,
  levelPowers,
  levelPowerWatts,
  loadTarget,
  movesPastReach,
  partsOf,
  programCost,
  receiverPowerWatts,
  scaleCost,
  scaleHoldWatts,
  shippedTargets,
  shuffleCost,
  streamCost,
  type Target,
  type UnitClass,
} from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

const { target, unit } = rnb64()
const job = { rows: 64, columns: 64, positions: 196, signed: false, accumulate: false }

function sonic(): { target: Target; conv: UnitClass } {
  const loaded = loadTarget('sonic')
  if (!loaded.ok) throw new Error('sonic')
  return { target: loaded.value, conv: loaded.value.units[0]! }
}

describe('shuffling', () => {
  test('rnb-64: 1000 elements at 128 Gop/s and 256 GB/s', () => {
    const { seconds, energyJoules } = shuffleCost(target, unit, { elements: 1000, inPassing: false })
    expect(seconds).toBeCloseTo(2e-9 + 4000 / 256e9, 15)
    expect(energyJoules.ecu).toBeCloseTo(74e-12, 18)
    expect(energyJoules.memory).toBeCloseTo(4000 * 0.83e-12, 18)
  })

  test('in passing moves no bytes; nothing costs nothing; a unit without the ability is an error', () => {
    expect(shuffleCost(target, unit, { elements: 1000, inPassing: true })).toEqual({
      seconds: 2e-9 + 1000 / 128e9,
      energyJoules: { memory: 0, ecu: 1000 * unit.shuffle!.energyPerElement.value },
    })
    expect(shuffleCost(target, unit, { elements: 0, inPassing: false })).toEqual({ seconds: 0, energyJoules: {} })
    const { shuffle: _shuffle, ...without } = unit
    expect(() => shuffleCost(target, without, { elements: 1, inPassing: true })).toThrow(`unit class 'crossbar' has no shuffle`)
  })
})

test('compacting: a comparison an element, a move and an index a value kept', () => {
  const { seconds, energyJoules } = compactCost(target, { elements: 4500, kept: 450, indexBytes: 2 })
  expect(seconds).toBeCloseTo(100e-9 + Math.max(4500 / 450e9 + 450 / 450e9, (9000 + 1800) / 256e9), 15)
  expect(energyJoules.ecu).toBeCloseTo(4500 * 1.25e-12 + 450 * 0.074e-12, 18)
  expect(energyJoules.memory).toBeCloseTo((9000 + 1800) * 0.83e-12, 18)
})

test('the broadband ring of sonic: 20 ns and 0.75 pJ to set, 1.6 mW to hold', () => {
  const { conv } = sonic()
  expect(scaleCost(conv, 1)).toEqual({ seconds: 20e-9, energyJoules: { ringProgram: 0.75e-12 } })
  expect(scaleHoldWatts(conv, 1)).toBe(1.6e-3)
  expect(() => scaleCost(unit, 1)).toThrow('has no broadband ring')
})

describe('transposed streams', () => {
  test('rows enter and columns come out; two switches; a source a row', () => {
    const half = { ...job, rows: 16 }
    const [forward, back] = [streamCost(target, unit, half), streamCost(target, unit, { ...half, direction: 'transposed' })]
    expect(back.seconds - forward.seconds).toBeCloseTo(8e-6, 15)
    expect(back.energyJoules.dac! / forward.energyJoules.dac!).toBeCloseTo(16 / 64, 12)
    expect(back.energyJoules.adc! / forward.energyJoules.adc!).toBeCloseTo(64 / 16, 12)
    expect(back.energyJoules.laser! / forward.energyJoules.laser!).toBeCloseTo(16, 12)
    expect(back.energyJoules.detector! / forward.energyJoules.detector!).toBeCloseTo(64 / 16, 12)
  })

  test('shared ADCs take turns over the columns; a shared source is lit once', () => {
    const transpose = { ...unit.transpose!, lasers: 'coherent' as const }
    const slow: UnitClass = { ...unit, rows: 16, transpose }
    const back = streamCost(target, slow, { ...job, rows: 16, direction: 'transposed' })
    // 64 columns on 16 ADCs: four conversions a symbol.
    expect(back.seconds).toBeCloseTo(392 * 4e-9 + 8e-6, 8)
    const forward = streamCost(target, slow, { ...job, rows: 16 })
    expect(back.energyJoules.laser! / forward.energyJoules.laser!).toBeCloseTo(4, 1)
  })
})

test('a stream that reads some rows of a tile takes what one through these rows alone does', () => {
  const whole = streamCost(target, unit, job)
  const some = streamCost(target, unit, { ...job, outputs: 7 })
  expect(some).toEqual(streamCost(target, unit, { ...job, rows: 7 }))
  expect(some.energyJoules.adc! / whole.energyJoules.adc!).toBeCloseTo(7 / 64, 12)
  expect(some.energyJoules.laser).toBe(whole.energyJoules.laser)
  const back = streamCost(target, unit, { ...job, outputs: 7, direction: 'transposed' })
  expect(back.energyJoules.adc).toBe(some.energyJoules.adc)
})

describe('ways of holding a sign', () => {
  const range = (value: UnitClass['stationary']['range']): UnitClass => ({ ...unit, stationary: { ...unit.stationary, range: value } })

  test('two rings a weight are written and held twice', () => {
    const write = { rows: 64, columns: 64, ringsWritten: 4096 }
    const [one, two] = [programCost(target, unit, write), programCost(target, range('two-rings'), write)]
    expect((two.energyJoules.ringProgram! - 1e-9) / (one.energyJoules.ringProgram! - 1e-9)).toBeCloseTo(2, 12)
    expect(two.energyJoules.memory).toBe(one.energyJoules.memory)
    expect(holdPowerWatts(target, range('two-rings'), 10)).toBeCloseTo(2 * holdPowerWatts(target, unit, 10), 15)
  })

  test('arms: both signs at once, with twice the parts and twice the light', () => {
    const arms: UnitClass = { ...unit, moving: { ...unit.moving, signs: 'arms' } }
    const signed = { ...job, signed: true }
    const [passes, side] = [streamCost(target, unit, signed), streamCost(target, arms, signed)]
    expect(passes.seconds / side.seconds).toBeCloseTo(2, 1)
    expect(side.energyJoules.dac! / passes.energyJoules.dac!).toBeCloseTo(1, 12)
    expect(side.energyJoules.laser! / passes.energyJoules.laser!).toBeCloseTo(1, 1)
    expect(side.energyJoules.adc! / passes.energyJoules.adc!).toBeCloseTo(0.5, 12)
    expect(partsOf(arms)).toMatchObject({ rings: 8192, modulators: 128, lasers: 128 + 4096, inputDacs: 128, photodiodes: 1024 })
    expect(streamCost(target, arms, job).energyJoules.laser).toBe(streamCost(target, unit, job).energyJoules.laser)
    expect(holdPowerWatts(target, arms, 10)).toBeCloseTo(2 * holdPowerWatts(target, unit, 10), 15)
  })

  test('one photodiode where the shift is taken off digitally, else two', () => {
    const { offset: _offset, ...readout } = unit.readout
    const digital: UnitClass = { ...range('offset'), readout }
    expect(receiverPowerWatts(unit, 1) - receiverPowerWatts(digital, 1)).toBeCloseTo(4 * 2.8e-3, 12)
    expect(receiverPowerWatts(range('balanced'), 1)).toBe(receiverPowerWatts(unit, 1))
  })
})

describe('density', () => {
  test('only targets that gate zeros gain by it, and never time', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (density) => {
        expect(streamCost(target, unit, { ...job, density })).toEqual(streamCost(target, unit, job))
        const { target: gated, conv } = sonic()
        const small = { rows: 1, columns: 5, positions: 9, signed: true, accumulate: false }
        const [dense, sparse] = [streamCost(gated, conv, small), streamCost(gated, conv, { ...small, density })]
        expect(sparse.seconds).toBe(dense.seconds)
        expect(sparse.energyJoules.laser! / dense.energyJoules.laser!).toBeCloseTo(density, 9)
      }),
    )
  })
})

test('index lists are read beside a stream, from the weight memory', () => {
  const plain = streamCost(target, unit, job)
  const gathered = streamCost(target, unit, { ...job, indexBytes: 1000 })
  expect(gathered.energyJoules.memory! - plain.energyJoules.memory!).toBeCloseTo(1000 * 31.2e-12, 18)
  expect(gathered.seconds).toBe(plain.seconds)
  expect(streamCost(target, unit, { ...job, indexBytes: 1e6 }).seconds).toBeCloseTo(1e6 / 62.5e9 + 0.9358e-9, 12)
})

describe('hybrid tuning', () => {
  test('rings that are dark within reach move fast from anywhere to anywhere', () => {
    const { target: gated, conv } = sonic()
    const isCoarse = movesPastReach(gated, conv)
    for (const code of [-31, -1, 0, 1, 31]) for (const before of [undefined, -31, 0, 5, 31]) expect(isCoarse(code, before)).toBe(false)
    expect(movesPastReach(target, unit)(31, -31)).toBe(false)
  })

  test('where rings are dark between channels, moves within 1 nm are fast, and to the end heaters have to help', () => {
    const { target: gated, conv } = sonic()
    const wide = { ...conv, stationary: { ...conv.stationary, hybrid: { ...conv.stationary.hybrid!, darkest: 'half-channel' as const } } }
    const isCoarse = movesPastReach(gated, wide)
    expect(isCoarse(31)).toBe(true)
    expect(isCoarse(31, 25)).toBe(false)
    expect(isCoarse(31, 0)).toBe(true)
    expect(isCoarse(5, 5)).toBe(false)
  })

  test('detunings: none for the largest weight, half a channel for the smallest', () => {
    const detunings = levelDetunings(target, unit)
    expect(detunings.at(-1)).toEqual([0])
    expect(detunings[0]![0] * 1e9).toBeCloseTo(18 / 17 / 2, 6)
    const metres = detunings.map(([ring]) => ring)
    expect(metres).toEqual(metres.toSorted((a, b) => b - a))
  })
})

describe('hold power of levels', () => {
  test.each(shippedTargets())('%s: not negative, and no more than full rings where weights are greatest', (name) => {
    const loaded = loadTarget(name)
    if (!loaded.ok) throw new Error(name)
    for (const unitClass of loaded.value.units) {
      const powers = levelPowers(loaded.value, unitClass)
      expect(powers.every((watts) => watts >= 0)).toBe(true)
      if (unitClass.stationary.range !== 'two-rings') expect(powers[0]).toBeGreaterThanOrEqual(powers.at(-1)!)
    }
  })

  test('rnb-64: the mean over levels is the mean a ring, a full weight takes least', () => {
    const { levels, holdPowerPerRing } = unit.stationary
    const codes = Array.from({ length: levels }, (_, i) => i - (levels - 1) / 2)
    expect(codesHoldWatts(target, unit, codes) / levels / holdPowerPerRing.value).toBeCloseTo(1, 1)
    expect(levelPowerWatts(target, unit, 31)).toBeLessThan(levelPowerWatts(target, unit, 0))
    expect(levelPowerWatts(target, unit, 0)).toBeLessThan(levelPowerWatts(target, unit, -31))
    expect(levelPowerWatts(target, unit, 32)).toBeNaN()
  })
})
