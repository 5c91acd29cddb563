import { type Result, success } from '@onnc/support'
import { resultSchemas, type SensitivityResult } from '@onnc/results'
import { repositoryRoot } from '@onnc/testing'
import fc from 'fast-check'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import type { Settings } from '../src/sensitivity/layer-settings.ts'
import { type LayerCurves, proposeSettings } from '../src/sensitivity/propose-settings.ts'
import { modelBytes, node } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-sensitivity-'))
afterAll(() => rmSync(folder, { recursive: true }))

const model = join(repositoryRoot, 'test-models/digits-mlp/model.onnx')
const digits = join(repositoryRoot, 'test-models/digits-cnn')
const images = ['--images', join(digits, 'images-idx3-ubyte.gz'), '--labels', join(digits, 'labels-idx1-ubyte.gz'), '--limit', '60']
const question = [model, ...images, '--scale', '0.00392156862745098', '--sparsity', '0.8,0.4', '--levels', '4,16', '--budget', '0.05']
const kept = join(folder, 'kept.json')

describe('onnc sensitivity', () => {
  let first: SensitivityResult

  test('accuracy of each layer by itself, and settings of all that keep to the budget', async () => {
    const plot = join(folder, 'plot.svg')
    const { exitCode, out, err } = await runOnnc('sensitivity', ...question, '--json', '--resume', kept, '--plot', plot)
    expect(err).toBe('')
    expect(exitCode).toBe(0)
    first = resultSchemas.sensitivity.parse(JSON.parse(out))
    expect(first.layers.map((layer) => layer.weights)).toEqual([784 * 64, 64 * 32, 320])
    for (const layer of first.layers) {
      expect(layer.sparsity.map((p) => p.sparsity)).toEqual([0.4, 0.8])
      expect(layer.levels.map((p) => p.levels)).toEqual([16, 4])
    }
    expect(first.proposal.correct).toBeGreaterThanOrEqual(first.correct - 3)
    expect(readFileSync(plot, 'utf8')).toMatch(/^<svg [\s\S]*dense1[\s\S]*<\/svg>\n$/)
  })

  test('the proposal is a pipeline that does what was measured', async () => {
    const output = join(folder, 'proposed.onnx')
    expect((await runOnnc('transform', model, '-o', output, '--pipeline', first.proposal.pipeline)).exitCode).toBe(0)
    const { out } = await runOnnc('eval', output, ...images, '--scale', '0.00392156862745098', '--json')
    expect(resultSchemas.eval.parse(JSON.parse(out)).referenceCorrect).toBe(first.proposal.correct)
  })

  test('results that were kept are taken, and a run that was cut short goes on to the same end', async () => {
    const state = JSON.parse(readFileSync(kept, 'utf8')) as { key: string; results: [string, number][] }
    writeFileSync(kept, JSON.stringify({ ...state, results: state.results.slice(0, 5) }))
    const again = await runOnnc('sensitivity', ...question, '--json', '--resume', kept)
    expect({ ...JSON.parse(again.out), seconds: 0 }).toEqual({ ...first, seconds: 0 })
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual(state)
    writeFileSync(kept, JSON.stringify({ ...state, results: state.results.map(([what]) => [what, 7]) }))
    const { out } = await runOnnc('sensitivity', ...question, '--resume', kept)
    expect(out).toContain('7 of 60 right')
    writeFileSync(kept, JSON.stringify(state))
  })

  test('results of other images are refused and stay', async () => {
    const before = readFileSync(kept, 'utf8')
    const { exitCode, err } = await runOnnc('sensitivity', ...question, '--offset', '1', '--resume', kept)
    expect(exitCode).toBe(2)
    expect(err).toContain('does not hold results of this model with these images')
    expect(readFileSync(kept, 'utf8')).toBe(before)
  })

  test.each([
    [['--sparsity', '0.5,1'], '--sparsity: expected shares of zeros between 0 and 1'],
    [['--sparsity', 'NaN'], "found 'NaN'"],
    [['--levels', '1'], '--levels: expected numbers of levels from 2 to 4096'],
    [['--budget', '2'], '--budget: expected a share of the images from 0 to 1'],
    [['--limit', '0'], '--limit: expected a number of images from 1'],
    [['--images', 'none.npy'], 'none.npy'],
  ])('%j is refused', async (flags, message) => {
    const { exitCode, out, err } = await runOnnc('sensitivity', ...question, ...flags)
    expect(exitCode).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(message)
  })

  test('models without weights, and models of several inputs, are refused', async () => {
    const bare = join(folder, 'bare.onnx')
    writeFileSync(bare, modelBytes({ inputs: { x: [1, 784] }, outputs: ['y'], nodes: [node('Relu', ['x'], ['y'])] }))
    expect(await runOnnc('sensitivity', bare, ...images)).toMatchObject({ exitCode: 2, err: expect.stringContaining('finds no weights') })
    const several = join(repositoryRoot, 'test-models/small-ops/model.onnx')
    const plot = join(folder, 'never.svg')
    const { exitCode, err } = await runOnnc('sensitivity', several, ...images, '--plot', plot)
    expect(exitCode).toBe(2)
    expect(err).toContain('images need a model with one input, this one has 2')
    expect(existsSync(plot)).toBe(false)
  })
})

test('a proposal keeps to the floor wherever losses come from, and takes what is free', () => {
  const losses = fc.array(fc.nat({ max: 40 }), { maxLength: 4 }).map((list) => list.toSorted((a, b) => a - b))
  const layers = fc.array(fc.record({ weights: fc.integer({ min: 1, max: 9 }), sparsity: losses, levels: losses }), {
    minLength: 1,
    maxLength: 5,
  })
  fc.assert(
    fc.property(layers, fc.nat({ max: 60 }), fc.double({ min: 0.5, max: 3, noNaN: true }), (all, allowed, worse) => {
      const correct = 1000
      const curves = all.map(({ weights, sparsity, levels }): LayerCurves => ({
        weights,
        sparsity: sparsity.map((loss, i) => ({ value: (i + 1) / 10, correct: correct - loss })),
        levels: levels.map((loss, i) => ({ value: 64 - i, correct: correct - loss })),
      }))
      /** Together layers lose so many times more than one by one. */
      const measure = (settings: Settings): Result<number> => {
        const lost = [...settings].reduce((sum, [i, { sparsity, levels }]) => {
          const of = (curve: LayerCurves['sparsity'], value: number | undefined): number =>
            correct - (curve.find((p) => p.value === value)?.correct ?? correct)
          return sum + of(curves[i]!.sparsity, sparsity) + of(curves[i]!.levels, levels)
        }, 0)
        return success(Math.round(correct - worse * lost))
      }
      const floor = correct - allowed
      const proposed = proposeSettings(curves, { correct, floor }, measure)
      if (!proposed.ok) throw new Error('no proposal')
      expect(proposed.value.correct).toBeGreaterThanOrEqual(floor)
      const measured = measure(proposed.value.settings)
      expect(measured.ok && measured.value).toBe(proposed.value.correct)
      for (const [i, { sparsity }] of all.entries())
        expect(proposed.value.settings.get(i)?.sparsity ?? 0).toBeGreaterThanOrEqual(
          (sparsity.findLastIndex((loss) => loss === 0) + 1) / 10,
        )
    }),
  )
})
