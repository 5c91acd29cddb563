import { resultSchemas } from '@onnc/results'
import { repositoryRoot } from '@onnc/testing'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

const model = join(repositoryRoot, 'test-models/digits-cnn/model.onnx')

test('explain names every product with its cut, its cost and what was rejected', async () => {
  const { exitCode, out } = await runOnnc('explain', model, '--json')
  expect(exitCode).toBe(0)
  const { photonic, electronic, latencySeconds } = resultSchemas.explain.parse(JSON.parse(out))
  expect(electronic).toEqual([])
  expect(latencySeconds).toBeGreaterThan(0)
  expect(photonic.length).toBeGreaterThan(1)
  for (const { chosen, rows, columns, vectors, macs } of photonic) {
    expect(macs).toBe(rows * columns * vectors)
    expect(chosen.tiles).toBeGreaterThanOrEqual(chosen.copies)
    expect(chosen.fill).toBeLessThanOrEqual(1)
  }
})

test('explain says what stays on the ECU because it is cheaper there', async () => {
  const { exitCode, out } = await runOnnc('explain', model, '--photonic', 'auto')
  expect(exitCode).toBe(0)
  expect(out).toContain('stays electronic: latency')
})

test('the choices of the default passes do not go with a pipeline', async () => {
  const { exitCode, err } = await runOnnc('compile', model, '-o', 'x.mrr', '--objective', 'energy', '--pipeline', 'tile')
  expect(exitCode).toBe(2)
  expect(err).toContain('tile{objective=energy}')
})
