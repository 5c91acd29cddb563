import { repositoryRoot } from '@onnc/testing'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { interleavePlanes, wantsChannelsLast } from '../src/data/interleave-planes.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-own-'))
afterAll(() => rmSync(folder, { recursive: true }))
const ownModel = (name: string): string => join(repositoryRoot, 'test-models', name)

/** Checks a document against the schema that is published for other languages. */
function matchesPublishedSchema(name: string, text: string): Record<string, unknown> {
  const schema = JSON.parse(readFileSync(join(repositoryRoot, `docs/reference/schemas/${name}.schema.json`), 'utf8')) as object
  const validate = new Ajv2020({ strict: false }).compile(schema)
  const document = JSON.parse(text) as Record<string, unknown>
  validate(document)
  expect(validate.errors).toBeNull()
  return document
}

describe.each(['digits-cnn', 'digits-mlp', 'small-ops'])('%s', (name) => {
  const program = join(folder, `${name}.mrr`)

  test('compiles, and compiles to the same bytes again', async () => {
    const { exitCode, out } = await runOnnc('compile', join(ownModel(name), 'model.onnx'), '-o', program, '--json')
    expect(exitCode).toBe(0)
    const result = matchesPublishedSchema('compile', out)
    const first = readFileSync(program)
    expect(result['fileBytes']).toBe(first.length)
    await runOnnc('compile', join(ownModel(name), 'model.onnx'), '-o', program)
    expect(readFileSync(program).equals(first)).toBe(true)
  })

  test.each([0, 1, 2])('ideal equals the stored outputs of set %i', async (set) => {
    const { exitCode, out } = await runOnnc('run', program, '--inputs', join(ownModel(name), `test_data_set_${set}`), '--compare', '--json')
    expect(exitCode).toBe(0)
    expect(matchesPublishedSchema('run', out)).toMatchObject({ mode: 'ideal', comparison: { pass: true, reference: 'stored outputs' } })
  })

  test('quantized stays near, and time and energy do not depend on the mode', async () => {
    const run = async (mode: string): Promise<Record<string, any>> => {
      const { out } = await runOnnc(
        'run',
        program,
        '--inputs',
        join(ownModel(name), 'test_data_set_0'),
        '--compare',
        '--json',
        '--mode',
        mode,
      )
      return matchesPublishedSchema('run', out)
    }
    const [ideal, quantized, timing] = [await run('ideal'), await run('quantized'), await run('timing')]
    expect(quantized['comparison'].maxRelError).toBeLessThan(0.1)
    expect(quantized['comparison'].maxRelError).toBeGreaterThan(0)
    for (const other of [quantized, timing]) {
      expect(other['latencySeconds']).toBe(ideal['latencySeconds'])
      expect(other['energyJoules']).toEqual(ideal['energyJoules'])
    }
    expect(timing['outputs']).toEqual([])
  })
})

test('a program runs with its model gone', async () => {
  const model = join(folder, 'gone.onnx')
  const program = join(folder, 'gone.mrr')
  const { copyFileSync } = await import('node:fs')
  copyFileSync(join(ownModel('digits-cnn'), 'model.onnx'), model)
  await runOnnc('compile', model, '-o', program)
  renameSync(model, join(folder, 'elsewhere'))
  expect((await runOnnc('run', program, '--random-inputs', '1')).exitCode).toBe(0)
})

test('without float weights ideal refuses, quantized runs', async () => {
  const program = join(folder, 'no-exact.mrr')
  await runOnnc('compile', join(ownModel('digits-mlp'), 'model.onnx'), '-o', program, '--no-exact')
  expect(readFileSync(program).length).toBeLessThan(readFileSync(join(folder, 'digits-mlp.mrr')).length / 2)
  const ideal = await runOnnc('run', program, '--random-inputs', '1')
  expect(ideal.exitCode).toBe(4)
  expect(ideal.err).toContain('exact')
  expect((await runOnnc('run', program, '--random-inputs', '1', '--mode', 'quantized')).exitCode).toBe(0)
})

test('eval counts what ONNX Runtime counts in ideal, and about as much in quantized', async () => {
  const images = [
    '--images',
    join(ownModel('digits-cnn'), 'images-idx3-ubyte.gz'),
    '--labels',
    join(ownModel('digits-cnn'), 'labels-idx1-ubyte.gz'),
  ]
  for (const mode of ['ideal', 'quantized']) {
    const { out } = await runOnnc('eval', join(ownModel('digits-cnn'), 'model.onnx'), ...images, '--limit', '300', '--mode', mode, '--json')
    const result = matchesPublishedSchema('eval', out)
    expect(result).toMatchObject({ count: 300 })
    expect(Number(result['correct'])).toBeGreaterThanOrEqual(Number(result['referenceCorrect']) - (mode === 'ideal' ? 0 : 6))
  }
})

test('errors match their published schema too', async () => {
  const { out } = await runOnnc('compile', join(folder, 'nowhere.onnx'), '-o', join(folder, 'x.mrr'), '--json')
  matchesPublishedSchema('error', out)
})

test.each(['onnx', 'mvm', 'mrr', 'asm'])('--emit %s prints the stage and writes no program', async (stage) => {
  const { exitCode, out } = await runOnnc('compile', join(ownModel('digits-cnn'), 'model.onnx'), '--emit', stage, '--elide-constants', '4')
  expect(exitCode).toBe(0)
  const marks = { onnx: 'onnx.Conv', mvm: 'mvm.matmul', mrr: 'mrr.stream', asm: 'stream unit=' }
  expect(out).toContain(marks[stage as keyof typeof marks])
})

test('planes are interleaved for inputs with channels last', () => {
  expect(wantsChannelsLast([3, 32, 32], [1, 32, 32, 3])).toBe(true)
  expect(wantsChannelsLast([3, 32, 32], [1, 3, 32, 32])).toBe(false)
  expect(wantsChannelsLast([28, 28], [1, 1, 28, 28])).toBe(false)
  expect([...interleavePlanes(Float32Array.of(1, 2, 3, 4, 5, 6), 3)]).toEqual([1, 3, 5, 2, 4, 6])
})
