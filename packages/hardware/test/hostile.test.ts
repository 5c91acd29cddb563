import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exitCodeOf } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkPhysics,
  derivedOf,
  parsePlacedTarget,
  startingTarget,
  targetDefinition,
  targetFromDefinition,
  targetPage,
} from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

const read = (name: string): string => readFileSync(fileURLToPath(new URL(`../targets/${name}.yaml`, import.meta.url)), 'utf8')
const texts = ['rnb-16', 'sonic', 'lt-mrr-bank'].map(read)

const splices = [
  '',
  '0',
  '-1',
  '{',
  '}',
  '[',
  ']',
  ':',
  '#',
  '"',
  '&a',
  '*a',
  'null',
  'value',
  'part: ',
  'extends: ',
  '1e999',
  ' ',
  '\n',
  '\t',
  'µ',
  '\u0000',
]

/** A shipped file with pieces cut out, doubled, or replaced. */
const mutated = fc
  .record({
    text: fc.constantFrom(...texts),
    edits: fc.array(fc.record({ at: fc.nat(), length: fc.nat(12), put: fc.constantFrom(...splices) }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ text, edits }) =>
    edits.reduce((t, { at, length, put }) => t.slice(0, at % t.length) + put + t.slice((at % t.length) + length), text),
  )

describe('broken target files', () => {
  test('end in located errors, or in a target that works', () => {
    fc.assert(
      fc.property(mutated, (text) => {
        const placed = parsePlacedTarget(text, 'chip.yaml')
        if (!placed.ok) {
          expect(exitCodeOf(placed.diagnostics)).toBe(3)
          for (const { location, message } of placed.diagnostics) {
            expect(location?.kind, message).toMatch(/^(?:position|file)$/)
            expect(message.length).toBeLessThan(1500)
          }
          return
        }
        const { target } = placed.value
        expect(targetFromDefinition(targetDefinition(target).definition)).toEqual({ ok: true, value: target, diagnostics: [] })
        expect(() => checkPhysics(placed.value)).not.toThrow()
      }),
      { numRuns: 150 },
    )
  })
})

/** Extremes of every quantity that physics divides by or takes logarithms of. */
test('physics of extreme targets stays finite or absent', () => {
  const { target } = rnb64()
  const extreme = (unit: string, ...values: number[]): fc.Arbitrary<{ value: number; unit: string; source: string }> =>
    fc.constantFrom(...values).map((value) => ({ value, unit, source: 'assumption: an extreme' }))
  fc.assert(
    fc.property(
      extreme('', 1, 1e9),
      extreme('m', 1e-12, 1e-6),
      extreme('W', 1e-9, 1000),
      extreme('Hz', 1, 1e12),
      extreme('A/W', 1e-3, 10),
      extreme('Ohm', 1e-3, 1e6),
      (qualityFactor, freeSpectralRange, powerPerWavelength, symbolRate, responsivity, loadResistance) => {
        const odd = {
          ...target,
          laser: { ...target.laser, powerPerWavelength },
          device: { ...target.device, qualityFactor, freeSpectralRange },
          units: target.units.map((unit) => ({
            ...unit,
            moving: { ...unit.moving, symbolRate },
            readout: {
              ...unit.readout,
              detector: { ...unit.readout.detector, responsivity },
              tia: { ...unit.readout.tia, loadResistance },
            },
          })),
        }
        expect([...derivedOf(odd).values()].join()).not.toMatch(/NaN|undefined/)
        const { markdown, charts } = targetPage(odd)
        expect(markdown).not.toMatch(/NaN|undefined|Infinity/)
        for (const svg of charts.values()) expect(svg).not.toMatch(/NaN|Infinity/)
        expect(startingTarget(odd, 'rnb-64', 'odd')).not.toContain('NaN')
      },
    ),
    { numRuns: 40 },
  )
})
