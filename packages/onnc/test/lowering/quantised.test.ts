import fc from 'fast-check'
import { test } from 'vitest'

import { node } from '../random-model.ts'
import { smallTarget } from '../small-target.ts'
import { type Case, checkCases, floats, integers, tensor } from './check-cases.ts'
import { checkProperty, small, wide } from './check-property.ts'

const sizes = fc.record({ batch: fc.array(small, { maxLength: 2 }), m: small, k: wide, n: wide })
const common = { sizes, weights: fc.constantFrom('uint8', 'int8'), perColumn: fc.boolean(), zeros: fc.boolean(), seed: fc.nat() } as const
const quantised = fc.record(common)

const scale = (value: number): ReturnType<typeof tensor> => tensor('float32', [], Float32Array.of(value))
const scales = (count: number): ReturnType<typeof tensor> =>
  tensor(
    'float32',
    [count],
    Float32Array.from({ length: count }, (_, i) => 0.01 + 0.003 * i),
  )
const contrib = (n: ReturnType<typeof node>): ReturnType<typeof node> => ({ ...n, domain: 'com.microsoft' })

test('MatMulInteger, with zero points for all or per column', async () => {
  await checkProperty(
    quantised.map((about): Case => {
      const {
        sizes: { batch, m, k, n },
        weights,
        perColumn,
        zeros,
        seed,
      } = about
      return {
        inputs: { x: integers('uint8', [...batch, m, k], seed) },
        initializers: {
          w: integers(weights, [k, n], seed + 1),
          ...(zeros ? { xz: integers('uint8', [], seed + 2), wz: integers(weights, perColumn ? [n] : [], seed + 3) } : {}),
        },
        nodes: [node('MatMulInteger', ['x', 'w', ...(zeros ? ['xz', 'wz'] : [])], ['y'])],
        outputs: ['y'],
        about,
      }
    }),
  )
})

test('QLinearMatMul gives the very codes of ONNX Runtime', async () => {
  await checkProperty(
    quantised.map((about): Case => {
      const {
        sizes: { batch, m, k, n },
        weights,
        perColumn,
        seed,
      } = about
      return {
        inputs: { x: integers('uint8', [...batch, m, k], seed) },
        initializers: {
          xs: scale(0.02),
          xz: integers('uint8', [], seed + 2),
          w: integers(weights, [k, n], seed + 1),
          ws: perColumn ? scales(n) : scale(0.013),
          wz: integers(weights, perColumn ? [n] : [], seed + 3),
          ys: scale(0.02 * Math.sqrt(k) + 0.001 * (seed % 7)),
          yz: integers('uint8', [], seed + 4),
        },
        nodes: [node('QLinearMatMul', ['x', 'xs', 'xz', 'w', 'ws', 'wz', 'ys', 'yz'], ['y'])],
        outputs: ['y'],
        about,
      }
    }),
  )
})

test('MatMulIntegerToFloat', async () => {
  await checkProperty(
    fc.record({ ...common, bias: fc.boolean(), computed: fc.boolean() }).map((about): Case => {
      const {
        sizes: { batch, m, k, n },
        weights,
        perColumn,
        zeros,
        bias,
        computed,
        seed,
      } = about
      const inputScale = { xs: scale(0.03) }
      const inputZero = zeros ? { xz: integers('uint8', [], seed + 2) } : {}
      return {
        inputs: { x: integers('uint8', [...batch, m, k], seed), ...(computed ? { ...inputScale, ...inputZero } : {}) },
        initializers: {
          ...(computed ? {} : { ...inputScale, ...inputZero }),
          w: integers(weights, [k, n], seed + 1),
          ws: perColumn ? scales(n) : scale(0.013),
          ...(zeros ? { wz: integers(weights, perColumn ? [n] : [], seed + 3) } : {}),
          ...(bias ? { b: floats([n], seed + 4) } : {}),
        },
        nodes: [
          contrib(
            node('MatMulIntegerToFloat', ['x', 'w', 'xs', 'ws', zeros ? 'xz' : '', zeros ? 'wz' : '', ...(bias ? ['b'] : [])], ['y']),
          ),
        ],
        outputs: ['y'],
        about,
      }
    }),
  )
})

test('DynamicQuantizeMatMul', async () => {
  await checkProperty(
    fc.record({ ...common, bias: fc.boolean() }).map((about): Case => {
      const {
        sizes: { batch, m, k, n },
        weights,
        perColumn,
        zeros,
        bias,
        seed,
      } = about
      return {
        inputs: { x: floats([...batch, m, k], seed) },
        initializers: {
          w: integers(weights, [k, n], seed + 1),
          ws: perColumn ? scales(n) : scale(0.013),
          ...(zeros ? { wz: integers(weights, perColumn ? [n] : [], seed + 3) } : {}),
          ...(bias ? { b: floats([n], seed + 4) } : {}),
        },
        nodes: [contrib(node('DynamicQuantizeMatMul', ['x', 'w', 'ws', zeros ? 'wz' : '', ...(bias ? ['b'] : [])], ['y']))],
        outputs: ['y'],
        about,
      }
    }),
  )
})

test('QGemm, quantised again or in float32', async () => {
  await checkProperty(
    fc.record({ ...common, transA: fc.nat(1), transB: fc.nat(1), addend: fc.boolean(), again: fc.boolean() }).map((about): Case => {
      const {
        sizes: { m, k, n },
        weights,
        perColumn,
        transA,
        transB,
        addend,
        again,
        seed,
      } = about
      return {
        inputs: { x: integers('uint8', transA === 1 ? [k, m] : [m, k], seed) },
        initializers: {
          xs: scale(0.02),
          xz: integers('uint8', [], seed + 2),
          w: integers(weights, transB === 1 ? [n, k] : [k, n], seed + 1),
          ws: perColumn ? scales(n) : scale(0.013),
          wz:
            weights === 'int8'
              ? tensor('int8', perColumn ? [n] : [], new Int8Array(perColumn ? n : 1))
              : integers('uint8', perColumn ? [n] : [], seed + 3),
          ...(addend ? { c: integers('int32', [n], seed + 5) } : {}),
          ...(again ? { ys: scale(0.02 * Math.sqrt(k) + 0.001 * (seed % 7)), yz: integers('uint8', [], seed + 4) } : {}),
        },
        nodes: [
          contrib(
            node('QGemm', ['x', 'xs', 'xz', 'w', 'ws', 'wz', addend ? 'c' : '', ...(again ? ['ys', 'yz'] : [])], ['y'], { transA, transB }),
          ),
        ],
        outputs: ['y'],
        about,
      }
    }),
  )
})

test('MatMulNBits, with and without zero points and bias', async () => {
  await checkProperty(
    fc
      .record({
        batch: fc.array(small, { maxLength: 1 }),
        m: small,
        k: fc.integer({ min: 1, max: 40 }),
        n: wide,
        zeros: fc.boolean(),
        bias: fc.boolean(),
        seed: fc.nat(),
      })
      .map((about): Case => {
        const { batch, m, k, n, zeros, bias, seed } = about
        const block = 16
        const blocks = Math.ceil(k / block)
        return {
          inputs: { x: floats([...batch, m, k], seed) },
          initializers: {
            w: integers('uint8', [n, blocks, block / 2], seed + 1),
            s: floats([n * blocks], seed + 2),
            ...(zeros ? { z: integers('uint8', [n * Math.ceil(blocks / 2)], seed + 3) } : {}),
            ...(bias ? { b: floats([n], seed + 4) } : {}),
          },
          nodes: [
            contrib(
              node('MatMulNBits', ['x', 'w', 's', ...(zeros || bias ? [zeros ? 'z' : ''] : []), ...(bias ? ['', 'b'] : [])], ['y'], {
                K: k,
                N: n,
                bits: 4,
                block_size: block,
              }),
            ),
          ],
          outputs: ['y'],
          about,
        }
      }),
  )
})

test('sums of integers are whole before there is Round, in operator set 10', async () => {
  const size = 25
  const about = 'MatMulInteger of opset 10'
  const large: Case = {
    inputs: { x: integers('uint8', [64, size], 1) },
    initializers: { w: integers('uint8', [size, 40], 2), xz: integers('uint8', [], 3), wz: integers('uint8', [], 4) },
    nodes: [node('MatMulInteger', ['x', 'w', 'xz', 'wz'], ['y'])],
    outputs: ['y'],
    about,
  }
  await checkCases([large], { target: smallTarget(16, 16), opset: 10, exactly: true })
})
