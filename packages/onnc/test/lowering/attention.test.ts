import fc from 'fast-check'
import { test } from 'vitest'

import { node } from '../random-model.ts'
import { smallEitherTarget } from '../small-target.ts'
import { type Case, floats, integers, tensor } from './check-cases.ts'
import { checkProperty, small } from './check-property.ts'

const parts = fc.record({
  batch: small,
  length: fc.integer({ min: 1, max: 4 }),
  depth: small,
  heads: small,
  head: fc.constantFrom(2, 4),
  mask: fc.boolean(),
  causal: fc.boolean(),
  bias: fc.boolean(),
  sizes: fc.boolean(),
  seed: fc.nat(),
})

test('Attention, masked and causal', async () => {
  await checkProperty(
    parts.map((about): Case => {
      const { batch, length, depth, heads, head, mask, causal, bias, sizes, seed } = about
      const hidden = heads * head
      const value = sizes ? 2 * hidden : hidden
      const columns = 2 * hidden + value
      const kept = Int32Array.from({ length: batch * length }, (_, i) => ((i * 7 + seed) % 3 === 0 && i % length > 0 ? 0 : 1))
      return {
        inputs: { x: floats([batch, length, depth], seed), ...(mask ? { m: tensor('int32', [batch, length], kept) } : {}) },
        initializers: {
          w: floats([depth, columns], seed + 1),
          b: bias ? floats([columns], seed + 2) : tensor('float32', [columns], new Float32Array(columns)),
        },
        nodes: [
          {
            ...node('Attention', ['x', 'w', 'b', ...(mask ? ['m'] : [])], ['y'], {
              num_heads: heads,
              unidirectional: causal ? 1 : 0,
              ...(sizes ? { qkv_hidden_sizes: [hidden, hidden, value] } : {}),
            }),
            domain: 'com.microsoft',
          },
        ],
        outputs: ['y'],
        about,
      }
    }),
  )
})

test('Attention and MultiHeadAttention with their products on rings', async () => {
  await checkProperty(
    fc.record({ about: parts, kind: fc.constantFrom('Attention', 'MultiHeadAttention') }).map(({ about, kind }): Case => {
      const { batch, length, depth, heads, head, mask, causal, sizes, seed } = about
      const hidden = heads * head
      const kept = Int32Array.from({ length: batch * length }, (_, i) => ((i * 7 + seed) % 3 === 0 && i % length > 0 ? 0 : 1))
      const masks = mask ? { m: tensor('int32', [batch, length], kept) } : {}
      const attributes = { num_heads: heads, unidirectional: causal ? 1 : 0 }
      if (kind === 'Attention')
        return {
          inputs: { x: floats([batch, length, depth], seed), ...masks },
          initializers: { w: floats([depth, 3 * hidden], seed + 1), b: floats([3 * hidden], seed + 2) },
          nodes: [{ ...node('Attention', ['x', 'w', 'b', ...(mask ? ['m'] : [])], ['y'], attributes), domain: 'com.microsoft' }],
          outputs: ['y'],
          about,
        }
      const value = sizes ? 2 * hidden : hidden
      return {
        inputs: {
          q: floats([batch, length, hidden], seed),
          k: floats([batch, length, hidden], seed + 1),
          v: floats([batch, length, value], seed + 2),
          ...masks,
        },
        initializers: {},
        nodes: [{ ...node('MultiHeadAttention', ['q', 'k', 'v', '', ...(mask ? ['m'] : [])], ['y'], attributes), domain: 'com.microsoft' }],
        outputs: ['y'],
        about,
      }
    }),
    { makeTarget: smallEitherTarget, runs: 1 },
  )
})

test('Attention of ONNX with its products on rings, queries sharing keys', async () => {
  await checkProperty(
    fc.record({ about: parts, group: small, masks: fc.constantFrom('none', 'bool', 'float') }).map(({ about, group, masks }): Case => {
      const { batch, length, heads, head, causal, seed } = about
      const m = floats([length, length], seed + 3)
      const flags = Uint8Array.from({ length: length * length }, (_, i) => (i % (length + 1) === 0 || (i * 5 + seed) % 3 > 0 ? 1 : 0))
      const mask = { none: {}, bool: { m: tensor('bool', [length, length], flags) }, float: { m } }[masks]
      return {
        inputs: {
          q: floats([batch, length, heads * group * head], seed),
          k: floats([batch, length, heads * head], seed + 1),
          v: floats([batch, length, heads * head], seed + 2),
          ...mask,
        },
        initializers: {},
        nodes: [
          node('Attention', ['q', 'k', 'v', ...(masks === 'none' ? [] : ['m'])], ['y'], {
            q_num_heads: heads * group,
            kv_num_heads: heads,
            is_causal: causal ? 1 : 0,
          }),
        ],
        outputs: ['y'],
        about,
      }
    }),
    { makeTarget: smallEitherTarget, opset: 23, runs: 1 },
  )
})

test('QAttention', async () => {
  await checkProperty(
    parts.map((about): Case => {
      const { batch, length, depth, heads, head, seed } = about
      const columns = 3 * heads * head
      return {
        inputs: { x: integers('uint8', [batch, length, depth], seed) },
        initializers: {
          w: integers('int8', [depth, columns], seed + 1),
          b: floats([columns], seed + 2),
          xs: tensor('float32', [], Float32Array.of(0.02)),
          ws: tensor('float32', [], Float32Array.of(0.01)),
          xz: integers('uint8', [], seed + 3),
          wz: tensor('int8', [], Int8Array.of(0)),
        },
        nodes: [
          {
            ...node('QAttention', ['x', 'w', 'b', 'xs', 'ws', '', 'xz', 'wz'], ['y'], { num_heads: heads }),
            domain: 'com.microsoft',
          },
        ],
        outputs: ['y'],
        about,
      }
    }),
  )
})
