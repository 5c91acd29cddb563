import { i64ArrayAttribute, integerAttribute, stringAttribute } from '@onnc/ir'
import { expect, test } from 'vitest'

import { buildModule, lowered } from './module-text.ts'

const ints = i64ArrayAttribute

test('a convolution becomes patches, a product and planes; its bias goes with the product', () => {
  const module = buildModule({ x: [1, 2, 4, 4] }, ({ constant, node }, x) => [
    node('Conv', [x!, constant('w', [3, 2, 3, 3]), constant('b', [3])], [1, 3, 4, 4], {
      pads: ints([1, 1, 1, 1]),
      kernel_shape: ints([3, 3]),
    }),
  ])
  expect(lowered(module, 'lower-to-mvm').text).toMatchInlineSnapshot(`
    "builtin.module {onnx.ir_version = 8, onnx.opsets = {"" = 17}} {
      func.func @main(%x: tensor<1x2x4x4xf32>) -> tensor<1x3x4x4xf32> {
        %0 = mvm.patches %x kernel [3, 3] channels [0, 2] {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padsBegin = array<i64: 1, 1>, padsEnd = array<i64: 1, 1>} : tensor<1x2x4x4xf32> -> tensor<16x18xf32>
        %1 = mvm.matmul %0 by dense_resource<__elided__> : tensor<3x18xf32> bias dense_resource<b> : tensor<3xf32> : tensor<16x18xf32> -> tensor<16x3xf32>
        %conv_0 = mvm.planes %1 : tensor<16x3xf32> -> tensor<1x3x4x4xf32>
        func.return %conv_0 : tensor<1x3x4x4xf32>
      }
    }

    {-#
      dialect_resources: {
        builtin: {
          b: "0x04000000000040C0000000C0000080BF"
        }
      }
    #-}
    "
  `)
})

test('each group of a convolution is a product of its own', () => {
  const module = buildModule({ x: [1, 4, 5] }, ({ constant, node }, x) => [
    node('Conv', [x!, constant('w', [4, 2, 2])], [1, 4, 2], { group: integerAttribute(2), strides: ints([2]) }),
  ])
  expect(lowered(module, 'lower-to-mvm').text).toMatchInlineSnapshot(`
    "builtin.module {onnx.ir_version = 8, onnx.opsets = {"" = 17}} {
      func.func @main(%x: tensor<1x4x5xf32>) -> tensor<1x4x2xf32> {
        %0 = mvm.patches %x kernel [2] channels [0, 2] {strides = array<i64: 2>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x4x5xf32> -> tensor<2x4xf32>
        %1 = mvm.matmul %0 by dense_resource<w> : tensor<2x4xf32> : tensor<2x4xf32> -> tensor<2x2xf32>
        %2 = mvm.patches %x kernel [2] channels [2, 2] {strides = array<i64: 2>, dilations = array<i64: 1>, padsBegin = array<i64: 0>, padsEnd = array<i64: 0>} : tensor<1x4x5xf32> -> tensor<2x4xf32>
        %3 = mvm.matmul %2 by dense_resource<w_0> : tensor<2x4xf32> : tensor<2x4xf32> -> tensor<2x2xf32>
        %conv_0 = mvm.planes %1, %3 : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<1x4x2xf32>
        func.return %conv_0 : tensor<1x4x2xf32>
      }
    }

    {-#
      dialect_resources: {
        builtin: {
          w: "0x04000000000040C0000080BF000000C0000000000000803F0000404000000040000040C0",
          w_0: "0x04000000000000C000000000000080BF0000803F00000040000040C000004040000000C0"
        }
      }
    #-}
    "
  `)
})

test('auto_pad gives the padding that ONNX defines, the odd element last or first', () => {
  const pads = (autoPad: string): string | undefined => {
    const module = buildModule({ x: [1, 1, 5] }, ({ constant, node }, x) => [
      node('Conv', [x!, constant('w', [1, 1, 4])], [1, 1, 3], { auto_pad: stringAttribute(autoPad), strides: ints([2]) }),
    ])
    return /padsBegin = \S+ \d+>, padsEnd = \S+ \d+>/.exec(lowered(module, 'lower-to-mvm').text)?.[0]
  }
  expect(pads('SAME_UPPER')).toBe('padsBegin = array<i64: 1>, padsEnd = array<i64: 2>')
  expect(pads('SAME_LOWER')).toBe('padsBegin = array<i64: 2>, padsEnd = array<i64: 1>')
})

test('a product after Relu and pooling is known to have no negative inputs', () => {
  const module = buildModule({ x: [1, 1, 4, 4] }, ({ constant, node }, x) => {
    const pooled = node('MaxPool', [node('Relu', [x!], [1, 1, 4, 4])], [1, 1, 2, 2])
    const flat = node('Flatten', [pooled], [1, 4])
    return [node('MatMul', [flat, constant('w', [4, 2])], [1, 2]), node('MatMul', [x!, constant('v', [4, 2])], [1, 1, 4, 2])]
  })
  const { text } = lowered(module, 'lower-to-mvm')
  expect(text.match(/mvm\.matmul.*/g)).toEqual([expect.stringContaining('{nonnegative}'), expect.not.stringContaining('nonnegative')])
})

test('Gemm: transposes, alpha and beta end up in the matrix and the bias', () => {
  const module = buildModule({ x: [3, 2] }, ({ constant, node }, x) => [
    node('Gemm', [x!, constant('w', [3, 2], [1, 2, 3, 4, 5, 6]), constant('c', [1], [10])], [2, 2], {
      transA: integerAttribute(1),
      alpha: { kind: 'float', value: 2, type: { kind: 'float', name: 'f32' } },
    }),
  ])
  expect(lowered(module, 'lower-to-mvm').text).toMatchInlineSnapshot(`
    "builtin.module {onnx.ir_version = 8, onnx.opsets = {"" = 17}} {
      func.func @main(%x: tensor<3x2xf32>) -> tensor<2x2xf32> {
        %0 = mvm.vectors %x {transposed} : tensor<3x2xf32> -> tensor<2x3xf32>
        %1 = mvm.matmul %0 by dense_resource<w> : tensor<2x3xf32> bias dense_resource<c> : tensor<2xf32> : tensor<2x3xf32> -> tensor<2x2xf32>
        %gemm_0 = mvm.matrix %1 : tensor<2x2xf32> -> tensor<2x2xf32>
        func.return %gemm_0 : tensor<2x2xf32>
      }
    }

    {-#
      dialect_resources: {
        builtin: {
          w: "0x04000000000000400000C04000002041000080400000004100004041",
          c: "0x040000000000204100002041"
        }
      }
    #-}
    "
  `)
})

test.each([
  [
    'a product of two activations',
    'MatMul',
    [1, 4, 4],
    [1, 4, 4],
    'MatMul stays electronic: its right operand is not a constant of float32',
  ],
  [
    'a convolution whose weights are computed',
    'Conv',
    [1, 1, 4],
    [1, 1, 4],
    'Conv stays electronic: its weights are not a constant of float32',
  ],
])('%s stays electronic, with a remark', (_, opType, left, right, message) => {
  const module = buildModule({ x: left, y: right }, ({ node }, x, y) => [node(opType, [x!, y!], left)])
  const { text, messages } = lowered(module, 'lower-to-mvm')
  expect(messages).toEqual([message])
  expect(text).toContain(`"onnx.${opType}"`)
})

test('weights that are not finite stay electronic', () => {
  const module = buildModule({ x: [1, 1] }, ({ constant, node }, x) => [node('MatMul', [x!, constant('w', [1, 1], [NaN])], [1, 1])])
  expect(lowered(module, 'lower-to-mvm').messages).toEqual(['MatMul stays electronic: its weights hold NaN or infinity'])
})
