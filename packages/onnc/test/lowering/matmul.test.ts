import fc from 'fast-check'
import { test } from 'vitest'

import { node } from '../random-model.ts'
import { smallSonicTarget } from '../small-target.ts'
import { type Case, floats } from './check-cases.ts'
import { checkProperty, small, wide } from './check-property.ts'

/** Two broadcastable batch shapes. */
const batches = fc.array(fc.record({ size: small, left: fc.boolean(), right: fc.boolean() }), { maxLength: 2 }).chain((axes) =>
  fc.record({ dropLeft: fc.nat(axes.length), dropRight: fc.nat(axes.length) }).map(({ dropLeft, dropRight }) => ({
    left: axes.map(({ size, left }) => (left ? 1 : size)).slice(dropLeft),
    right: axes.map(({ size, right }) => (right ? 1 : size)).slice(dropRight),
  })),
)

const matmul = fc
  .record({
    batches,
    m: small,
    k: wide,
    n: wide,
    side: fc.constantFrom('left', 'right'),
    flat: fc.constantFrom('none', 'left', 'right'),
    seed: fc.nat(),
  })
  .map((about): Case => {
    const { m, k, n, side, flat, seed } = about
    const left = flat === 'left' ? [k] : [...about.batches.left, m, k]
    const right = flat === 'right' ? [k] : [...about.batches.right, k, n]
    const [x, w] = [floats(side === 'right' ? left : right, seed), floats(side === 'right' ? right : left, seed + 1)]
    return {
      inputs: { x },
      initializers: { w },
      nodes: [node('MatMul', side === 'right' ? ['x', 'w'] : ['w', 'x'], ['y'])],
      outputs: ['y'],
      about,
    }
  })

test('MatMul with a constant on either side, batched and broadcast', async () => {
  await checkProperty(matmul)
})

test('MatMul with weights that stream through rings of activations', async () => {
  await checkProperty(matmul, { makeTarget: smallSonicTarget, runs: 2 })
})

test('MatMul with weights of 16 bits, on rings of 63 levels', async () => {
  await checkProperty(matmul, { weightBits: 16 })
})

const gemm = fc
  .record({
    m: small,
    k: wide,
    n: wide,
    transA: fc.nat(1),
    transB: fc.nat(1),
    side: fc.constantFrom('left', 'right'),
    addend: fc.constantFrom('none', 'scalar', 'one', 'row', 'wide', 'column', 'full'),
    isConstant: fc.boolean(),
    alpha: fc.constantFrom(1, 0, -0.75, 2.5),
    beta: fc.constantFrom(1, 0, -0.5),
    seed: fc.nat(),
  })
  .map((about): Case => {
    const { m, k, n, transA, transB, side, addend, isConstant, alpha, beta, seed } = about
    const left = transA === 1 ? [k, m] : [m, k]
    const right = transB === 1 ? [n, k] : [k, n]
    const shapes = { none: undefined, scalar: [], one: [1], row: [n], wide: [1, n], column: [m, 1], full: [m, n] }
    const c = shapes[addend] === undefined ? {} : { c: floats(shapes[addend], seed + 2) }
    return {
      inputs: { x: floats(side === 'right' ? left : right, seed), ...(isConstant ? {} : c) },
      initializers: { w: floats(side === 'right' ? right : left, seed + 1), ...(isConstant ? c : {}) },
      nodes: [
        node('Gemm', [...(side === 'right' ? ['x', 'w'] : ['w', 'x']), ...(addend === 'none' ? [] : ['c'])], ['y'], {
          transA,
          transB,
          alpha: { float: alpha },
          beta: { float: beta },
        }),
      ],
      outputs: ['y'],
      about,
    }
  })

test('Gemm in all its forms', async () => {
  await checkProperty(gemm)
})

const equations = [
  'ij,jk->ik',
  'bij,jk->bik',
  'bhwc,oc->bohw',
  'ij,jk',
  'bqhd,hdk->bqk',
  'abc,cbd->dab',
  'i,ij->j',
  '...k,kn->...n',
  'bhij,hjk->bhik',
  'ij,ij->i',
  'ij,k->ijk',
  'abi,i->b',
]

const einsum = fc
  .record({
    equation: fc.constantFrom(...equations),
    sizes: fc.array(small, { minLength: 10, maxLength: 10 }),
    swapped: fc.boolean(),
    seed: fc.nat(),
  })
  .map((about): Case => {
    const { sizes, swapped, seed } = about
    const sizeOf = (label: string): number => sizes[label.charCodeAt(0) % 10]!
    const [left, right] = about.equation.split('->')[0]!.split(',') as [string, string]
    const shapeOf = (term: string): number[] => term.replace('...', 'xy').split('').map(sizeOf)
    const [x, w] = swapped ? [right, left] : [left, right]
    return {
      inputs: { x: floats(shapeOf(x), seed) },
      initializers: { w: floats(shapeOf(w), seed + 1) },
      nodes: [node('Einsum', swapped ? ['w', 'x'] : ['x', 'w'], ['y'], { equation: about.equation })],
      outputs: ['y'],
      about,
    }
  })
  .filter(
    ({ about }) => (about as { swapped: boolean; equation: string }).equation !== 'abi,i->b' || !(about as { swapped: boolean }).swapped,
  )

test('Einsum contractions with a constant', async () => {
  await checkProperty(einsum)
})

const fused = fc
  .record({
    batch: fc.array(small, { maxLength: 2 }),
    m: small,
    k: wide,
    n: wide,
    transA: fc.nat(1),
    transB: fc.nat(1),
    alpha: fc.constantFrom(1, 0.5),
    seed: fc.nat(),
  })
  .map((about): Case => {
    const { batch, m, k, n, transA, transB, alpha, seed } = about
    return {
      inputs: { x: floats([...batch, ...(transA === 1 ? [k, m] : [m, k])], seed) },
      initializers: { w: floats(transB === 1 ? [n, k] : [k, n], seed + 1) },
      nodes: [{ ...node('FusedMatMul', ['x', 'w'], ['y'], { transA, transB, alpha: { float: alpha } }), domain: 'com.microsoft' }],
      outputs: ['y'],
      about,
    }
  })

test('Gemm and Einsum with weights that stream through rings of activations', async () => {
  await checkProperty(fc.oneof(gemm, einsum), { makeTarget: smallSonicTarget, runs: 1 })
})

test('FusedMatMul', async () => {
  await checkProperty(fused)
})

test('products in float64 are computed in float32', async () => {
  await checkProperty(
    fc.record({ m: small, k: wide, n: wide, seed: fc.nat() }).map((about): Case => ({
      inputs: { x: floats([about.m, about.k], about.seed, 'float64') },
      initializers: { w: floats([about.k, about.n], about.seed + 1, 'float64') },
      nodes: [node('MatMul', ['x', 'w'], ['y'])],
      outputs: ['y'],
      about,
    })),
  )
})
