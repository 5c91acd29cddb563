import { expect, test } from 'vitest'

import { buildModule, lowered } from './module-text.ts'

const pipeline = 'lower-to-mvm,gather-electronic'

test('everything between two layers is one kernel, with its constants', () => {
  const module = buildModule({ x: [1, 4] }, ({ constant, node }, x) => {
    const first = node('MatMul', [x!, constant('w', [4, 4])], [1, 4])
    const active = node('Relu', [node('Add', [first, constant('b', [4])], [1, 4])], [1, 4])
    return [node('MatMul', [active, constant('v', [4, 2])], [1, 2])]
  })
  expect(lowered(module, pipeline).text).toMatchInlineSnapshot(`
    "builtin.module {onnx.ir_version = 8, onnx.opsets = {"" = 17}} {
      func.func @main(%x: tensor<1x4xf32>) -> tensor<1x2xf32> {
        %0 = mvm.vectors %x : tensor<1x4xf32> -> tensor<1x4xf32>
        %1 = mvm.matmul %0 by dense_resource<__elided__> : tensor<4x4xf32> : tensor<1x4xf32> -> tensor<1x4xf32>
        %matmul_0 = mvm.matrix %1 : tensor<1x4xf32> -> tensor<1x4xf32>
        %relu_2 = "mvm.electronic"(%matmul_0) ({
        ^bb0(%matmul_0_1: tensor<1x4xf32>):
          %b = "onnx.constant"() {value = dense_resource<b> : tensor<4xf32>} : () -> tensor<4xf32>
          %add_1 = "onnx.Add"(%matmul_0_1, %b) : (tensor<1x4xf32>, tensor<4xf32>) -> tensor<1x4xf32>
          %relu_2_1 = "onnx.Relu"(%add_1) : (tensor<1x4xf32>) -> tensor<1x4xf32>
          mvm.yield %relu_2_1 : tensor<1x4xf32>
        }) {name = "Add_Relu"} : (tensor<1x4xf32>) -> tensor<1x4xf32>
        %2 = mvm.vectors %relu_2 : tensor<1x4xf32> -> tensor<1x4xf32>
        %3 = mvm.matmul %2 by dense_resource<v> : tensor<2x4xf32> {nonnegative} : tensor<1x4xf32> -> tensor<1x2xf32>
        %matmul_3 = mvm.matrix %3 : tensor<1x2xf32> -> tensor<1x2xf32>
        func.return %matmul_3 : tensor<1x2xf32>
      }
    }

    {-#
      dialect_resources: {
        builtin: {
          b: "0x04000000000040C0000000C0000080BF00000000",
          v: "0x04000000000040C0000080BF0000803F00004040000000C00000000000000040000040C0"
        }
      }
    #-}
    "
  `)
})

test('branches that do not wait for each other share a kernel, even where their layers interleave', () => {
  const module = buildModule({ x: [1, 4] }, ({ constant, node }, x) => {
    const w = constant('w', [4, 4])
    const a = node('Relu', [node('MatMul', [x!, w], [1, 4])], [1, 4])
    const q = node('MatMul', [a, w], [1, 4])
    const b = node('Tanh', [node('MatMul', [x!, w], [1, 4])], [1, 4])
    return [node('Add', [q, b], [1, 4])]
  })
  const { text } = lowered(module, pipeline)
  expect(text.match(/\{name = "\w+"/g)).toEqual(['{name = "Relu_Tanh"', '{name = "Add"'])
})

test('inputs, constants and repeated values can be outputs', () => {
  const module = buildModule({ x: [2] }, ({ constant, node }, x) => {
    const y = node('Relu', [x!], [2])
    return [x!, constant('c', [2], [1, 2]), y, y]
  })
  expect(lowered(module, pipeline).text).toMatchInlineSnapshot(`
    "builtin.module {onnx.ir_version = 8, onnx.opsets = {"" = 17}} {
      func.func @main(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
        %relu_0, %x_out, %c_out, %relu_0_out = "mvm.electronic"(%x) ({
        ^bb0(%x_1: tensor<2xf32>):
          %c = "onnx.constant"() {value = dense_resource<c> : tensor<2xf32>} : () -> tensor<2xf32>
          %relu_0_1 = "onnx.Relu"(%x_1) : (tensor<2xf32>) -> tensor<2xf32>
          %x_out_1 = "onnx.Identity"(%x_1) : (tensor<2xf32>) -> tensor<2xf32>
          %c_out_1 = "onnx.Identity"(%c) : (tensor<2xf32>) -> tensor<2xf32>
          %relu_0_out_1 = "onnx.Identity"(%relu_0_1) : (tensor<2xf32>) -> tensor<2xf32>
          mvm.yield %relu_0_1, %x_out_1, %c_out_1, %relu_0_out_1 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
        }) {name = "Relu_Identity"} : (tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
        func.return %x_out, %c_out, %relu_0, %relu_0_out : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
      }
    }

    {-#
      dialect_resources: {
        builtin: {
          c: "0x040000000000803F00000040"
        }
      }
    #-}
    "
  `)
})

test('operations that nobody reads drop out', () => {
  const module = buildModule({ x: [2] }, ({ constant, node }, x) => {
    node('Add', [node('Exp', [x!], [2]), constant('c', [2])], [2])
    return [node('Relu', [x!], [2])]
  })
  expect(lowered(module, pipeline).text).not.toMatch(/Exp|constant/)
})
