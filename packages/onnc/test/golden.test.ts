import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@onnc/testing'
import { describe, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

/*
 * Programs as earlier formats wrote them. A file is added whenever the format changes, and never replaced: what a lab has on its disks must
 * keep running, and give what it gave.
 */
const folder = join(import.meta.dirname, 'golden')
const files = readdirSync(folder)
const inputs = join(repositoryRoot, 'test-models/digits-cnn/test_data_set_0')

test('there is a file of the first format and of the present one', () => {
  expect(files).toEqual(['digits-cnn-format-1.0.mrr', 'digits-cnn-format-1.3.mrr'])
})

describe.each(files)('%s', (file) => {
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
