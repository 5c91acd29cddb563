import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Diagnostic, exitCodeOf, formatLocation, type Result } from '@onnc/support'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadTarget, type Target, targetDefinition, targetFromDefinition } from '../src/index.ts'
import { rnb64 } from './rnb-64.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnc-compose-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Writes the files and loads the first. */
function load(files: Readonly<Record<string, string>>): Result<Target> {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return loadTarget(join(folder, Object.keys(files)[0]!))
}

function loaded(files: Readonly<Record<string, string>>): Target {
  const target = load(files)
  expect(target.diagnostics).toEqual([])
  if (!target.ok) throw new Error('refused')
  return target.value
}

function messages(result: Result<Target>): string[] {
  expect(exitCodeOf(result.diagnostics)).toBe(3)
  return result.diagnostics.map(line)
}

function line({ location, message, notes, fix }: Diagnostic): string {
  const where = location === undefined ? '' : `${formatLocation(location)} `
  return [`${where}${message}`, ...(notes ?? []), ...(fix === undefined ? [] : [fix])].join(' | ').replaceAll(folder, '')
}

const head = 'name: mine\ndescription: A test.\n'

describe('extends', () => {
  test('what is not said is as in the base', () => {
    const { target } = rnb64()
    const mine = loaded({ 'a.yaml': `${head}extends: rnb-64\nlaser:\n  powerPerWavelength: {value: 10 dBm, source: "assumption: less"}\n` })
    expect(mine).toEqual({
      ...target,
      name: 'mine',
      description: 'A test.',
      laser: { ...target.laser, powerPerWavelength: { value: 0.01, unit: 'dBm', source: 'assumption: less' } },
    })
    const back = targetFromDefinition(targetDefinition(mine).definition)
    expect(back).toEqual({ ok: true, value: mine, diagnostics: [] })
  })

  test('unit classes are merged by name, others come behind', () => {
    const mine = loaded({
      'a.yaml': `${head}extends: rnb-64\nunits:\n  - name: crossbar\n    count: {value: 3, source: "assumption: few"}\n`,
    })
    expect(mine.units).toHaveLength(1)
    expect(mine.units[0]).toMatchObject({ name: 'crossbar', count: 3, rows: 64, sources: { count: 'assumption: few' } })
  })

  test('chains of files, each seen from its own folder', () => {
    const mine = loaded({
      'deep/a.yaml': `${head}extends: ../b.yaml\n`,
      'b.yaml': `name: b\ndescription: B\nextends: ./deep/c.yaml\n`,
      'deep/c.yaml': `name: c\ndescription: C\nextends: rnb-64\ndevice: {ringPitch: {value: 30 um, source: "assumption: c"}}\n`,
    })
    expect(mine).toMatchObject({ name: 'mine', device: { ringPitch: { value: 30e-6 } } })
  })

  test('null takes away', () => {
    const target = load({ 'a.yaml': `${head}extends: rnb-64\nlaser: null\n` })
    expect(messages(target)).toEqual([
      '/a.yaml:1:1 laser: missing, expected a mapping with powerPerWavelength, wallPlugEfficiency, relativeIntensityNoise',
    ])
  })

  test('a name of its own is asked for', () => {
    expect(messages(load({ 'a.yaml': 'extends: rnb-64\n' })).map((message) => message.slice(0, 40))).toEqual([
      '/a.yaml:1:1 name: expected a name of sma',
      '/a.yaml:1:1 description: expected a desc',
    ])
  })

  test('mistakes in a base stand there', () => {
    expect(
      messages(
        load({
          'a.yaml': `${head}extends: b.yaml\n`,
          'b.yaml': 'name: b\ndescription: B\nextends: rnb-64\nlaser:\n  wallPlugEfficiency: {value: 20 W, source: "assumption: x"}\n',
        }),
      ),
    ).toEqual(["/b.yaml:5:31 laser.wallPlugEfficiency: expected a fraction, found '20 W'"])
    expect(messages(load({ 'a.yaml': `${head}extends: b.yaml\n`, 'b.yaml': 'x: [1' }))[0]).toMatch(
      /^\/b\.yaml:1:6 not a YAML document: .* \| extended at \/a\.yaml:3:10$/,
    )
  })

  test('no circles', () => {
    expect(messages(load({ 'a.yaml': `${head}extends: b.yaml\n`, 'b.yaml': 'extends: ./a.yaml\n' }))).toEqual([
      '/b.yaml:1:10 extends: a target cannot extend itself: /a.yaml -> /b.yaml -> /a.yaml',
    ])
    expect(messages(load({ 'c.yaml': `${head}extends: c.yaml\n` }))).toEqual([
      '/c.yaml:3:10 extends: a target cannot extend itself: /c.yaml -> /c.yaml',
    ])
  })

  test.each([
    ['rnb-65', "/a.yaml:3:10 unknown target 'rnb-65', expected a file or one of .* \\| did you mean 'rnb-64'\\?"],
    ['none.yaml', '/a.yaml:3:10 the target file cannot be read: no such file'],
    ['/etc/passwd', '/a.yaml:3:10 extends: expected a shipped target, or a file relative to this one, found an absolute path'],
    ['[1]', '/a.yaml:3:10 extends: expected the name of a target, or a file'],
  ])('%s is refused', (name, message) => {
    expect(messages(load({ 'a.yaml': `${head}extends: ${name}\n` })).join()).toMatch(new RegExp(`^${message}$`))
  })
})

describe('parts', () => {
  const tia = 'tia: {part: my-tia}'
  const own = `parts:
  my-tia:
    latency: {value: 1 ns, source: "assumption: slow"}
    power: {value: 1 mW, source: "assumption: little"}
    loadResistance: {value: 1 kOhm, source: "assumption: high"}
`
  const unit = (text: string): string => `${head}extends: rnb-64\nunits: [{name: crossbar, readout: {${text}}}]\n`

  test('a group takes the values of a part of the document, and what it says itself goes before', () => {
    expect(loaded({ 'a.yaml': unit(tia) + own }).units[0]?.readout.tia).toEqual({
      latency: { value: 1e-9, unit: 'ns', source: 'assumption: slow' },
      power: { value: 1e-3, unit: 'mW', source: 'assumption: little' },
      loadResistance: { value: 1e3, unit: 'kOhm', source: 'assumption: high' },
    })
    const more = unit('tia: {part: my-tia, power: {value: 2 mW, source: "assumption: more"}}')
    expect(loaded({ 'a.yaml': more + own }).units[0]?.readout.tia).toMatchObject({ latency: { value: 1e-9 }, power: { value: 2e-3 } })
  })

  test('also of a part of what it extends', () => {
    const mine = loaded({ 'a.yaml': unit(tia).replace('rnb-64', 'b.yaml'), 'b.yaml': `name: b\ndescription: B\nextends: rnb-64\n${own}` })
    expect(mine.units[0]?.readout.tia.latency.value).toBe(1e-9)
  })

  test('unknown ones, with the nearest name', () => {
    expect(messages(load({ 'a.yaml': unit('tia: {part: my-tea}') + own }))[0]).toMatch(
      /^\/a\.yaml:4:\d+ part: unknown part 'my-tea', known are my-tia, .* \| did you mean 'my-tia'\?$/,
    )
    expect(messages(load({ 'a.yaml': unit('tia: {part: __proto__}') }))[0]).toMatch(/part: unknown part '__proto__'/)
  })

  test('no circles, and no explosions', () => {
    const circle = 'parts:\n  a: {x: {part: b}}\n  b: {x: {part: a}}\n'
    expect(messages(load({ 'a.yaml': unit('tia: {part: a}') + circle }))[0]).toMatch(/part: a part cannot hold itself: a -> b -> a$/)
    const level = (i: number): string => `  p${i}: {${Array.from({ length: 9 }, (_, j) => `x${j}: {part: p${i + 1}}`).join(', ')}}\n`
    const bomb = `parts:\n${Array.from({ length: 8 }, (_, i) => level(i)).join('')}  p8: {}\n`
    expect(messages(load({ 'a.yaml': unit('tia: {part: p0}') + bomb }))[0]).toMatch(
      /expected a target of at most 10000 values, found more$/,
    )
  })

  test('mistakes in a part stand there', () => {
    expect(messages(load({ 'a.yaml': unit(tia) + own.replace('1 kOhm', '1 kW') }))).toEqual([
      "/a.yaml:9:29 units[0].readout.tia.loadResistance: expected a resistance, found '1 kW'",
    ])
  })
})
