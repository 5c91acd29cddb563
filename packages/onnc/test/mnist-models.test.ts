import { needsData, repositoryRoot, testDataPath } from '@onnc/testing'
import { resultSchemas } from '@onnc/results'
import { join } from 'node:path'
import { decodeModel, tensorFromProto, tensorsOfModel } from '@onnc/onnx'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

import { runOnnc } from './run-onnc.ts'

const mnist = testDataPath('datasets/mnist') ?? ''
const images = [
  '--images',
  join(mnist, 't10k-images-idx3-ubyte.gz'),
  '--labels',
  join(mnist, 't10k-labels-idx1-ubyte.gz'),
  '--scale',
  `${1 / 255}`,
]

async function evaluate(name: string, ...options: readonly string[]) {
  const model = join(repositoryRoot, 'test-models', name, 'model.onnx')
  const { exitCode, out } = await runOnnc('eval', model, ...images, '--json', ...options)
  expect(exitCode).toBe(0)
  return resultSchemas.eval.parse(JSON.parse(out))
}

describe.skipIf(mnist === '')(needsData('datasets/mnist', 'the networks trained on MNIST'), () => {
  /** Right answers of ONNX Runtime on all test images, as test-models/README.md says. */
  test.each([
    ['mnist-cnn', 9939],
    ['mnist-cnn-sparse', 9939],
  ])('%s tells %i of 10000, and on rings within half a percent', async (name, right) => {
    const result = await evaluate(name, '--mode', 'quantized')
    // A processor that adds in another order may tip a picture that stands on the edge.
    expect(Math.abs(result.referenceCorrect! - right)).toBeLessThanOrEqual(3)
    expect(result.count).toBe(10000)
    expect(result.accuracy).toBeGreaterThan(result.referenceAccuracy! - 0.005)
  })

  test.each(['mnist-mlp', 'mnist-mlp-shared', 'mnist-mlp-blended', 'mnist-mixer', 'mnist-mixer-shared', 'mnist-mixer-blended'])(
    '%s tells digits on rings',
    async (name) => {
      const result = await evaluate(name, '--mode', 'quantized', '--limit', '200')
      expect(result.referenceAccuracy).toBeGreaterThan(0.97)
      expect(result.accuracy).toBeGreaterThan(0.97)
    },
  )
})

test('mnist-cnn-sparse has the zeros and levels it is said to have', () => {
  const file = join(repositoryRoot, 'test-models/mnist-cnn-sparse/model.onnx')
  const model = decodeModel(readFileSync(file), file)
  if (!model.ok) throw new Error('no model')
  const weights = new Map([...tensorsOfModel(model.value)].map((tensor) => [tensor.name, tensor]))
  const found = ['conv1', 'conv2', 'fc1', 'fc2'].map((layer) => {
    const tensor = tensorFromProto(weights.get(`${layer}.w`)!)
    if (!tensor.ok) throw new Error('no tensor')
    const values = tensor.value.data as Float32Array
    return { zeros: values.filter((value) => value === 0).length, levels: new Set(values).size, all: values.length }
  })
  expect(found.map(({ zeros, all }) => zeros / all)).toEqual([43 / 144, 0.75, expect.closeTo(0.9, 5), 0.5])
  for (const { levels } of found) expect(levels).toBeLessThanOrEqual(16)
})
