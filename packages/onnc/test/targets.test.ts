import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadTarget, shippedTargets, targetDefinition, type Target } from '@onnc/hardware'
import { resultSchemas } from '@onnc/results'
import { repositoryRoot } from '@onnc/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

const model = join(repositoryRoot, 'test-models/digits-cnn/model.onnx')
const inputs = join(repositoryRoot, 'test-models/digits-cnn/test_data_set_0')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnc-targets-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

async function errorsOf(text: string): Promise<string> {
  const { exitCode, out, err } = await runOnnc('targets', 'check', file('chip.yaml', text))
  expect([exitCode, out]).toEqual([3, ''])
  return err.replaceAll(folder, '')
}

const head = 'extends: rnb-64\nname: chip\ndescription: A chip.\n'

describe('targets', () => {
  test('lists those that are shipped', async () => {
    const { exitCode, out } = await runOnnc('targets')
    expect(exitCode).toBe(0)
    expect(out.split('\n').map((line) => line.split(' ')[0])).toEqual([...shippedTargets(), ''])
    expect(out).toContain('sonic         50 of 1 x 5, 10 of 1 x 50\n')
  })

  test('shows one, by either spelling', async () => {
    const shown = await runOnnc('targets', 'show', 'sonic')
    expect(shown).toEqual(await runOnnc('targets', 'sonic'))
    expect(shown.out).toContain('| `conv.stationary.settle` | 20 ns |')
  })

  test.each([['show'], ['check'], ['compare', 'rnb-64'], ['new', '--from']])('%s of an unknown one exits 2', async (...words) => {
    const { exitCode, err } = await runOnnc('targets', ...words, 'rnb-65')
    expect([exitCode, err]).toEqual([2, expect.stringContaining("did you mean 'rnb-64'?")])
  })
})

describe('targets check', () => {
  test.each([
    ['rows: {value: 0, source: "assumption: x"}', 'chip.yaml:5:25: units[0].rows: expected a whole number from 1 to 4096, found 0'],
    ['rowz: {value: 1, source: "assumption: x"}', "units[0].rowz: unknown key, known here are .* \\(try: did you mean 'rows'\\?\\)"],
    [
      'readout: {rate: {value: 5 mW, source: "assumption: x"}}',
      "chip.yaml:5:35: units[0].readout.rate: expected a frequency, found '5 mW'",
    ],
    ['readout: {rate: {value: 5, source: "assumption: x"}}', "units[0].readout.rate: expected a frequency such as '1 GS/s', found 5"],
    ['segments: {value: 7, source: "assumption: x"}', 'units[0].segments: expected a divisor of the 64 columns, found 7'],
    [
      'moving: {gating: {value: zeros, source: "assumption: x"}, signs: {value: offset, source: "assumption: x"}}',
      'units[0].moving.gating: zeros cannot be dark where inputs are shifted (signs: offset)',
    ],
    [
      'stationary: {range: {value: balanced, source: "assumption: x"}}',
      "units[0].stationary.range: the way back (transpose) has no through port for each weight: expected 'two-rings' or 'offset'",
    ],
    [
      'stationary: {tuning: {value: hybrid, source: "assumption: x"}}',
      "units[0].stationary.tuning: hybrid tuning needs the group 'hybrid' beside it (reach, coarseSettle)",
    ],
    ['stationary: {driveBits: {value: 4, source: "assumption: x"}}', 'units[0].stationary.driveBits: 4 bits cannot tell 63 levels apart'],
  ])('%s', async (unit, message) => {
    const err = await errorsOf(`${head}units: [{name: crossbar,\n${' '.repeat(10)} ${unit}}]\n`.replace(/^ +/m, '          '))
    if (message.includes('.*')) expect(err).toMatch(new RegExp(message.replace(/[[\]]/g, '\\$&')))
    else expect(err).toContain(message)
    expect(err).toMatch(/^onnc: error: \/chip\.yaml:\d+:\d+: /)
  })

  test('negative power, circles, a missing source', async () => {
    const power = `${head}laser: {powerPerWavelength: {value: -1 mW, source: "assumption: x"}}\n`
    expect(await errorsOf(power)).toContain(
      "/chip.yaml:4:37: laser.powerPerWavelength: expected a power from 1 nW to 1000 W, found '-1 mW'",
    )
    expect(await errorsOf(head.replace('rnb-64', 'chip.yaml'))).toContain('/chip.yaml:1:10: extends: a target cannot extend itself')
    expect(await errorsOf(`${head}laser: {powerPerWavelength: {value: 1 mW}}\n`)).toContain(
      'laser.powerPerWavelength.source: expected where',
    )
  })

  test('says what limits, and as JSON', async () => {
    const { exitCode, out, err } = await runOnnc('targets', 'check', 'rnb-64')
    expect([exitCode, err]).toEqual([0, ''])
    expect(out).toContain('  bits of a product\n    receiver ')
    const json = await runOnnc('targets', 'check', 'sonic', '--json')
    const document = resultSchemas['targets-check'].parse(JSON.parse(json.out))
    expect(document.units.map((unit) => unit.name)).toEqual(['conv', 'fc'])
    expect(document.warnings.every(({ code, location }) => code === 'target-physics' && location?.kind === 'position')).toBe(true)
    const refused = await runOnnc('targets', 'check', file('bad.yaml', 'x: 1'), '--json')
    expect([refused.exitCode, resultSchemas.error.parse(JSON.parse(refused.out)).exitCode]).toEqual([3, 3])
  })

  test('8 bits at 44 wavelengths on one bus: which terms fail, and what would mend them', async () => {
    const wide = `${head}units:
  - name: crossbar
    rows: {value: 44, source: "assumption: square"}
    columns: {value: 44, source: "CASES 2022 (Vatsavai & Thakkar), Table II: MAM at 4 bits"}
    segments: {value: 1, source: "assumption: one bus"}
    moving:
      sliceBits: {value: 8, source: "assumption: an input is one symbol"}
`
    const { exitCode, err } = await runOnnc('targets', 'check', file('wide.yaml', wide))
    expect(exitCode).toBe(0)
    expect(err.replaceAll(folder, '')).toMatch(
      /warning: \/wide\.yaml:10:26: crossbar: spectral crosstalk leaves 2\.5 bits, sliceBits asks for 8 \(try: at most 6 wavelengths a bus \(segments: 11\); or Q \d+; or slices of 2 bits\)/,
    )
    expect(err).toMatch(
      /crossbar: receiver leaves \d\.\d bits, sliceBits asks for 8 \(try: .*dBm .*; or at most .*S\/s; or slices of \d bits\)/,
    )
  })

  test('the signal to noise ratio of the layers of a program', async () => {
    const program = join(folder, 'digits.mrr')
    expect((await runOnnc('compile', model, '-o', program)).exitCode).toBe(0)
    const json = await runOnnc('targets', 'check', 'rnb-64', '--program', program, '--json')
    const { layers } = resultSchemas['targets-check'].parse(JSON.parse(json.out)).program!
    expect(layers.map(({ node }) => /^\w+/.exec(node)![0])).toEqual(['conv1', 'conv2', 'dense'])
    for (const { signalToNoiseDecibel, limit } of layers) {
      expect(signalToNoiseDecibel).toBeGreaterThan(10)
      expect(signalToNoiseDecibel).toBeLessThan(40)
      expect(limit).toBe('thermal')
    }
    const other = await runOnnc('targets', 'check', 'rnb-16', '--program', program)
    expect([other.exitCode, other.err]).toEqual([2, expect.stringContaining("was compiled for 'rnb-64'")])
  })
})

test('targets compare: what follows, and what differs', async () => {
  const { exitCode, out } = await runOnnc('targets', 'compare', 'rnb-64', 'rnb-16')
  expect(exitCode).toBe(0)
  expect(out).toMatch(/^lasers, all lit +102 W +51\.2 W$/m)
  expect(out).toMatch(/^laser\.powerPerWavelength +13 dBm +10 dBm$/m)
  expect(out).not.toContain('laser.wallPlugEfficiency')
  expect((await runOnnc('targets', 'compare', 'deap', 'deap')).out).toContain('no parameter differs')
})

describe('targets new', () => {
  const value = (name: string): Target => {
    const target = loadTarget(name)
    expect(target.diagnostics).toEqual([])
    return target.ok ? target.value : expect.unreachable()
  }

  test.each(shippedTargets())('a file that extends %s, with or without its comments taken off', async (name) => {
    const path = join(folder, `My ${name}.yaml`)
    expect(await runOnnc('targets', 'new', '--from', name, '-o', path)).toEqual({ exitCode: 0, out: '', err: '' })
    const base = value(name)
    const fresh = value(path)
    expect(fresh).toEqual({ ...base, name: `my-${name}`, description: `Like ${name}, but for what is said below.` })
    const [comments, ...body] = readFileSync(path, 'utf8').split('\n\n')
    const whole = [comments!.replace(/^extends: .*\n/m, ''), ...body.map((part) => part.replaceAll(/^#/gm, ''))].join('\n\n')
    expect(targetDefinition(value(file('whole.yaml', whole)))).toEqual(targetDefinition(fresh))
  })
})

test('targets schema is the JSON Schema that is published', async () => {
  const published = readFileSync(join(repositoryRoot, 'docs/reference/schemas/target.schema.json'), 'utf8')
  expect((await runOnnc('targets', 'schema')).out).toBe(published)
})

describe('every shipped target compiles and runs', () => {
  test.each(shippedTargets())('%s: ideal equals the stored outputs, quantized comes near them', async (name) => {
    const ideal = await runOnnc('run', model, '--target', name, '--inputs', inputs, '--compare', '--json')
    expect(ideal.exitCode).toBe(0)
    expect(resultSchemas.run.parse(JSON.parse(ideal.out)).comparison?.pass).toBe(true)
    const quantized = await runOnnc('run', model, '--target', name, '--inputs', inputs, '--mode', 'quantized', '--compare', '--json')
    expect(resultSchemas.run.parse(JSON.parse(quantized.out)).comparison?.maxRelError).toBeLessThan(0.2)
  })

  test('every class of sonic does the layers it is meant for', async () => {
    const { exitCode, out } = await runOnnc('compile', model, '--target', 'sonic', '--emit', 'asm')
    expect(exitCode).toBe(0)
    const units = (op: string): number[] => [...out.matchAll(new RegExp(`^\\s*${op} unit=(\\d+)`, 'gm'))].map((match) => Number(match[1]))
    expect(Math.max(...units('program'))).toBeLessThan(50)
    expect(Math.min(...units('imprint'))).toBeGreaterThanOrEqual(50)
  })

  test('a target without a usable class is refused with exit code 4', async () => {
    const only = `${head}units: [{name: crossbar, stationary: {range: {value: nonnegative, source: "assumption: x"}}, readout: {offset: null}, transpose: null}]\n`
    const { exitCode, err } = await runOnnc('compile', model, '--target', file('only.yaml', only), '-o', join(folder, 'x.mrr'))
    expect([exitCode, err]).toEqual([4, expect.stringContaining("'crossbar': its weights cannot be negative")])
  })
})

test('the targets in the how-to are ones', async () => {
  const text = readFileSync(join(repositoryRoot, 'docs/how-to/add-a-target.md'), 'utf8')
  const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml]) => yaml!)
  expect(examples).toHaveLength(2)
  for (const [i, yaml] of examples.entries()) {
    const { exitCode, err } = await runOnnc('targets', 'check', file(`how-to-${i}.yaml`, yaml))
    expect([exitCode, err]).toEqual([0, ''])
  }
})
