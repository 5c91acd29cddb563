import fc from 'fast-check'
import { test } from 'vitest'

import { node } from '../random-model.ts'
import { smallEitherTarget } from '../small-target.ts'
import { type Case, floats } from './check-cases.ts'
import { checkProperty, small, wide } from './check-property.ts'

/** Two broadcastable batch shapes. */
const batches = fc.array(fc.record({ size: small, left: fc.boolean(), right: fc.boolean() }), { maxLength: 2 }).chain((axes) =>
  fc.record({ dropLeft: fc.nat(axes.length), dropRight: fc.nat(axes.length) }).map(({ dropLeft, dropRight }) => ({
    left: axes.map(({ size, left }) => (left ? 1 : size)).slice(dropLeft),
    right: axes.map(({ size, right }) => (right ? 1 : size)).slice(dropRight),
  })),
)

const options = { makeTarget: smallEitherTarget } as const

test('MatMul of two activations, batched and broadcast, one of them from other rings or from the ECU', async () => {
  await checkProperty(
    fc
      .record({
        batches,
        m: wide,
        k: wide,
        n: wide,
        flat: fc.constantFrom('none', 'left', 'right'),
        via: fc.constantFrom('input', 'relu', 'rings'),
        seed: fc.nat(),
      })
      .map((about): Case => {
        const { m, k, n, flat, via, seed } = about
        const left = flat === 'left' ? [k] : [...about.batches.left, m, k]
        const right = flat === 'right' ? [k] : [...about.batches.right, k, n]
        const inputs = { x: floats(left, seed), z: floats(right, seed + 1) }
        const last = right.at(-1)!
        if (via === 'input') return { inputs, initializers: {}, nodes: [node('MatMul', ['x', 'z'], ['y'])], outputs: ['y'], about }
        const first = via === 'relu' ? node('Relu', ['z'], ['r']) : node('MatMul', ['z', 'w'], ['r'])
        const initializers = via === 'relu' ? {} : { w: floats([last, last], seed + 2) }
        return { inputs, initializers, nodes: [first, node('MatMul', ['x', 'r'], ['y'])], outputs: ['y'], about }
      }),
    options,
  )
})

test('Gemm of activations', async () => {
  await checkProperty(
    fc
      .record({
        m: wide,
        k: wide,
        n: wide,
        transA: fc.nat(1),
        transB: fc.nat(1),
        alpha: fc.constantFrom(1, -0.75, 2.5),
        beta: fc.constantFrom(1, -0.5),
        addend: fc.boolean(),
        seed: fc.nat(),
      })
      .map((about): Case => {
        const { m, k, n, transA, transB, alpha, beta, addend, seed } = about
        const c = addend ? { c: floats([n], seed + 2) } : {}
        return {
          inputs: { x: floats(transA === 1 ? [k, m] : [m, k], seed), z: floats(transB === 1 ? [n, k] : [k, n], seed + 1), ...c },
          initializers: {},
          nodes: [
            node('Gemm', ['x', 'z', ...(addend ? ['c'] : [])], ['y'], { transA, transB, alpha: { float: alpha }, beta: { float: beta } }),
          ],
          outputs: ['y'],
          about,
        }
      }),
    options,
  )
})

test('Einsum of two activations', async () => {
  const equations = ['ij,jk->ik', 'bhid,bhjd->bhij', 'bhij,bjhd->bihd', 'abc,cd->dab', 'ij,ik->jk', 'bij,bj->bi', 'i,j->ij']
  await checkProperty(
    fc
      .record({ equation: fc.constantFrom(...equations), sizes: fc.array(small, { minLength: 12, maxLength: 12 }), seed: fc.nat() })
      .map((about): Case => {
        const { equation, sizes, seed } = about
        const letters = 'abcdhijk'
        const [left, right] = equation
          .split('->')[0]!
          .split(',')
          .map((term) => term.split('').map((c) => sizes[letters.indexOf(c)]!))
        return {
          inputs: { x: floats(left!, seed), z: floats(right!, seed + 1) },
          initializers: {},
          nodes: [node('Einsum', ['x', 'z'], ['y'], { equation })],
          outputs: ['y'],
          about,
        }
      }),
    options,
  )
})
