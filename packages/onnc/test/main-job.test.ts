import { needsData, testDataPath } from '@onnc/testing'
import { resultSchemas } from '@onnc/results'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-main-'))
afterAll(() => rmSync(folder, { recursive: true }))

const models: readonly (readonly [string, readonly string[]])[] = [
  ['trained/mnist-8', ['test_data_set_0', 'test_data_set_1', 'test_data_set_2']],
  ['trained/mnist-wonnx-opt', ['ort_golden']],
  ['trained/mnistfc-256x2', ['ort_golden']],
]

describe.skipIf(testDataPath('trained') === undefined).each(models)(needsData('trained', '%s'), (name, sets) => {
  const model = join(testDataPath(name) ?? '', 'model.onnx')
  const program = join(folder, `${name.replace('/', '-')}.mrr`)

  test('compiles to a program', async () => {
    const { exitCode, out } = await runOnnc('compile', model, '-o', program, '--json')
    expect(exitCode).toBe(0)
    const result = resultSchemas.compile.parse(JSON.parse(out))
    expect(result.programs).toBeGreaterThan(0)
    // Copies of a tile are programs of their own.
    expect(result.programs).toBeGreaterThanOrEqual(result.tiles)
  })

  test.each(sets)('%s: ideal equals the stored outputs, from the program alone', async (set) => {
    const { exitCode, out } = await runOnnc(
      'run',
      program,
      '--inputs',
      join(testDataPath(name)!, set),
      '--mode',
      'ideal',
      '--compare',
      '--json',
    )
    const result = resultSchemas.run.parse(JSON.parse(out))
    expect(result.comparison).toMatchObject({ reference: 'stored outputs', pass: true })
    expect(exitCode).toBe(0)
  })

  test.each(sets)('%s: quantized predicts the same digit', async (set) => {
    const predictions: number[] = []
    for (const mode of ['ideal', 'quantized']) {
      const outputs = join(folder, `${name.replace('/', '-')}-${set}-${mode}`)
      const { exitCode } = await runOnnc('run', program, '--inputs', join(testDataPath(name)!, set), '--mode', mode, '--outputs', outputs)
      expect(exitCode).toBe(0)
      predictions.push(await argmax(join(outputs, 'output_0.npy')))
    }
    expect(predictions[1]).toBe(predictions[0])
  })
})

async function argmax(file: string): Promise<number> {
  const { readNpy } = await import('../src/data/read-npy.ts')
  const read = readNpy(file)
  if (!read.ok) throw new Error(read.diagnostics[0]!.message)
  const values = [...(read.value.data as Float32Array)]
  return values.indexOf(Math.max(...values))
}

describe.skipIf(testDataPath('datasets/mnist') === undefined)(needsData('datasets/mnist', 'accuracy of mnist-8'), () => {
  test.each(['ideal', 'quantized'])('%s over the first 1000 images', async (mode) => {
    const mnist = testDataPath('datasets/mnist')!
    const images = ['--images', join(mnist, 't10k-images-idx3-ubyte.gz'), '--labels', join(mnist, 't10k-labels-idx1-ubyte.gz')]
    const model = join(testDataPath('trained/mnist-8')!, 'model.onnx')
    const { exitCode, out } = await runOnnc('eval', model, '--mode', mode, '--json', '--limit', '1000', ...images)
    expect(exitCode).toBe(0)
    const result = resultSchemas.eval.parse(JSON.parse(out))
    expect(result).toMatchObject({ count: 1000, referenceCorrect: 987 })
    if (mode === 'ideal') expect(result).toMatchObject({ correct: result.referenceCorrect, agreement: 1 })
    else expect(result.accuracy).toBeGreaterThan(0.98)
  })
})
