import { describe, expect, test } from 'vitest'
import {
  checkPhysics,
  limitingTerm,
  loadTarget,
  parsePlacedTarget,
  shippedTargets,
  type Target,
  unitPhysics,
  type UnitClass,
} from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

const { target: base } = rnb64()

/** Warnings of rnb-64 with another unit class, laser or device, by term: what would mend them. */
function warningsOf(target: Target): Map<string, string[]> {
  const warnings = checkPhysics({ target, locate: () => ({ kind: 'file', file: 'x' }) })
  const bits = warnings.filter(({ code }) => code === 'target-physics')
  return new Map(bits.map(({ message, fix }) => [/: (.*) leaves/.exec(message)![1]!, (fix ?? '').split('; or ')] as const))
}

function withUnit(change: (unit: UnitClass) => UnitClass, target = base): Target {
  return { ...target, units: target.units.map(change) }
}

const quantity = (value: number, unit: string): { value: number; unit: string; source: string } => ({ value, unit, source: 'test' })
const withoutTranspose = withUnit(({ transpose: _transpose, ...unit }) => unit)
const slices = (bits: number): Target => withUnit((unit) => ({ ...unit, moving: { ...unit.moving, sliceBits: bits } }), withoutTranspose)

describe('what its own parameters support is not warned about', () => {
  test.each(['rnb-64', 'rnb-16'])('%s', (name) => {
    const target = loadTarget(name)
    expect(target.ok && warningsOf(target.value).size).toBe(0)
  })

  test.each(shippedTargets())('%s: the limit is the term with the fewest bits', (name) => {
    const target = loadTarget(name)
    if (!target.ok) throw new Error(name)
    for (const unit of target.value.units) {
      const { product } = unitPhysics(target.value, unit)
      expect(Math.min(...product.map(({ bits }) => bits))).toBe(limitingTerm(product).bits)
    }
  })
})

describe('each mend does it by itself', () => {
  test('receiver: a laser power, a rate, or narrower slices', () => {
    const target = slices(6)
    const mends = warningsOf(target).get('receiver')!
    expect(mends).toHaveLength(3)
    const dbm = Number(/^([-\d.]+) dBm/.exec(mends[0]!)![1]) + 0.05
    const laser = { ...target.laser, powerPerWavelength: quantity(1e-3 * 10 ** (dbm / 10), 'dBm') }
    expect(warningsOf({ ...target, laser }).has('receiver')).toBe(false)
    const rate = Number(/^at most ([\d.]+) MS\/s/.exec(mends[1]!)![1]) * 1e6
    expect(
      warningsOf(withUnit((unit) => ({ ...unit, moving: { ...unit.moving, symbolRate: quantity(rate, 'S/s') } }), target)).has('receiver'),
    ).toBe(false)
    expect(mends[2]).toBe('slices of 5 bits')
    expect(warningsOf(slices(5)).has('receiver')).toBe(false)
  })

  test('spectral crosstalk: fewer wavelengths a bus, a higher Q, or narrower slices', () => {
    const target = withUnit((unit) => ({ ...unit, segments: 1 }), withoutTranspose)
    const [segments, quality, narrower] = warningsOf(target).get('spectral crosstalk')!
    expect(segments).toBe('at most 25 wavelengths a bus (segments: 4)')
    expect(warningsOf(withUnit((unit) => ({ ...unit, segments: 4 }), target)).has('spectral crosstalk')).toBe(false)
    const qualityFactor = quantity(Number(/^Q (\d+)$/.exec(quality!)![1]), '')
    expect(warningsOf({ ...target, device: { ...target.device, qualityFactor } }).has('spectral crosstalk')).toBe(false)
    expect(narrower).toBe('slices of 1 bit')
  })

  test('programming error and drift: a tolerance, or fewer levels', () => {
    const levels = (count: number, change: object = {}): Target =>
      withUnit((unit) => {
        const calibration = { ...unit.stationary.calibration, ...change }
        return { ...unit, stationary: { ...unit.stationary, levels: count, calibration } }
      }, withoutTranspose)
    const target = levels(255)
    const [error, fewer] = warningsOf(target).get('programming error')!
    const errorAfter = quantity(Number(/^errorAfter ([\d.]+) %$/.exec(error!)![1]) / 100, '%')
    expect(warningsOf(levels(255, { errorAfter })).has('programming error')).toBe(false)
    expect(warningsOf(levels(Number(/^(\d+) levels$/.exec(fewer!)![1]))).has('programming error')).toBe(false)
    const [tolerance, coarser] = warningsOf(target).get('drift')!
    const driftTolerance = quantity(Number(/^driftTolerance ([\d.]+) mK$/.exec(tolerance!)![1]) * 1e-3, 'mK')
    expect(warningsOf(levels(255, { driftTolerance })).has('drift')).toBe(false)
    expect(coarser).toBe('63 levels')
    expect(warningsOf(levels(63)).has('drift')).toBe(false)
  })

  test('thermal crosstalk: joint tuning, a calibration, or room', () => {
    const bare = (change: object, pitch = 11e-6): Target => {
      const target = withUnit((unit) => {
        const calibration = { ...unit.stationary.calibration, iterations: 0 }
        return { ...unit, stationary: { ...unit.stationary, jointTuning: 'none' as const, calibration, ...change } }
      }, withoutTranspose)
      return { ...target, device: { ...target.device, ringPitch: quantity(pitch, 'um') } }
    }
    expect(warningsOf(bare({})).get('thermal crosstalk')).toEqual(['jointTuning: ted', 'a calibration after writing', 'a wider ringPitch'])
    expect(warningsOf(bare({ jointTuning: 'ted' })).has('thermal crosstalk')).toBe(false)
    expect(warningsOf(bare({ calibration: base.units[0]!.stationary.calibration })).has('thermal crosstalk')).toBe(false)
    // CrossLight: without TED rings are 120 to 200 um apart.
    expect(warningsOf(bare({}, 120e-6)).has('thermal crosstalk')).toBe(false)
  })

  test('ring bandwidth: a lower Q or rate; and no Q is proposed against crosstalk that would be too slow', () => {
    const quick = (quality: number, rate: number): Target => {
      const target = withUnit((unit) => {
        const readout = { ...unit.readout, rate: quantity(rate, 'S/s') }
        return { ...unit, readout, moving: { ...unit.moving, symbolRate: quantity(rate, 'S/s') } }
      }, slices(8))
      return { ...target, device: { ...target.device, qualityFactor: quantity(quality, '') } }
    }
    const [slower, lower] = warningsOf(quick(100_000, 5e9)).get('ring bandwidth')!
    const rate = Number(/^at most ([\d.]+) MS\/s$/.exec(slower!)![1]) * 1e6
    expect(warningsOf(quick(100_000, rate)).has('ring bandwidth')).toBe(false)
    expect(warningsOf(quick(Number(/^Q (\d+)$/.exec(lower!)![1]), 5e9)).has('ring bandwidth')).toBe(false)
    expect(
      warningsOf(quick(8000, 1e9))
        .get('spectral crosstalk')!
        .some((mend) => mend.startsWith('Q')),
    ).toBe(true)
    expect(
      warningsOf(quick(8000, 50e9))
        .get('spectral crosstalk')!
        .some((mend) => mend.startsWith('Q')),
    ).toBe(false)
  })

  test('light on a bus: fewer wavelengths, or less laser', () => {
    const silicon = { ...withoutTranspose, device: { ...base.device, waveguidePowerLimit: quantity(0.1, 'mW') } }
    const [warning] = checkPhysics({ target: silicon, locate: () => ({ kind: 'file', file: 'x' }) })
    expect(warning!.message).toBe('crossbar: 175 mW of light on a bus, its waveguide carries 100 mW')
    const [segments, laser] = warning!.fix!.split('; or ')
    expect(segments).toBe('at most 9 wavelengths a bus (segments: 8)')
    const warns = (target: Target): boolean =>
      checkPhysics({ target, locate: () => ({ kind: 'file', file: 'x' }) }).some(({ code }) => code === 'target-bus-power')
    expect(warns(withUnit((unit) => ({ ...unit, segments: 8 }), silicon))).toBe(false)
    const dbm = Number(/^([\d.]+) dBm/.exec(laser!)![1])
    expect(warns({ ...silicon, laser: { ...silicon.laser, powerPerWavelength: quantity(1e-3 * 10 ** (dbm / 10), 'dBm') } })).toBe(false)
  })

  test('the way back: incoherent sources', () => {
    const shared = withUnit((unit) => ({ ...unit, transpose: { ...unit.transpose!, lasers: 'coherent' } }))
    expect([...warningsOf(shared).keys()]).toEqual(['receiver, transposed', 'beat noise'])
    expect(warningsOf(shared).get('beat noise')).toEqual(['lasers: incoherent'])
  })

  test('bits that intensity noise forbids are said to be out of reach of any laser', () => {
    const mends = warningsOf(slices(16)).get('receiver') ?? []
    expect(mends.some((mend) => mend.includes('dBm'))).toBe(false)
    expect(mends.at(-1)).toContain('less intensity noise')
  })
})

test('a warning stands at the field that asks', () => {
  const yaml = 'extends: rnb-64\nname: x\ndescription: X.\nunits: [{name: crossbar, segments: {value: 1, source: "assumption: one"}}]\n'
  const placed = parsePlacedTarget(yaml, 'chip.yaml')
  const [warning] = placed.ok ? checkPhysics(placed.value) : []
  expect(warning).toMatchObject({
    severity: 'warning',
    code: 'target-physics',
    message: 'crossbar: spectral crosstalk leaves 1.5 bits, sliceBits asks for 4',
  })
  // Inherited: in the file of the base.
  expect(warning?.location).toMatchObject({ kind: 'position', file: expect.stringMatching(/rnb-64\.yaml$/) })
})
