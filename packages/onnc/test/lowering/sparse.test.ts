import { loadTarget, type Target } from '@onnc/hardware'
import { createRandom, elementCount, type Tensor } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { node } from '../random-model.ts'
import { type Case, checkCases, floats, smallTarget, tensor, unwrap } from './check-cases.ts'

/** What is zero: nothing, some weights, whole rows (outputs), whole columns (inputs), or everything. */
const patterns = ['dense', 'scattered', 'rows', 'columns', 'all', 'mixed'] as const

/** Weights [rows, ...columns] with zeros of some pattern. */
function sparse(shape: readonly number[], seed: number, zeros: (typeof patterns)[number]): Tensor {
  const random = createRandom(seed)
  const [rows, ...rest] = shape as [number, ...number[]]
  const columns = elementCount(rest)
  const draw = (count: number, share: number): boolean[] => Array.from({ length: count }, () => random.uniform() < share)
  const [rowZero, columnZero] = [draw(rows, 0.4), draw(columns, 0.4)]
  const values = floats(shape, seed + 1).data as Float32Array
  return tensor(
    'float32',
    shape,
    values.map((value, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns]
      const isZero = {
        dense: false,
        scattered: random.uniform() < 0.6,
        rows: rowZero[row]!,
        columns: columnZero[column]!,
        all: true,
        mixed: rowZero[row]! || columnZero[column]! || random.uniform() < 0.5,
      }[zeros]
      return isZero ? 0 : value
    }),
  )
}

const small = fc.integer({ min: 1, max: 4 })
const convolution = fc
  .record({
    zeros: fc.constantFrom(...patterns),
    groups: fc.integer({ min: 1, max: 2 }),
    channels: small,
    rows: small,
    kernel: fc.integer({ min: 1, max: 3 }),
    pad: fc.nat(1),
    stride: fc.integer({ min: 1, max: 2 }),
    size: fc.integer({ min: 3, max: 5 }),
    bias: fc.boolean(),
    seed: fc.nat(),
  })
  .map((about): Case => {
    const { zeros, groups, channels, rows, kernel, pad, stride, size, bias, seed } = about
    return {
      inputs: { x: floats([1, groups * channels, size, size], seed) },
      initializers: {
        w: sparse([groups * rows, channels, kernel, kernel], seed, zeros),
        ...(bias ? { b: floats([groups * rows], seed + 2) } : {}),
      },
      nodes: [
        node('Conv', ['x', 'w', ...(bias ? ['b'] : [])], ['y'], { group: groups, pads: [pad, pad, pad, pad], strides: [stride, stride] }),
      ],
      outputs: ['y'],
      about,
    }
  })

const product = fc
  .record({
    zeros: fc.constantFrom(...patterns),
    batch: small,
    k: fc.integer({ min: 1, max: 20 }),
    n: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(),
  })
  .map((about): Case => {
    const { zeros, batch, k, n, seed } = about
    return {
      inputs: { x: floats([batch, k], seed) },
      initializers: { w: sparse([n, k], seed, zeros), b: floats([n], seed + 2) },
      nodes: [node('Gemm', ['x', 'w', 'b'], ['y'], { transB: 1 })],
      outputs: ['y'],
      about,
    }
  })

const sonic = unwrap(loadTarget('sonic'))
const targets: readonly (readonly [string, Target])[] = [
  ['crossbars of one row', smallTarget(1, 4)],
  ['crossbars of three rows, with copies', smallTarget(3, 4, true)],
  ['sonic', sonic],
]

describe.each(targets)('zeros left out on %s change nothing', (_, target) => {
  test.each(['packed', 'slice'] as const)('%s', async (compress) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(convolution, product), { minLength: 25, maxLength: 25 }), async (list) => {
        await checkCases(list, { target, compress })
      }),
      { numRuns: 1, endOnFailure: true },
    )
  })

  test('weights of several digits', async () => {
    const cases = fc.sample(fc.oneof(convolution, product), { numRuns: 15, seed: 1 })
    await checkCases(cases, { target, weightBits: 12 })
    expect(cases.length).toBe(15)
  })
})
