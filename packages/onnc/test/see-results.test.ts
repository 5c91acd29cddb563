import { resultSchemas } from '@onnc/results'
import { repositoryRoot } from '@onnc/testing'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { runCommandLine } from '../src/index.ts'
import { startPhases, startProgress, timeText } from '../src/progress.ts'
import { takesColour } from '../src/terminal.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-see-'))
afterAll(() => rmSync(folder, { recursive: true }))
const model = join(repositoryRoot, 'test-models/digits-cnn/model.onnx')
const program = join(folder, 'p.mrr')
beforeAll(async () => {
  expect((await runOnnc('compile', model, '-o', program)).exitCode).toBe(0)
})

describe('explain of a program', () => {
  test('says of each layer what it costs, and of other machines what they would', async () => {
    const { exitCode, out } = await runOnnc('explain', program, '--json')
    expect(exitCode).toBe(0)
    const result = resultSchemas['explain-program'].parse(JSON.parse(out))
    expect(result.layers.reduce((sum, { joules }) => sum + joules, 0)).toBeCloseTo(result.energyJoules.total, 12)
    expect(result.layers.reduce((sum, { criticalSeconds }) => sum + criticalSeconds, 0)).toBeCloseTo(result.latencySeconds, 9)
    expect(result.remedies.length).toBeGreaterThan(3)
    for (const { latencySeconds, joules } of result.remedies) {
      expect(latencySeconds).toBeLessThanOrEqual(result.latencySeconds)
      expect(joules).toBeLessThanOrEqual(result.energyJoules.total * (1 + 1e-9))
    }
    // Half the power of held rings is half of that joule, and nothing else.
    const held = result.remedies.find(({ change }) => change === 'rings held at half the power')!
    expect(held.latencySeconds).toBe(result.latencySeconds)
    const expected = result.energyJoules.total - result.energyJoules.ringHold / 2
    expect(Math.abs(held.joules - expected)).toBeLessThan(0.02 * result.energyJoules.total)
  })

  test('tells of one node by any of its names, and of no other', async () => {
    const { out } = await runOnnc('explain', program, 'conv1.biased')
    expect(out).toContain('conv1 + conv1.biased\n  runs on the rings: 1 tile on 8 units')
    expect(out).not.toContain('conv2')
  })

  test('a name that is nearly right is corrected', async () => {
    expect(await runOnnc('explain', program, 'conv22')).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("did you mean 'conv2'?"),
    })
    expect(await runOnnc('explain', model, 'conv2')).toMatchObject({ exitCode: 2 })
  })
})

test('compare shows what differs; nothing, of a result and itself', async () => {
  const files = await Promise.all(
    ['rnb-64', 'sonic'].map(async (target) => {
      const file = join(folder, `${target}.json`)
      writeFileSync(file, (await runOnnc('run', model, '--target', target, '--mode', 'timing', '--random-inputs', '1', '--json')).out)
      return file
    }),
  )
  const { out, err, exitCode } = await runOnnc('compare', ...files)
  expect(exitCode).toBe(0)
  expect(out).toMatch(/Latency +\S+ us +\S+ us +\+\d+\.\d %/)
  expect(err).toContain('different targets')
  expect((await runOnnc('compare', files[0]!, files[0]!)).out).not.toMatch(/[+-]\d+\.\d %/)
})

describe('colours', () => {
  async function outOf(colour: boolean): Promise<string> {
    const out: string[] = []
    const terminal = {
      out: (text: string) => out.push(text),
      err: () => undefined,
      isTerminal: false,
      colour: { out: colour, err: colour },
    }
    await runCommandLine(['run', program, '--random-inputs', '1', '--mode', 'timing'], terminal)
    return out.join('')
  }

  test('stand only where they can be seen, and change nothing else', async () => {
    const [plain, coloured] = [await outOf(false), await outOf(true)]
    expect(plain).not.toContain('\u001b')
    expect(coloured).toContain('\u001b[1m')
    expect(stripVTControlCharacters(coloured)).toBe(plain)
  })

  test.each([
    [{ isTTY: true }, {}, true],
    [{}, {}, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false],
    [{ isTTY: true }, { NO_COLOR: '' }, true],
    [{ isTTY: true }, { TERM: 'dumb' }, false],
    [{}, { FORCE_COLOR: '1' }, true],
    [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('of %j with %j: %s', (stream, environment, expected) => {
    expect(takesColour(stream, environment)).toBe(expected)
  })
})

describe('progress', () => {
  const written: string[] = []
  const terminal = (isTerminal: boolean): Parameters<typeof startProgress>[0] => ({
    out: () => undefined,
    err: (text) => void written.push(text),
    isTerminal,
  })

  test('is silent in a pipe and in the first second', () => {
    for (const isTerminal of [false, true]) {
      const progress = startProgress(terminal(isTerminal), 'steps')
      progress.show(5, 10)
      progress.end()
      const phases = startPhases(terminal(isTerminal))
      phases.show('pass tile')
      phases.end()
    }
    expect(written).toEqual([])
  })

  test.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [61, '1 min 1 s'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(timeText(seconds)).toBe(text)
  })
})
