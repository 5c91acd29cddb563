import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkCompiled, openMachine } from '@onnc/executor'
import { loadTarget } from '@onnc/hardware'
import { parseModule, verify } from '@onnc/ir'
import { decodeProgram, encodeProgram } from '@onnc/isa'
import { expect, test } from 'vitest'

import { unwrap } from './small-target.ts'

const pattern = (elements: number): string =>
  `{offset = 0, positions = array<i64: 2, ${elements}>, elements = array<i64: ${elements}, 1>, range = array<i64: 0, ${elements}>}`

/** One tile of 2 x 3, used there and back: z = W^T (2 (W x)). */
const text = `builtin.module attributes {onnx.ir_version = 8, onnx.opsets = {ai.onnx = 17}} {
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> attributes {onnx.inputs = ["x"], onnx.outputs = ["z"]} {
  %y0 = mrr.allocate : tensor<2x2xf32>
  %z0 = mrr.allocate : tensor<2x3xf32>
  %t = mrr.tile dense<[[1, -2, 3], [0, 4, 7]]> : tensor<2x3xi8> step 1.0 levels 15 exact dense<[[1.0, -2.0, 3.0], [0.0, 4.0, 7.0]]> : tensor<2x3xf32> : !mrr.tile<2x3>
  %b = mrr.program %t unit 0 bank 0 : !mrr.tile<2x3> -> !mrr.bank<2x3>
  %y = mrr.stream %b, %x into %y0 {input = ${pattern(3)}, output = ${pattern(2)}, scale = dense<2.0> : tensor<2xf32>, store = "overwrite"} : !mrr.bank<2x3>, tensor<2x3xf32> -> tensor<2x2xf32>
  %z = mrr.stream %b, %y into %z0 {input = ${pattern(2)}, output = ${pattern(3)}, scale = dense<1.0> : tensor<3xf32>, bias = dense<[10.0, 20.0, 30.0]> : tensor<3xf32>, store = "overwrite", transposed} : !mrr.bank<2x3>, tensor<2x2xf32> -> tensor<2x3xf32>
  func.return %z : tensor<2x3xf32>
}
}
`

test('the same rings multiply by the matrix and by its transpose', () => {
  const target = unwrap(loadTarget('rnb-64'))
  const module = unwrap(parseModule(text, 'test.mlir', registry))
  expect(verify(module, registry)).toEqual([])
  const program = unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: true }))), 'p.mrr'))
  expect(program.instructions.map((i) => (i.op === 'stream' ? i.direction : i.op))).toEqual([
    'program',
    'forward',
    'turn',
    'transposed',
    'halt',
  ])
  expect(unwrap(checkCompiled(program, target, {})).streams).toBe(2)
  const x = { type: 'float32', shape: [2, 3], data: Float32Array.of(1, 0, 0, 1, 2, 3) } as const
  const results = (['ideal', 'quantized'] as const).map((mode) => {
    const machine = unwrap(openMachine(program, { mode }))
    const [outputs] = unwrap(machine.run([new Map([['x', x]])]))
    machine.close()
    return [...(outputs!.get('z')!.data as Float32Array)]
  })
  // W x = (1, 0) and (6, 29).
  expect(results[0]).toEqual([12, 16, 36, 22, 228, 472])
  for (const [i, value] of results[1]!.entries()) expect(Math.abs(value - results[0]![i]!)).toBeLessThan(5)
})

test('sizes are checked the way that light goes', () => {
  const wrong = text.replace(', transposed}', '}')
  const module = unwrap(parseModule(wrong, 'test.mlir', registry))
  expect(verify(module, registry).map((d) => d.message)).toContainEqual(
    expect.stringContaining('the input pattern has vectors of 2, the bank 3 columns'),
  )
})
