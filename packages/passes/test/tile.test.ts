import { i64ArrayAttribute, readFloat32, float32Blob } from '@onnc/ir'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { planBlocks, quantiseMatrix } from '../src/index.ts'
import { buildModule, lowered, rnb64 } from './module-text.ts'

test('a matrix larger than the crossbar: overwriting streams of the first columns, then accumulating ones', () => {
  const module = buildModule({ x: [1, 3] }, ({ constant, node }, x) => [
    node('Gemm', [x!, constant('w', [3, 3]), constant('b', [3])], [1, 3]),
  ])
  const { text } = lowered(module, 'lower-to-mvm,gather-electronic,tile', rnb64({ rows: 2, columns: 2 }))
  expect(text).toMatchInlineSnapshot(`
    "builtin.module {onnx.ir_version = 8, onnx.opsets = {"" = 17}} {
      func.func @main(%x: tensor<1x3xf32>) -> tensor<1x3xf32> {
        %0 = mrr.allocate : tensor<1x3xf32>
        %1 = mrr.tile dense_resource<w_0_0> : tensor<2x2xi8> step 0.032258064 : f32 levels 63 exact dense_resource<w_0_0_exact> : tensor<2x2xf32> : !mrr.tile<2x2>
        %2 = mrr.program %1 : !mrr.tile<2x2> -> !mrr.bank<2x2>
        %3 = mrr.stream %2, %x into %0 {input = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, scale = dense_resource<scale> : tensor<2xf32>, bias = dense_resource<bias> : tensor<2xf32>, store = "overwrite"} : !mrr.bank<2x2>, tensor<1x3xf32> -> tensor<1x3xf32>
        %4 = mrr.tile dense_resource<w_2_0> : tensor<1x2xi8> step 0.032258064 : f32 levels 63 exact dense_resource<w_2_0_exact> : tensor<1x2xf32> : !mrr.tile<1x2>
        %5 = mrr.program %4 : !mrr.tile<1x2> -> !mrr.bank<1x2>
        %6 = mrr.stream %5, %x into %3 {input = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, output = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, scale = dense_resource<scale_0> : tensor<1xf32>, bias = dense_resource<bias_0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x3xf32> -> tensor<1x3xf32>
        %7 = mrr.tile dense_resource<w_0_2> : tensor<2x1xi8> step 0.032258064 : f32 levels 63 exact dense_resource<w_0_2_exact> : tensor<2x1xf32> : !mrr.tile<2x1>
        %8 = mrr.program %7 : !mrr.tile<2x1> -> !mrr.bank<2x1>
        %9 = mrr.stream %8, %x into %6 {input = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, output = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 0, 2>}, scale = dense_resource<scale_1> : tensor<2xf32>, store = "accumulate"} : !mrr.bank<2x1>, tensor<1x3xf32> -> tensor<1x3xf32>
        %10 = mrr.tile dense_resource<w_2_2> : tensor<1x1xi8> step 0.032258064 : f32 levels 63 exact dense_resource<w_2_2_exact> : tensor<1x1xf32> : !mrr.tile<1x1>
        %11 = mrr.program %10 : !mrr.tile<1x1> -> !mrr.bank<1x1>
        %gemm_0 = mrr.stream %11, %x into %9 {input = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, output = {offset = 0, positions = array<i64: 1, 3>, elements = array<i64: 3, 1>, range = array<i64: 2, 1>}, scale = dense_resource<scale_2> : tensor<1xf32>, store = "accumulate"} : !mrr.bank<1x1>, tensor<1x3xf32> -> tensor<1x3xf32>
        func.return %gemm_0 : tensor<1x3xf32>
      }
    }

    {-#
      dialect_resources: {
        builtin: {
          w_0_0: "0x01000000E100EB0A",
          w_0_0_exact: "0x04000000000080BF00000000ABAA2ABFABAAAA3E",
          scale: "0x040000000000404000004040",
          bias: "0x04000000000040C0000000C0",
          w_2_0: "0x01000000F11F",
          w_2_0_exact: "0x04000000000000BF0000803F",
          scale_0: "0x0400000000000040",
          bias_0: "0x04000000000080BF",
          w_0_2: "0x010000001FE1",
          w_0_2_exact: "0x040000000000803F000080BF",
          scale_1: "0x040000000000404000004040",
          w_2_2: "0x01000000E1",
          w_2_2_exact: "0x04000000000080BF",
          scale_2: "0x0400000000000040"
        }
      }
    #-}
    "
  `)
})

test('places and calibrations follow', () => {
  const module = buildModule({ x: [1, 1, 3] }, ({ constant, node }, x) => [
    node('Conv', [x!, constant('w', [2, 1, 2], [1, 2, 3, 4])], [1, 2, 4], { pads: i64ArrayAttribute([1, 1]) }),
  ])
  const { text } = lowered(module, 'lower-to-mvm,gather-electronic,tile,assign-banks,plan-calibration', rnb64({ rows: 1, count: 2 }))
  expect(text).toMatchInlineSnapshot(`
    "builtin.module {onnx.ir_version = 8, onnx.opsets = {"" = 17}} {
      func.func @main(%x: tensor<1x1x3xf32>) -> tensor<1x2x4xf32> {
        %0 = mrr.allocate : tensor<1x2x4xf32>
        %1 = mrr.tile dense_resource<w_0_0> : tensor<1x2xi8> step 0.032258064 : f32 levels 63 exact dense_resource<w_0_0_exact> : tensor<1x2xf32> : !mrr.tile<1x2>
        %2 = mrr.program %1 unit 0 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
        %3 = mrr.calibrate %2 probes 64 iterations 10 : !mrr.bank<1x2> -> !mrr.bank<1x2>
        %4 = mrr.stream %3, %x into %0 {input = {offset = -1, positions = array<i64: 1, 3, 4, 1>, elements = array<i64: 2, 1, 1, 3>, range = array<i64: 0, 2>, guards = array<i64: -1, 3, 0, 1, 1, 0>}, output = {offset = 0, positions = array<i64: 1, 8, 4, 1>, elements = array<i64: 2, 4>, range = array<i64: 0, 1>}, scale = dense_resource<scale> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x1x3xf32> -> tensor<1x2x4xf32>
        %5 = mrr.tile dense_resource<w_1_0> : tensor<1x2xi8> step 0.032258064 : f32 levels 63 exact dense_resource<w_1_0_exact> : tensor<1x2xf32> : !mrr.tile<1x2>
        %6 = mrr.program %5 unit 1 bank 0 : !mrr.tile<1x2> -> !mrr.bank<1x2>
        %7 = mrr.calibrate %6 probes 64 iterations 10 : !mrr.bank<1x2> -> !mrr.bank<1x2>
        %conv_0 = mrr.stream %7, %x into %4 {input = {offset = -1, positions = array<i64: 1, 3, 4, 1>, elements = array<i64: 2, 1, 1, 3>, range = array<i64: 0, 2>, guards = array<i64: -1, 3, 0, 1, 1, 0>}, output = {offset = 0, positions = array<i64: 1, 8, 4, 1>, elements = array<i64: 2, 4>, range = array<i64: 1, 1>}, scale = dense_resource<scale_0> : tensor<1xf32>, store = "overwrite"} : !mrr.bank<1x2>, tensor<1x1x3xf32> -> tensor<1x2x4xf32>
        func.return %conv_0 : tensor<1x2x4xf32>
      }
    }

    {-#
      dialect_resources: {
        builtin: {
          w_0_0: "0x01000000101F",
          w_0_0_exact: "0x040000000000003F0000803F",
          scale: "0x0400000000000040",
          w_1_0: "0x01000000171F",
          w_1_0_exact: "0x040000000000403F0000803F",
          scale_0: "0x0400000000008040"
        }
      }
    #-}
    "
  `)
})

test('blocks cover a matrix once', () => {
  const size = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(size, size, size, size, (rows, columns, r, c) => {
      const seen = new Map<string, number>()
      for (const block of planBlocks(rows, columns, { rows: r, columns: c }))
        for (let i = 0; i < block.rows; i++)
          for (let j = 0; j < block.columns; j++) {
            const key = `${block.row + i},${block.column + j}`
            seen.set(key, (seen.get(key) ?? 0) + 1)
          }
      expect(seen.size).toBe(rows * columns)
      expect(Math.max(...seen.values())).toBe(1)
    }),
  )
})

test('codes are the nearest levels, zero is exact, rows have their own scale', () => {
  const value = fc.float({ noNaN: true, min: -100, max: 100 })
  fc.assert(
    fc.property(fc.array(value, { minLength: 6, maxLength: 6 }), fc.constantFrom(3, 15, 63, 255, 1023), (values, levels) => {
      const { codes, exact, scale, step } = quantiseMatrix(float32Blob([2, 3], Float32Array.from(values)), levels)
      const bytes = codes.kind === 'bytes' ? codes.bytes : new Uint8Array()
      const levelsOf =
        codes.element.kind === 'integer' && codes.element.width === 8 ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer)
      const fractions = readFloat32(exact)
      for (const [i, weight] of values.entries()) {
        expect(Math.abs(levelsOf[i]!)).toBeLessThanOrEqual((levels - 1) / 2)
        expect(Math.abs(levelsOf[i]! * step - fractions[i]!)).toBeLessThanOrEqual(step / 2 + 1e-6)
        expect(Math.abs(fractions[i]! * scale[Math.floor(i / 3)]! - weight)).toBeLessThanOrEqual(
          1e-6 * Math.abs(weight) + 2 ** -149 * (1 + scale[Math.floor(i / 3)]!),
        )
        if (weight === 0) expect(levelsOf[i]).toBe(0)
      }
    }),
  )
})
