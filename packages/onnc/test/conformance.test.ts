import { needsData, ownModels, repositoryRoot, testDataPath } from '@onnc/testing'
import { resultSchemas } from '@onnc/results'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

import { modelBytes, node } from './random-model.ts'
import { runOnnc } from './run-onnc.ts'

const folder = mkdtempSync(join(tmpdir(), 'onnc-conformance-'))
afterAll(() => rmSync(folder, { recursive: true }))

const own = join(repositoryRoot, 'test-models')

test('every case is named by its folder, and passes', async () => {
  const { exitCode, out, err } = await runOnnc('conformance', own, '--json')
  expect(err).toBe('')
  expect(exitCode).toBe(0)
  const { totals, cases } = resultSchemas.conformance.parse(JSON.parse(out))
  expect(cases.map((c) => [c.name, c.status])).toEqual(ownModels.map((name) => [name, 'pass']))
  expect(totals).toMatchObject({ cases: ownModels.length, pass: ownModels.length })
})

test('a stored result that is wrong, a model that is refused and one that ONNX Runtime cannot run are told apart', async () => {
  const root = join(folder, 'cases')
  cpSync(join(own, 'digits-mlp'), join(root, 'deep', 'wrong'), { recursive: true })
  const set = join(root, 'deep', 'wrong', 'test_data_set_0')
  cpSync(join(own, 'digits-mlp', 'test_data_set_1', 'output_0.pb'), join(set, 'output_0.pb'))
  cpSync(join(own, 'small-ops'), join(root, 'unknown'), { recursive: true })
  writeFileSync(
    join(root, 'unknown', 'model.onnx'),
    modelBytes({ inputs: { x: [2] }, outputs: ['y'], nodes: [node('Nonsense', ['x'], ['y'])] }),
  )
  cpSync(join(own, 'small-ops'), join(root, 'broken'), { recursive: true })
  writeFileSync(join(root, 'broken', 'model.onnx'), readFileSync(join(own, 'small-ops', 'model.onnx')).subarray(0, -7))
  const file = join(folder, 'result.json')
  const { exitCode, out, err } = await runOnnc('conformance', root, '--json', file)
  expect(exitCode).toBe(1)
  const { cases } = resultSchemas.conformance.parse(JSON.parse(readFileSync(file, 'utf8')))
  expect(cases.map((c) => [c.name, c.status])).toEqual([
    ['broken', 'unsupported'],
    ['deep/wrong', 'reference-fails'],
    ['unknown', 'reference-fails'],
  ])
  expect(cases[0]!.detail).toMatch(/truncated|no valid/)
  expect(cases[1]!.detail).toMatch(
    /^test_data_set_0: ONNX Runtime gives what onnc gives, not what is stored: output 'logits': largest error/,
  )
  expect(cases[2]!.detail).toMatch(/does not know the operator Nonsense/)
  expect(out).toMatch(/3 cases/)
  expect(err).toMatch(/0 cases differ, 1 are unsupported/)
})

test('quantized results differ, by how much', async () => {
  const { exitCode, out, err } = await runOnnc('conformance', join(own, 'digits-mlp'), '--mode', 'quantized')
  expect(exitCode).toBe(1)
  expect(out).toMatch(/^differs {2}digits-mlp: test_data_set_0: output 'logits': largest error \d/)
  expect(err).toMatch(/1 cases differ, 0 are unsupported/)
})

test('a folder without cases is refused', async () => {
  expect(await runOnnc('conformance', join(repositoryRoot, 'docs'))).toMatchObject({
    exitCode: 2,
    err: expect.stringMatching(/no cases below/),
  })
  expect(await runOnnc('conformance', join(folder, 'absent'))).toMatchObject({ exitCode: 2, err: expect.stringMatching(/no such file/) })
})

describe.skipIf(testDataPath('onnx-backend') === undefined)(needsData('onnx-backend', 'foreign cases'), () => {
  test.each([
    ['onnx-backend', 1301],
    ['trained', 25],
  ])('%s: whatever ONNX Runtime passes, passes', async (name, least) => {
    const { exitCode, out } = await runOnnc('conformance', testDataPath(name)!, '--json')
    const { totals, cases } = resultSchemas.conformance.parse(JSON.parse(out))
    expect(cases.filter((c) => c.status === 'differs' || c.status === 'unsupported')).toEqual([])
    expect(exitCode).toBe(0)
    expect(totals.pass).toBeGreaterThanOrEqual(least)
  })
})
