import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Diagnostic, formatLocation, type Result } from '@onnc/support'
import { describe, expect, test } from 'vitest'
import { maxTargetLength, parseTarget, type Target } from '../src/index.ts'

const shipped = readFileSync(fileURLToPath(new URL('../targets/rnb-64.yaml', import.meta.url)), 'utf8')

/** The shipped target with some text replaced, and the messages it gives. */
function errorsOf(...edits: readonly (readonly [string, string])[]): string[] {
  let text = shipped
  for (const [from, to] of edits) {
    expect(text, 'the text to replace').toContain(from)
    text = text.replace(from, to)
  }
  return messages(parseTarget(text, 'chip.yaml'))
}

function messages(result: Result<Target>): string[] {
  expect(result.ok).toBe(false)
  return result.diagnostics.map(line)
}

function line({ location, message }: Diagnostic): string {
  return location === undefined ? message : `${formatLocation(location)} ${message}`
}

/** Line and column of a text of the shipped target. */
function place(text: string, offset = 0): string {
  const before = shipped.slice(0, shipped.indexOf(text) + offset)
  const lines = before.split('\n')
  return `chip.yaml:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}

describe('a field that is wrong', () => {
  test('a quantity of another dimension, at its value', () => {
    const edit = '{value: 1 GS/s, source: "CASES'
    expect(errorsOf([edit, edit.replace('1 GS/s', '5 mW')])).toEqual([
      `${place(edit, '{value: '.length)} units[0].readout.rate: expected a frequency, found '5 mW'`,
    ])
  })

  test('a quantity out of range', () => {
    const edit = '{value: 1 GS/s, source: "CASES'
    expect(errorsOf([edit, edit.replace('1 GS/s', '5 THz')])).toEqual([
      `${place(edit, 8)} units[0].readout.rate: expected a frequency from 1 Hz to 1 THz, found '5 THz'`,
    ])
  })

  test('a number without its unit', () => {
    expect(errorsOf(['value: 4 us', 'value: 4'])).toEqual([
      `${place('4 us')} units[0].stationary.settle: expected a time such as '20 ns', found 4`,
    ])
  })

  test('a quantity without its source, at the field', () => {
    expect(
      errorsOf(['{value: 13.5 pJ, source: "ROSA (arXiv 2605.00032): DAC, 8-bit write, moderate scaling"}', '{value: 13.5 pJ}']),
    ).toEqual([
      `${place('{value: 13.5 pJ', -'dacEnergyPerRing: '.length)} units[0].stationary.dacEnergyPerRing.source: expected where the value ` +
        "comes from ('CrossLight, Table 2'), or 'assumption: ...', found nothing",
    ])
  })

  test('an empty source', () => {
    const edit = '"CASES 2022 (Vatsavai & Thakkar), Table I: fibre to chip"'
    expect(errorsOf([edit, '" "'])).toEqual([
      `${place(edit)} device.couplingLoss.source: expected where the value comes from ('CrossLight, Table 2'), or 'assumption: ...', ` +
        "found ' '",
    ])
  })

  test('a bare value', () => {
    const edit = '{value: 18 nm, source: "CrossLight (arXiv 2102.06960)"}'
    expect(errorsOf([edit, '18 nm'])).toEqual([
      `${place(edit)} device.freeSpectralRange: expected {value: ..., source: ...} with a length from 1 pm to 1 um, found '18 nm'`,
    ])
  })

  test('counts and choices', () => {
    expect(
      errorsOf(
        ['count: {value: 16', 'count: {value: 0'],
        ['rows: {value: 64', 'rows: {value: 6.5'],
        ['value: 63\n', 'value: 64\n'],
        ['{value: thermo-optic', '{value: magic'],
        ['{value: bank', '{value: 0'],
      ).map((message) => message.replace(/^\S+ /, '')),
    ).toEqual([
      'units[0].count: expected a whole number from 1 to 4096, found 0',
      'units[0].rows: expected a whole number from 1 to 4096, found 6.5',
      'units[0].stationary.levels: expected an odd number from 3 to 65535, found 64',
      "units[0].stationary.tuning: expected one of thermo-optic, electro-optic, hybrid, found 'magic'",
      'units[0].stationary.parallelism: expected one of bank, row, or a whole number from 1 to 16777216, found 0',
    ])
  })

  test('an unknown key, at the key', () => {
    const edit = 'wallPlugEfficiency:'
    expect(errorsOf([edit, `__proto__: 1\n  ${edit}`])).toEqual([
      `${place(edit)} laser.__proto__: unknown key, known here are powerPerWavelength, wallPlugEfficiency, relativeIntensityNoise`,
    ])
  })

  test('a missing group, at the group it belongs to', () => {
    const from = shipped.indexOf('      detector:')
    const detector = shipped.slice(from, shipped.indexOf('      tia:'))
    expect(errorsOf([detector, ''])).toEqual([
      `${place('readout:')} units[0].readout.detector: missing, expected a mapping with latency, power, responsivity, darkCurrent`,
    ])
  })

  test('what concerns several fields', () => {
    expect(errorsOf(['segments:\n      value: 4', 'segments:\n      value: 5'])).toEqual([
      `${place('4\n      source: "assumption: 16 wavelengths')} units[0].segments: expected a divisor of the 64 columns, found 5`,
    ])
    expect(errorsOf(['bits: {value: 8', 'bits: {value: 2'])[0]).toMatch(
      /units\[0\]\.moving\.sliceBits: expected at most the 2 bits of an input, found 4$/,
    )
    const unit = shipped.slice(shipped.indexOf('  - name: crossbar'), shipped.indexOf('memories:'))
    expect(errorsOf([unit, unit + unit])[0]).toMatch(/units\[1\]\.name: expected a name of its own, found 'crossbar' again$/)
    expect(errorsOf([unit, unit.replace('value: 16', 'value: 4096') + unit.replace('crossbar', 'other')])[0]).toMatch(
      /units: expected at most 4096 units in all, found 4112$/,
    )
  })

  test('all of them at once', () => {
    const found = errorsOf(['name: rnb-64', 'nam: rnb-64'], ['value: 4 us', 'value: 4 uW'], ['13 dBm, source', '13 dBm, sauce'])
    expect(found.map((message) => message.replace(/found.*|known here.*/, '...'))).toEqual([
      'chip.yaml:3:1 name: expected a name of small letters, digits and dashes, ...',
      `${place('4 us')} units[0].stationary.settle: expected a time, ...`,
      `${place('powerPerWavelength')} laser.powerPerWavelength.source: expected where the value comes from ('CrossLight, Table 2'), or ` +
        "'assumption: ...', ...",
      `${place('source: "assumption: 3 dB')} laser.powerPerWavelength.sauce: unknown key, ...`,
      'chip.yaml:3:1 nam: unknown key, ...',
    ])
  })
})

describe('a file that is no target', () => {
  test.each([
    ['', 'chip.yaml:1:1 the target: expected a mapping with name, description, units, memories, ecu, laser, device, found nothing'],
    ['- 1', 'chip.yaml:1:1 the target: expected a mapping with name, description, units, memories, ecu, laser, device, found a list'],
    ['a: [1,\nb: 2', 'chip.yaml:2:1 not a YAML document: flow sequence in block collection must be sufficiently indented and end with a ]'],
    ['a: 1\na: 2', 'chip.yaml:2:1 not a YAML document: map keys must be unique'],
    ['a: !js 1', 'chip.yaml:1:4 not a YAML document: unresolved tag: !js'],
    ['a: *b', 'chip.yaml not a YAML document: unresolved alias (the anchor must be set before the alias): b'],
    [
      '\u0000\u0001ELF',
      "chip.yaml:1:1 the target: expected a mapping with name, description, units, memories, ecu, laser, device, found '\\u0000\\u0001ELF'",
    ],
  ])('%j', (text, message) => {
    expect(messages(parseTarget(text, 'chip.yaml'))[0]).toBe(message)
  })

  test('hostile ones end soon', () => {
    expect(messages(parseTarget('x'.repeat(maxTargetLength + 1), 'big.yaml'))).toEqual([
      'big.yaml expected a target of at most 131072 characters, found 131073',
    ])
    expect(messages(parseTarget('['.repeat(50_000), 'deep.yaml'))).toHaveLength(10)
    expect(messages(parseTarget('{a: '.repeat(500) + '1' + '}'.repeat(500), 'deep.yaml'))).toEqual([
      'deep.yaml:1:1 expected a target of at most 64 levels, found more',
    ])
    const level = (i: number): string => `a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]\n`
    const bomb = `a0: &a0 [1, 1, 1, 1]\n${Array.from({ length: 9 }, (_, i) => level(i + 1)).join('')}`
    expect(messages(parseTarget(bomb, 'bomb.yaml'))).toEqual([
      'bomb.yaml not a YAML document: excessive alias count indicates a resource exhaustion attack',
    ])
    expect(messages(parseTarget(`units:\n${'- {}\n'.repeat(20_000)}`, 'wide.yaml'))).toEqual([
      'wide.yaml:1:1 expected a target of at most 10000 values, found more',
    ])
    const many = parseTarget(Array.from({ length: 500 }, (_, i) => `key${i}: 1\n`).join(''), 'many.yaml')
    expect(many.diagnostics).toHaveLength(50)
    expect(many.diagnostics.at(-1)?.notes?.[0]).toMatch(/^\d+ more errors are not shown$/)
  })
})
