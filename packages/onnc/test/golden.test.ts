import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@onnc/testing'
import { describe, expect, onTestFinished, test } from 'vitest'

import { attentionModel } from './attention-model.ts'
import { depthwiseModel } from './depthwise-model.ts'
import { runOnnc } from './run-onnc.ts'

/*
 * Programs as earlier formats wrote them. A file is added whenever the format changes, and never replaced: what a lab has on its disks must
 * keep running, and give what it gave.
 */
const folder = join(import.meta.dirname, 'golden')
const files = readdirSync(folder)
const digits = files.filter((file) => file.startsWith('digits'))
const inputs = join(repositoryRoot, 'test-models/digits-cnn/test_data_set_0')

test('there is a file of the first format and of the present one', () => {
  expect(files).toEqual([
    'attention-format-1.5.mrr',
    'attention-sonic-format-1.8.mrr',
    'dense-sonic-format-1.12.mrr',
    'depthwise-format-1.16.mrr',
    'digits-cnn-double-format-1.11.mrr',
    'digits-cnn-format-1.0.mrr',
    'digits-cnn-format-1.3.mrr',
    'digits-cnn-format-1.6.mrr',
    'digits-cnn-format-1.7.mrr',
    'digits-cnn-ranges-format-1.7.mrr',
    'digits-cnn-sonic-format-1.9.mrr',
    'digits-cnn-sonic-scaled-format-1.11.mrr',
    'digits-cnn-steady-format-1.13.mrr',
    'mixer-blended-format-1.15.mrr',
    'scaled-inputs-format-1.14.mrr',
  ])
})

/** What an inference took when the file was written, in seconds. */
const latencies: Readonly<Record<string, number>> = {
  'attention-format-1.5.mrr': 2.0373962222222222e-7,
  'attention-sonic-format-1.8.mrr': 5.108630692810458e-7,
  'dense-sonic-format-1.12.mrr': 0.0000011372401344537814,
  'depthwise-format-1.16.mrr': 0.000045281972800000035,
  'digits-cnn-double-format-1.11.mrr': 0.00004539336479999999,
  'digits-cnn-format-1.0.mrr': 0.00004895658525000001,
  'digits-cnn-format-1.3.mrr': 0.00008984387159999999,
  'digits-cnn-format-1.6.mrr': 0.0000461413648,
  'digits-cnn-format-1.7.mrr': 0.000045805364799999995,
  'digits-cnn-ranges-format-1.7.mrr': 0.000045805364799999995,
  'digits-cnn-sonic-format-1.9.mrr': 0.00005920326614523815,
  'digits-cnn-sonic-scaled-format-1.11.mrr': 0.00005956326614523811,
  'digits-cnn-steady-format-1.13.mrr': 0.000046928172199999996,
  'scaled-inputs-format-1.14.mrr': 0.000008026807400000001,
  'mixer-blended-format-1.15.mrr': 0.00006048493200000007,
}

test.each(files)('%s takes as long as it did', async (file) => {
  const { out } = await runOnnc('run', join(folder, file), '--mode', 'timing', '--json')
  expect(JSON.parse(out).latencySeconds).toBe(latencies[file])
})

describe.each(digits)('%s', (file) => {
  test('is sound', async () => {
    const checked = await runOnnc('check', join(folder, file), '--json')
    expect(checked).toMatchObject({ exitCode: 0 })
    expect(JSON.parse(checked.out)).toMatchObject({ claims: file !== 'digits-cnn-format-1.0.mrr' })
  })

  test.each(['ideal', 'quantized'])('runs in mode %s', async (mode) => {
    const ran = await runOnnc('run', join(folder, file), '--inputs', inputs, '--mode', mode, '--compare', '--json')
    expect(ran).toMatchObject({ exitCode: 0 })
    const { comparison } = JSON.parse(ran.out)
    expect(comparison.maxAbsError).toBeLessThan(mode === 'ideal' ? 1e-4 : 1)
  })
})

/** Models by what the names of their programs start with. */
const models: Readonly<Record<string, () => Uint8Array>> = { attention: attentionModel, depthwise: depthwiseModel }

test.each(
  Object.entries(models).flatMap(([start, make]) =>
    files
      .filter((file) => file.startsWith(start))
      .flatMap(
        (file) =>
          [
            [file, 'ideal', make],
            [file, 'quantized', make],
          ] as const,
      ),
  ),
)('%s runs in mode %s', async (name, mode, make) => {
  const temporary = mkdtempSync(join(tmpdir(), 'onnc-golden-'))
  onTestFinished(() => rmSync(temporary, { recursive: true }))
  const reference = join(temporary, 'model.onnx')
  writeFileSync(reference, make())
  const file = join(folder, name)
  expect(await runOnnc('check', file)).toMatchObject({ exitCode: 0 })
  const ran = await runOnnc('run', file, '--random-inputs', '1', '--mode', mode, '--compare', '--reference', reference, '--json')
  expect(ran).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(ran.out).comparison.maxAbsError).toBeLessThan(mode === 'ideal' ? 1e-5 : 0.5)
})
