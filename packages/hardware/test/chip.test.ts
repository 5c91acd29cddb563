import { expect, test } from 'vitest'
import { createRandom } from '@onnc/support'
import {
  chipFingerprint,
  driveTile,
  loadTarget,
  makeChip,
  readChip,
  shippedTargets,
  type Target,
  weightsOfCodes,
  writeChip,
} from '../src/index.ts'

function shipped(name: string): Target {
  const target = loadTarget(name)
  if (!target.ok) throw new Error(name)
  return target.value
}

/** rnb-64 with one small unit. */
function smallTarget(): Target {
  const target = shipped('rnb-64')
  const { transpose: _, ...unit } = target.units[0]!
  return { ...target, units: [{ ...unit, count: 2, rows: 4, columns: 16, segments: 1 }] }
}

const textOf = (target: Target, seed: number, dead = 0): string => [...writeChip(makeChip(target, seed, dead))].join('')

test('a chip is written and read back, and told from others by its fingerprint', () => {
  const target = smallTarget()
  const chip = makeChip(target, 7, 0.1)
  const read = readChip(textOf(target, 7, 0.1), 'chip.yaml', target)
  if (!read.ok) throw new Error(read.diagnostics[0]!.message)
  expect(read.value).toEqual(chip)
  expect(chipFingerprint(read.value)).toBe(chipFingerprint(chip))
  expect(chipFingerprint(makeChip(target, 8, 0.1))).not.toBe(chipFingerprint(chip))
  expect(chip.banks.some(({ dead }) => dead.length > 0)).toBe(true)
})

test.each([
  ['', "expected 'chip: 1', found none"],
  ['a: [', 'not YAML'],
  ['chip: 1\nseed: 1\nbanks: 3', 'expected a seed and a list of banks'],
  ['chip: 1\nfingerprint: x\ntarget: other\nseed: 1\nbanks: []', "the chip is one of target 'other'"],
])('a chip file that is none: %j', (text, message) => {
  const read = readChip(text, 'chip.yaml', smallTarget())
  expect(read.ok ? '' : read.diagnostics[0]!.message).toContain(message)
})

test('banks that are missing, twice there, elsewhere or of another size are refused', () => {
  const target = smallTarget()
  const lines = textOf(target, 1).split('\n')
  const banks = lines.filter((line) => line.startsWith('  - '))
  const head = lines.slice(0, lines.indexOf(banks[0]!))
  const refusal = (...made: string[]): string => {
    const read = readChip([...head, ...made].join('\n'), 'chip.yaml', target)
    return read.ok ? '' : read.diagnostics[0]!.message
  }
  expect(refusal(banks[0]!)).toBe('expected 2 banks, found 1')
  expect(refusal(banks[0]!, banks[0]!)).toContain('is there twice')
  expect(refusal(banks[0]!.replace('unit: 0', 'unit: 9'))).toContain('does not exist')
  expect(refusal(banks[0]!.replace('offsets: [', 'offsets: [1, '))).toContain('expected 64 offsets')
  expect(refusal(...banks)).toBe('')
})

test.each(shippedTargets())(
  '%s: drive codes bring the rings of a chip near the weights wanted, and give the same weights again',
  (name) => {
    const target = shipped(name)
    const unit = target.units[0]!
    const rows = Math.min(2, unit.rows)
    const columns = Math.min(unit.columns, 64)
    const random = createRandom(3)
    const weights = Float64Array.from({ length: rows * columns }, () => (random.uniform() - 0.5) * 1.2)
    const chip = makeChip(target, 1).banks[0]!
    const driven = driveTile(target, unit, chip, { rows, columns, weights })
    expect(weightsOfCodes(target, unit, chip, { rows, columns }, driven.codes)).toEqual(driven.weights)
    const error = Math.sqrt(weights.reduce((sum, weight, i) => sum + (weight - driven.weights[i]!) ** 2, 0) / weights.length)
    // A code of b bits: a step of 2^-b of the drive's range is about this much of a weight where the ring is steepest.
    const bits = unit.stationary.driveBits ?? 16
    expect(error).toBeLessThan(Math.max(0.02, 5 * 2 ** -bits))
  },
)
