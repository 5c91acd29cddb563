import { repositoryRoot } from '@onnc/testing'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'

import { paretoFront } from '../src/explore/rate-points.ts'
import { modelBytes, node, weights } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-explore-'))
afterAll(() => rmSync(folder, { recursive: true }))

const small = join(folder, 'small.onnx')
writeFileSync(
  small,
  modelBytes({
    inputs: { x: ['n', 3, 8, 8] },
    outputs: ['y'],
    nodes: [node('Conv', ['x', 'w'], ['a'], { pads: [1, 1, 1, 1] }), node('Relu', ['a'], ['b']), node('Conv', ['b', 'v'], ['y'])],
    initializers: [weights('w', [12, 3, 3, 3], 1), weights('v', [8, 12, 3, 3], 2)],
  }),
)

describe('ablate', () => {
  test('compression shortens, gating saves, and sparsity alone does neither', async () => {
    const { exitCode, out } = await runOnnc('ablate', small, '--target', 'sonic', '--sparsity', '0.5', '--levels', '16', '--json')
    expect(exitCode).toBe(0)
    const { rows, pipeline } = JSON.parse(out)
    expect(pipeline).toBe('sparsify{sparsity=0.5},cluster-weights{levels=16}')
    const [dense, sparsity, clustering, compression, gating] = rows
    expect(rows.map((row: { idea: string }) => row.idea)).toEqual(['dense', 'sparsity', 'clustering', 'compression', 'gating'])
    for (const row of [sparsity, clustering]) expect(row.latencySeconds).toBe(dense.latencySeconds)
    expect(compression.latencySeconds).toBeLessThan(0.65 * dense.latencySeconds)
    expect(compression.joulesPerDenseBit).toBeLessThan(0.65 * dense.joulesPerDenseBit)
    expect(gating.latencySeconds).toBe(compression.latencySeconds)
    expect(gating.energyJoules).toBeLessThan(compression.energyJoules)
    expect(gating.inputDensity).toBeLessThan(1)
  })

  test('weights of more bits than rings have take several tiles, until they are clustered', async () => {
    const { out } = await runOnnc('ablate', small, '--target', 'sonic', '--weight-bits', '16', '--json')
    const [dense, , clustering] = JSON.parse(out).rows
    expect(dense.tiles).toBe(3 * clustering.tiles)
  })

  test.each([
    [['--sparsity', '1'], 'between 0 and 1'],
    [['--sparsity', 'nan'], 'between 0 and 1'],
    [['--levels', '1'], 'from 2 to 4096'],
    [['--weight-bits', '99'], 'from 2 to 16'],
  ])('%s is refused', async (flags, words) => {
    const { exitCode, err } = await runOnnc('ablate', small, ...flags)
    expect(exitCode).toBe(2)
    expect(err).toContain(words)
  })

  test('a model without weights has nothing to ablate', async () => {
    const file = join(folder, 'none.onnx')
    writeFileSync(file, modelBytes({ inputs: { x: [1, 2] }, outputs: ['y'], nodes: [node('Relu', ['x'], ['y'])] }))
    const { exitCode, err } = await runOnnc('ablate', file)
    expect(exitCode).toBe(2)
    expect(err).toContain('weights')
  })
})

describe('explore', () => {
  const base = ['explore', small, '--target', 'sonic', '--sweep', 'units.conv.columns=4,5', '--sweep', 'units.conv.count=25,50']

  test('finds the front, locates the target, and goes on where it was', async () => {
    const [state, csv, plot] = ['state.json', 'points.csv', 'plot.svg'].map((name) => join(folder, name))
    const files = ['--resume', state!, '--csv', csv!, '--plot', plot!]
    const first = await runOnnc(...base, ...files, '--workers', '2', '--json')
    expect(first.exitCode).toBe(0)
    const result = JSON.parse(first.out)
    expect(result.points.length).toBe(4)
    expect(result.located.settings).toEqual([
      { path: 'units.conv.columns', value: 5 },
      { path: 'units.conv.count', value: 50 },
    ])
    for (const { mean, models } of result.points) expect(mean.framesPerSecondPerWatt).toBe(models[0].framesPerSecondPerWatt)
    // Twice the units take half the time at about the energy.
    for (let i = 0; i < 4; i += 2)
      expect(result.points[i + 1].mean.framesPerSecond).toBeGreaterThan(1.5 * result.points[i].mean.framesPerSecond)
    expect(readFileSync(csv!, 'utf8').trim().split('\n').length).toBe(5)
    expect(readFileSync(plot!, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/)
    // What is known is not measured again: a file that says otherwise is believed.
    const kept = JSON.parse(readFileSync(state!, 'utf8'))
    const firstPoint = JSON.stringify([
      [
        ['units.conv.columns', 4],
        ['units.conv.count', 25],
      ],
      0,
    ])
    kept.results.find(([name]: [string]) => name === firstPoint)[1].latencySeconds = 1
    writeFileSync(state!, JSON.stringify(kept))
    const second = JSON.parse((await runOnnc(...base, '--resume', state!, '--workers', '1', '--json')).out)
    expect(second.points[0].mean.framesPerSecond).toBe(1)
    expect(second.points.slice(1)).toEqual(
      result.points.slice(1).map((point: object, i: number) => ({ ...point, isPareto: second.points[i + 1].isPareto })),
    )
    const other = await runOnnc(...base, '--resume', state!, '--density', '0.5')
    expect(other).toMatchObject({ exitCode: 2 })
    expect(other.err).toContain('does not hold results')
  })

  test('a point that no target can have is told, and the others have figures', async () => {
    const { exitCode, out } = await runOnnc(
      'explore',
      small,
      '--target',
      'rnb-16',
      '--sweep',
      'units.crossbar.stationary.levels=15,16',
      '--json',
    )
    expect(exitCode).toBe(0)
    const { points } = JSON.parse(out)
    expect(points[0].mean).toBeDefined()
    expect(points[1].mean).toBeUndefined()
    expect(points[1].problem).toContain('levels')
  })

  test('banks of a unit are swept as anything else; where writing takes longest they are as good as units', async () => {
    const sweep = ['--sweep', 'units.crossbar.banks=1:3', '--sweep', 'units.crossbar.count=1,2']
    const { exitCode, out } = await runOnnc('explore', small, '--target', 'rnb-64-double', ...sweep, '--json')
    expect(exitCode).toBe(0)
    const speeds = new Map<string, number>(
      JSON.parse(out).points.map(({ settings, mean }: { settings: { value: number }[]; mean: { framesPerSecond: number } }) => [
        settings.map(({ value }) => value).join(),
        mean.framesPerSecond,
      ]),
    )
    expect(speeds.get('2,1')! / speeds.get('1,1')!).toBeGreaterThan(1.4)
    expect(speeds.get('2,1')! / speeds.get('1,2')!).toBeGreaterThan(0.95)
    expect(speeds.get('3,1')!).toBeGreaterThanOrEqual(speeds.get('2,1')! * 0.99)
  })

  test.each([
    ['units.conv.colums=3:5', 'is no parameter'],
    ['units.nothing.columns=3', 'is no parameter'],
    ['__proto__.x=1', 'is no parameter'],
    ['units.conv.columns=5:3', 'PATH=FROM:TO'],
    ['units.conv.columns=one', 'numbers for'],
    ['units.conv.columns', 'PATH=FROM:TO'],
  ])('--sweep %s is refused', async (sweep, words) => {
    const { exitCode, err } = await runOnnc('explore', small, '--target', 'sonic', '--sweep', sweep)
    expect(exitCode).toBe(2)
    expect(err).toContain(words)
  })

  test('the shipped digits model is explored', async () => {
    const model = join(repositoryRoot, 'test-models/digits-mlp/model.onnx')
    const { exitCode, out } = await runOnnc('explore', model, '--target', 'rnb-64', '--sweep', 'units.crossbar.count=4,8', '--workers', '1')
    expect(exitCode).toBe(0)
    expect(out).toContain('Pareto front')
  })
})

test('no point of the front is beaten, and every other one is', () => {
  const figures = fc.record({
    framesPerSecondPerWatt: fc.integer({ min: 1, max: 4 }),
    joulesPerBit: fc.integer({ min: 1, max: 4 }),
    meanWatts: fc.integer({ min: 1, max: 4 }),
    squareMetres: fc.integer({ min: 1, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(figures, { maxLength: 12 }), (list) => {
      const points = list.map(({ squareMetres, ...mean }) => ({
        settings: [],
        models: [],
        squareMetres,
        mean: { framesPerSecond: 1, ...mean },
      }))
      const front = paretoFront(points)
      for (const [i, a] of list.entries()) {
        const isBeaten = list.some(
          (b) =>
            b.framesPerSecondPerWatt >= a.framesPerSecondPerWatt &&
            b.joulesPerBit <= a.joulesPerBit &&
            b.meanWatts <= a.meanWatts &&
            b.squareMetres <= a.squareMetres &&
            JSON.stringify(a) !== JSON.stringify(b),
        )
        expect(front.has(i)).toBe(!isBeaten)
      }
    }),
  )
})
