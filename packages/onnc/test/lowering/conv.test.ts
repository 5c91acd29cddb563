import fc from 'fast-check'
import { test } from 'vitest'

import { type AttributeValue, node } from '../random-model.ts'
import { type Case, floats, integers, tensor } from './check-cases.ts'
import { checkProperty, small } from './check-property.ts'

const axis = fc.record({
  size: fc.integer({ min: 3, max: 6 }),
  kernel: small,
  stride: small,
  dilation: fc.integer({ min: 1, max: 2 }),
  begin: fc.nat(2),
  end: fc.nat(2),
  extra: fc.nat(2),
})
type Axis = typeof axis extends fc.Arbitrary<infer T> ? T : never

const channels = fc.record({ batch: fc.integer({ min: 1, max: 2 }), groups: small, channels: fc.integer({ min: 1, max: 2 }), rows: small })
const autoPads = ['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID'] as const

const window = fc
  .record({ axes: fc.array(axis, { minLength: 1, maxLength: 3 }), autoPad: fc.constantFrom(...autoPads) })
  // ONNX Runtime pads nothing around dilated kernels with SAME.
  .map(({ axes, autoPad }) => ({ autoPad, axes: autoPad.startsWith('SAME') ? axes.map((a) => ({ ...a, dilation: 1 })) : axes }))
  .filter(({ axes, autoPad }) =>
    axes.every((a) => a.size + (autoPad === 'NOTSET' ? a.begin + a.end : 0) >= a.dilation * (a.kernel - 1) + 1),
  )

function attributesOf(axes: readonly Axis[], autoPad: string, group: number): Record<string, AttributeValue> {
  return {
    group,
    kernel_shape: axes.map((a) => a.kernel),
    strides: axes.map((a) => a.stride),
    dilations: axes.map((a) => a.dilation),
    auto_pad: autoPad,
    ...(autoPad === 'NOTSET' ? { pads: [...axes.map((a) => a.begin), ...axes.map((a) => a.end)] } : {}),
  }
}

const parts = fc.record({ window, channels, bias: fc.constantFrom('none', 'constant', 'computed'), seed: fc.nat() })
type Parts = typeof parts extends fc.Arbitrary<infer T> ? T : never

function shapesOf({ window: { axes }, channels: c }: Parts): { x: number[]; w: number[]; b: number[] } {
  return {
    x: [c.batch, c.groups * c.channels, ...axes.map((a) => a.size)],
    w: [c.groups * c.rows, c.channels, ...axes.map((a) => a.kernel)],
    b: [c.groups * c.rows],
  }
}

test('Conv of any rank, groups, strides, dilations and padding', async () => {
  await checkProperty(
    parts.map((about): Case => {
      const { x, w, b } = shapesOf(about)
      const bias = about.bias === 'none' ? {} : { b: floats(b, about.seed + 2) }
      return {
        inputs: { x: floats(x, about.seed), ...(about.bias === 'computed' ? bias : {}) },
        initializers: { w: floats(w, about.seed + 1), ...(about.bias === 'constant' ? bias : {}) },
        nodes: [
          node(
            'Conv',
            ['x', 'w', ...(about.bias === 'none' ? [] : ['b'])],
            ['y'],
            attributesOf(about.window.axes, about.window.autoPad, about.channels.groups),
          ),
        ],
        outputs: ['y'],
        about,
      }
    }),
  )
})

test('ConvTranspose of any rank, groups, strides, dilations, padding and output shape', async () => {
  await checkProperty(
    fc
      .record({
        axes: fc.array(axis, { minLength: 1, maxLength: 2 }),
        autoPad: fc.constantFrom('NOTSET', 'VALID'),
        shape: fc.boolean(),
        channels,
        bias: fc.boolean(),
        seed: fc.nat(),
      })
      .map((c) => ({ ...c, axes: c.axes.map((a) => ({ ...a, extra: Math.min(a.extra, a.stride - 1) })) }))
      .filter(({ axes, autoPad }) =>
        axes.every(
          (a) => a.stride * (a.size - 1) + a.extra + a.dilation * (a.kernel - 1) + 1 - (autoPad === 'NOTSET' ? a.begin + a.end : 0) >= 1,
        ),
      )
      .map((about): Case => {
        const { axes, autoPad, channels: c, bias, seed } = about
        return {
          inputs: { x: floats([c.batch, c.groups * c.channels, ...axes.map((a) => a.size)], seed) },
          initializers: {
            w: floats([c.groups * c.channels, c.rows, ...axes.map((a) => a.kernel)], seed + 1),
            ...(bias ? { b: floats([c.groups * c.rows], seed + 2) } : {}),
          },
          nodes: [
            node('ConvTranspose', ['x', 'w', ...(bias ? ['b'] : [])], ['y'], {
              ...attributesOf(axes, autoPad, c.groups),
              output_padding: axes.map((a) => a.extra),
            }),
          ],
          outputs: ['y'],
          about,
        }
      }),
  )
})

test('ConvTranspose with an output shape, or SAME padding', async () => {
  await checkProperty(
    fc
      .record({
        axes: fc.array(axis, { minLength: 1, maxLength: 2 }),
        autoPad: fc.constantFrom('NOTSET', 'SAME_UPPER', 'SAME_LOWER'),
        channels,
        seed: fc.nat(),
      })
      .map((about): Case => {
        const { axes, autoPad, channels: c, seed } = about
        const whole = axes.map((a) => a.stride * (a.size - 1) + a.dilation * (a.kernel - 1) + 1)
        return {
          inputs: { x: floats([c.batch, c.groups * c.channels, ...axes.map((a) => a.size)], seed) },
          initializers: { w: floats([c.groups * c.channels, c.rows, ...axes.map((a) => a.kernel)], seed + 1) },
          nodes: [
            node('ConvTranspose', ['x', 'w'], ['y'], {
              group: c.groups,
              kernel_shape: axes.map((a) => a.kernel),
              strides: axes.map((a) => a.stride),
              dilations: axes.map((a) => a.dilation),
              auto_pad: autoPad,
              output_shape: axes.map((a, i) => Math.max(a.size, whole[i]! - a.begin)),
            }),
          ],
          outputs: ['y'],
          about,
        }
      }),
  )
})

const activations: readonly [string, readonly number[]][] = [
  ['Relu', []],
  ['Tanh', []],
  ['Sigmoid', []],
  ['LeakyRelu', [0.3]],
  ['Clip', [-0.5, 0.75]],
  ['HardSigmoid', [0.3, 0.4]],
]

test('FusedConv, with its sum and activation', async () => {
  await checkProperty(
    fc
      .record({ parts: parts.filter((p) => p.window.axes.length === 2), sum: fc.boolean(), activation: fc.constantFrom(...activations) })
      .map((about): Case => {
        const { x, w, b } = shapesOf(about.parts)
        const { axes, autoPad } = about.parts.window
        const [name, parameters] = about.activation
        const outputs = axes.map((a) => {
          if (autoPad.startsWith('SAME')) return Math.ceil(a.size / a.stride)
          return Math.floor((a.size + (autoPad === 'NOTSET' ? a.begin + a.end : 0) - a.dilation * (a.kernel - 1) - 1) / a.stride) + 1
        })
        const { seed } = about.parts
        return {
          inputs: { x: floats(x, seed), ...(about.sum ? { z: floats([x[0]!, w[0]!, ...outputs], seed + 3) } : {}) },
          initializers: { w: floats(w, seed + 1), b: floats(b, seed + 2) },
          nodes: [
            {
              ...node('FusedConv', ['x', 'w', 'b', ...(about.sum ? ['z'] : [])], ['y'], {
                ...attributesOf(axes, autoPad, about.parts.channels.groups),
                activation: name,
                ...(parameters.length === 0 ? {} : { activation_params: { floats: parameters } }),
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

const quantised = fc.record({
  parts,
  input: fc.constantFrom('uint8', 'int8'),
  weights: fc.constantFrom('uint8', 'int8'),
  perRow: fc.boolean(),
  zeros: fc.boolean(),
})

test('ConvInteger with zero points', async () => {
  await checkProperty(
    quantised
      .filter((q) => q.input === 'uint8' && q.parts.window.axes.length <= 2)
      .map((about): Case => {
        const { x, w } = shapesOf(about.parts)
        const { seed, window: win, channels: c } = about.parts
        return {
          inputs: { x: integers('uint8', x, seed) },
          initializers: {
            w: integers(about.weights, w, seed + 1),
            ...(about.zeros ? { xz: integers('uint8', [], seed + 2), wz: integers(about.weights, [], seed + 3) } : {}),
          },
          nodes: [
            node('ConvInteger', ['x', 'w', ...(about.zeros ? ['xz', 'wz'] : [])], ['y'], attributesOf(win.axes, win.autoPad, c.groups)),
          ],
          outputs: ['y'],
          about,
        }
      }),
  )
})

test('QLinearConv with zero points, scales per row, and a bias', async () => {
  await checkProperty(
    quantised
      .filter((q) => q.parts.window.axes.length <= 2 && !(q.input === 'int8' && q.weights === 'uint8'))
      .map((about): Case => {
        const { x, w, b } = shapesOf(about.parts)
        const { seed, window: win, channels: c, bias } = about.parts
        const rows = about.perRow ? b[0]! : 1
        const scale = (value: number): ReturnType<typeof tensor> => tensor('float32', [], Float32Array.of(value))
        const columns = w.slice(1).reduce((p, d) => p * d, 1)
        const rowScales = Float32Array.from({ length: rows }, (_, i) => 0.01 + 0.003 * i)
        return {
          inputs: { x: integers(about.input, x, seed) },
          initializers: {
            xs: scale(0.02),
            xz: integers(about.input, [], seed + 2),
            w: integers(about.weights, w, seed + 1),
            ws: tensor('float32', about.perRow ? [rows] : [], rowScales),
            wz:
              about.weights === 'int8' ? tensor('int8', about.perRow ? [rows] : [], new Int8Array(rows)) : integers('uint8', [], seed + 3),
            ys: scale(0.008 * Math.sqrt(columns) + 0.001 * (seed % 7)),
            yz: integers(about.input, [], seed + 4),
            ...(bias === 'none' ? {} : { b: integers('int32', b, seed + 5) }),
          },
          nodes: [
            node(
              'QLinearConv',
              ['x', 'xs', 'xz', 'w', 'ws', 'wz', 'ys', 'yz', ...(bias === 'none' ? [] : ['b'])],
              ['y'],
              attributesOf(win.axes, win.autoPad, c.groups),
            ),
          ],
          outputs: ['y'],
          about,
        }
      }),
  )
})
