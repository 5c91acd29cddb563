import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTarget, type Target, targetDefinition, targetFromDefinition } from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

const shipped = readFileSync(fileURLToPath(new URL('../targets/rnb-64.yaml', import.meta.url)), 'utf8')

describe('targetDefinition', () => {
  test('gives an equal target back, and the same definition again', () => {
    const { target } = rnb64()
    const { definition, fingerprint } = targetDefinition(target)
    const again = targetFromDefinition(definition)
    expect(again).toEqual({ ok: true, value: target, diagnostics: [] })
    expect(again.ok && targetDefinition(again.value)).toEqual({ definition, fingerprint })
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/)
  })

  test('is canonical: comments, order and number spelling do not matter', () => {
    const text = shipped
      .replace(/^#.*\n/gm, '')
      .replace('value: 4 us', 'value: 4.00us')
      .replace(
        '{value: 18 nm, source: "CrossLight (arXiv 2102.06960)"}',
        '{"source": "CrossLight (arXiv 2102.06960)", "value": "1.8e1 nm"}',
      )
    const other = parseTarget(text, 'other.yaml')
    expect(other.ok && targetDefinition(other.value)).toEqual(targetDefinition(rnb64().target))
  })

  test('is a target document with sorted keys', () => {
    const { definition } = targetDefinition(rnb64().target)
    expect(definition.startsWith('{"area":{"activationMemory":')).toBe(true)
    expect(definition).toContain('"settle":{"source":"CrossLight (arXiv 2102.06960), Table 2: TO tuning","value":"4 us"}')
    expect(parseTarget(definition, 'definition.json').ok).toBe(true)
  })

  test('follows changes of the target, to the last bit', () => {
    const { target, unit } = rnb64()
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1, noNaN: true }), fc.double({ min: 1e-6, max: 10, noNaN: true }), (seconds, watts) => {
        const settle = { ...unit.stationary.settle, value: seconds }
        const laser = { ...target.laser, powerPerWavelength: { ...target.laser.powerPerWavelength, value: watts } }
        const changed: Target = { ...target, laser, units: [{ ...unit, stationary: { ...unit.stationary, settle } }] }
        const back = targetFromDefinition(targetDefinition(changed).definition)
        expect(back.ok && back.value.units[0]?.stationary.settle).toEqual(settle)
        expect(back.ok && back.value.laser.powerPerWavelength.value).toBe(watts)
      }),
    )
    const fewer: Target = { ...target, units: [{ ...unit, count: 15 }] }
    expect(targetDefinition(fewer).fingerprint).not.toBe(targetDefinition(target).fingerprint)
  })
})

describe('targetFromDefinition', () => {
  test('refuses what a file may not say either', () => {
    const { definition } = targetDefinition(rnb64().target)
    const bad = targetFromDefinition(definition.replace('"value":"4 us"', '"value":"4 W"'))
    expect(bad.diagnostics).toEqual([
      {
        severity: 'error',
        class: 'invalid',
        code: 'target-field',
        message: "units[0].stationary.settle: expected a time, found '4 W'",
        location: { kind: 'file', file: 'target definition' },
      },
    ])
  })

  test.each([
    ['{', 'the target definition is not JSON'],
    ['null', 'the target: expected a mapping with name, description, units, memories, ecu, laser, device, found nothing'],
    ['[[[', 'the target definition is not JSON'],
    ['['.repeat(50_000) + ']'.repeat(50_000), 'expected a target of at most 10000 values, found more'],
    [' '.repeat(200_000), 'expected a target of at most 131072 characters, found 200000'],
  ])('refuses %.20s', (json, message) => {
    expect(targetFromDefinition(json).diagnostics.map((d) => d.message)).toEqual([message])
  })
})
