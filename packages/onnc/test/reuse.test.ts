import { resultSchemas } from '@onnc/results'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-reuse-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Trained with one matrix for all hidden layers; in the blended ones some take it transposed, or in another order. */
test.each([
  ['mnist-mlp-shared', 32],
  ['mnist-mlp-blended', 32],
  ['mnist-mixer-shared', 8],
  ['mnist-mixer-blended', 5],
])('%s is written once, %i tiles, and gives what ONNX Runtime gives', async (model, tiles) => {
  const program = join(folder, `${model}.mrr`)
  const source = `test-models/${model}`
  const compiled = await runOnnc(
    'compile',
    `${source}/model.onnx`,
    '--share',
    'transposed',
    '--objective',
    'writes',
    '-o',
    program,
    '--json',
  )
  expect(compiled.exitCode).toBe(0)
  expect(resultSchemas.compile.parse(JSON.parse(compiled.out))).toMatchObject({ tiles, distinctTiles: tiles, programs: tiles })
  const run = await runOnnc('run', program, '--inputs', `${source}/test_data_set_0`, '--mode', 'ideal', '--compare', '--json')
  expect(resultSchemas.run.parse(JSON.parse(run.out)).comparison?.pass).toBe(true)
  const { reuse } = resultSchemas['explain-program'].parse(JSON.parse((await runOnnc('explain', program, '--json')).out))
  expect(reuse).toMatchObject({ distinctTiles: tiles, programs: tiles, leastPrograms: tiles })
  const sharing = reuse!.layers.filter(({ sharedWith }) => sharedWith.length > 0)
  expect(sharing.filter((layer) => layer.inPlace > 0).length).toBeGreaterThan(sharing.length / 2)
  const text = await runOnnc('explain', program)
  expect(text.out).toContain(`${tiles} different tiles, ${tiles} programs; at least ${tiles}`)
})

test('light goes backwards only where that is better for the objective', async () => {
  const source = 'test-models/mnist-mixer-blended'
  const program = join(folder, 'forward.mrr')
  const compiled = await runOnnc('compile', `${source}/model.onnx`, '--share', 'transposed', '-o', program, '--json')
  const { tiles, remarks } = resultSchemas.compile.parse(JSON.parse(compiled.out))
  expect(tiles).toBe(8)
  expect(remarks.map(({ code }) => code)).toContain('held-both-ways')
  const run = await runOnnc('run', program, '--inputs', `${source}/test_data_set_0`, '--mode', 'ideal', '--compare', '--json')
  expect(resultSchemas.run.parse(JSON.parse(run.out)).comparison?.pass).toBe(true)
})

test('inferences begin with what the one before left, where units of one class leave something', async () => {
  const steady = async (model: string, ...flags: string[]): Promise<{ exitCode: number; resumed: unknown }> => {
    const compiled = await runOnnc(
      'compile',
      `test-models/${model}/model.onnx`,
      '--steady',
      ...flags,
      '-o',
      join(folder, 's.mrr'),
      '--json',
    )
    const { resumed } = compiled.exitCode === 0 ? resultSchemas.compile.parse(JSON.parse(compiled.out)) : {}
    return { exitCode: compiled.exitCode, resumed }
  }
  expect(await steady('digits-cnn')).toMatchObject({ exitCode: 0, resumed: { programs: 0, ringsWritten: 0 } })
  expect(await steady('digits-mlp', '--photonic', 'none')).toMatchObject({ exitCode: 0, resumed: undefined })
  expect(await steady('digits-cnn', '--target', 'sonic')).toMatchObject({ exitCode: 4 })
})

test.each(['mnist-mlp-shared', 'mnist-mixer-shared'])('what is predicted for %s is what its program takes', async (model) => {
  const source = `test-models/${model}/model.onnx`
  const predicted = resultSchemas.explain.parse(JSON.parse((await runOnnc('explain', source, '--json')).out))
  const run = resultSchemas.run.parse(JSON.parse((await runOnnc('run', source, '--mode', 'timing', '--json')).out))
  // What kernels compute is not in the prediction, only what they move.
  expect(predicted.latencySeconds / run.latencySeconds).toBeLessThan(1.02)
  expect(predicted.latencySeconds / run.latencySeconds).toBeGreaterThan(0.9)
})
