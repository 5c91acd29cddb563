import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exitCodeOf, formatLocation } from '@onnc/support'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inputSlices, loadTarget, shippedTargets, type Target, targetJsonSchema, targetReference, unitClassOf } from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnc-target-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('shipped targets', () => {
  test.each(shippedTargets())('%s loads and is named like its file', (name) => {
    const target = loadTarget(name)
    expect(target.diagnostics).toEqual([])
    expect(target.ok && target.value.name).toBe(name)
  })

  test('rnb-64 is what its description says', () => {
    const { unit } = rnb64()
    expect(unit).toMatchObject({ count: 16, rows: 64, columns: 64, segments: 4, banks: 1 })
    expect(unit.stationary).toMatchObject({
      operand: 'weights',
      levels: 63,
      range: 'offset',
      parallelism: 'bank',
      settle: { value: 4e-6 },
    })
    expect(inputSlices(unit)).toBe(2)
  })

  test.each(shippedTargets())('every value of %s has a unit or is a number, and a source', (name) => {
    const target = loadTarget(name)
    const leaves = target.ok ? leavesOf(target.value) : []
    expect(leaves.length).toBeGreaterThan(70)
    for (const { path, source } of leaves) expect(source, path).toMatch(/^(?:assumption: .{10,}|.*[A-Z].{4,})$/)
  })
})

test('units are numbered class by class', () => {
  const { target, unit } = rnb64()
  const two: Target = {
    ...target,
    units: [
      { ...unit, count: 2 },
      { ...unit, name: 'second', count: 1 },
    ],
  }
  expect([-1, 0, 1, 2, 3].map((index) => unitClassOf(two, index)?.name)).toEqual([undefined, 'crossbar', 'crossbar', 'second', undefined])
})

test.each([
  [
    'rnb64',
    "unknown target 'rnb64', expected a file or one of crosslight, deap, lt-mrr-bank, rnb-16, rnb-64, rnb-64-double, sonic",
    "did you mean 'rnb-64'?",
  ],
  [
    'tpu',
    "unknown target 'tpu', expected a file or one of crosslight, deap, lt-mrr-bank, rnb-16, rnb-64, rnb-64-double, sonic",
    'see `onnc targets`',
  ],
  [
    '',
    "unknown target '', expected a file or one of crosslight, deap, lt-mrr-bank, rnb-16, rnb-64, rnb-64-double, sonic",
    'see `onnc targets`',
  ],
  [
    '__proto__',
    "unknown target '__proto__', expected a file or one of crosslight, deap, lt-mrr-bank, rnb-16, rnb-64, rnb-64-double, sonic",
    'see `onnc targets`',
  ],
])('the name %j is refused', (name, message, fix) => {
  const target = loadTarget(name)
  expect(target.diagnostics).toEqual([{ severity: 'error', class: 'usage', code: 'unknown-target', message, fix }])
  expect(exitCodeOf(target.diagnostics)).toBe(2)
})

test('files that cannot be read', () => {
  const latin = join(folder, 'latin.yaml')
  const large = join(folder, 'large.yaml')
  writeFileSync(latin, new Uint8Array([0x61, 0x3a, 0x20, 0xe9]))
  writeFileSync(large, '#'.repeat(1 << 20))
  const message = (file: string): string =>
    loadTarget(file).diagnostics.map(
      (d) => `${d.class} ${d.location ? formatLocation(d.location).replace(folder, '') : ''} ${d.message}`,
    )[0] ?? ''
  expect(message(join(folder, 'none.yaml'))).toBe('usage /none.yaml the target file cannot be read: no such file')
  expect(message(`${folder}/`)).toBe('usage / the target file cannot be read: not a regular file')
  expect(message('/dev/zero')).toBe('usage /dev/zero the target file cannot be read: not a regular file')
  expect(message(latin)).toBe('usage /latin.yaml the target file cannot be read: not UTF-8 text')
  expect(message(large)).toBe('invalid /large.yaml expected a target of at most 131072 bytes, found more')
})

test('the reference page lists every leaf with its meaning', () => {
  const { target } = rnb64()
  const page = targetReference(target)
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows).toHaveLength(leavesOf(target).length)
  expect(
    rows.every((row) =>
      row
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .every((cell) => cell.trim() !== ''),
    ),
  ).toBe(true)
  expect(page).toContain(
    '| `crossbar.stationary.settle` | 4 us | From writing the DACs to settled rings | CrossLight (arXiv 2102.06960), Table 2: TO tuning |',
  )
})

test('the JSON Schema describes the document as written', () => {
  const schema = targetJsonSchema() as { required: string[]; properties: Record<string, { properties: Record<string, unknown> }> }
  expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', additionalProperties: false })
  expect(schema.required).toEqual(['name', 'description'])
  expect(Object.keys(schema.properties)).toEqual([
    'extends',
    'parts',
    'name',
    'description',
    'units',
    'memories',
    'ecu',
    'laser',
    'device',
    'area',
  ])
  expect(schema.properties['laser']).not.toHaveProperty('required')
  expect(schema.properties['laser']?.properties).toHaveProperty('part')
  expect(schema.properties['laser']?.properties['wallPlugEfficiency']).toMatchObject({
    description: 'Optical power per electrical power',
    required: ['value', 'source'],
    additionalProperties: false,
  })
})

/** Quantities, and plain fields with their sources. */
function leavesOf(value: unknown, path = ''): { path: string; source: string }[] {
  if (typeof value !== 'object' || value === null) return []
  if ('source' in value && 'unit' in value) return [{ path, source: String(value.source) }]
  const { sources = {}, ...fields } = value as { sources?: Record<string, string> }
  const numbers = Object.entries(fields).filter(([, field]) => typeof field === 'number')
  for (const [name] of numbers) expect(Object.keys(sources), `${path}.${name}`).toContain(name)
  return [
    ...Object.entries(sources).map(([name, source]) => ({ path: `${path}.${name}`, source })),
    ...Object.entries(fields).flatMap(([name, field]) => leavesOf(field, `${path}.${name}`)),
  ]
}
