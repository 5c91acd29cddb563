import { generateProgram } from '@onnc/backend'
import { registry } from '@onnc/dialects'
import { checkClaims, checkCompiled, checkProgram, openMachine, timeProgram } from '@onnc/executor'
import { loadTarget } from '@onnc/hardware'
import { parseModule, verify } from '@onnc/ir'
import { decodeProgram, encodeProgram, type Program, type Use } from '@onnc/isa'
import { expect, test } from 'vitest'

import { unwrap } from './small-target.ts'

const pattern = (elements: number): string =>
  `{offset = 0, positions = array<i64: 2, ${elements}>, elements = array<i64: ${elements}, 1>, range = array<i64: 0, ${elements}>}`

/** One tile, through which vectors go as they are, with factors of their own, and with others the other way: y = W x, v = W D x, z = W^T E y. */
const text = (
  factors = ', inScale = dense<[2.0, 0.5, -1.0]> : tensor<3xf32>',
): string => `builtin.module attributes {onnx.ir_version = 8, onnx.opsets = {ai.onnx = 17}} {
func.func @main(%x: tensor<2x3xf32>) -> (tensor<2x2xf32>, tensor<2x3xf32>) attributes {onnx.inputs = ["x"], onnx.outputs = ["v", "z"]} {
  %y0 = mrr.allocate : tensor<2x2xf32>
  %v0 = mrr.allocate : tensor<2x2xf32>
  %z0 = mrr.allocate : tensor<2x3xf32>
  %t = mrr.tile dense<[[1, -2, 3], [0, 4, 7]]> : tensor<2x3xi8> step 1.0 levels 15 exact dense<[[1.0, -2.0, 3.0], [0.0, 4.0, 7.0]]> : tensor<2x3xf32> : !mrr.tile<2x3>
  %b = mrr.program %t unit 0 bank 0 : !mrr.tile<2x3> -> !mrr.bank<2x3>
  %y = mrr.stream %b, %x into %y0 {input = ${pattern(3)}, output = ${pattern(2)}, scale = dense<1.0> : tensor<2xf32>, store = "overwrite"} : !mrr.bank<2x3>, tensor<2x3xf32> -> tensor<2x2xf32>
  %v = mrr.stream %b, %x into %v0 {input = ${pattern(3)}, output = ${pattern(2)}, scale = dense<1.0> : tensor<2xf32>, store = "overwrite"${factors}} : !mrr.bank<2x3>, tensor<2x3xf32> -> tensor<2x2xf32>
  %z = mrr.stream %b, %y into %z0 {input = ${pattern(2)}, output = ${pattern(3)}, scale = dense<1.0> : tensor<3xf32>, store = "overwrite", transposed, inScale = dense<[10.0, 0.0]> : tensor<2xf32>} : !mrr.bank<2x3>, tensor<2x2xf32> -> tensor<2x3xf32>
  func.return %v, %z : tensor<2x2xf32>, tensor<2x3xf32>
}
}
`

const target = unwrap(loadTarget('rnb-64'))

function compiled(source: string): Program {
  const module = unwrap(parseModule(source, 'test.mlir', registry))
  expect(verify(module, registry)).toEqual([])
  return unwrap(decodeProgram(encodeProgram(unwrap(generateProgram(module, { target, exact: true }))), 'p.mrr'))
}

function run(program: Program, mode: 'ideal' | 'quantized' | 'noisy'): number[] {
  const x = { type: 'float32', shape: [2, 3], data: Float32Array.of(1, 0, 0, 1, 2, 3) } as const
  const machine = unwrap(openMachine(program, { mode, seed: 1 }))
  const [outputs] = unwrap(machine.run([new Map([['x', x]])]))
  machine.close()
  return ['v', 'z'].flatMap((name) => [...(outputs!.get(name)!.data as Float32Array)])
}

test('inputs are multiplied by factors of their own before they are sent, either way', () => {
  const program = compiled(text())
  expect(program.uses.map(({ inScale }) => inScale && [...inScale])).toEqual([undefined, [2, 0.5, -1], [10, 0]])
  expect(unwrap(checkCompiled(program, target, {})).streams).toBe(3)
  // W D x = W (2, 0, 0) and W (2, 1, -3); y = (1, 0) and (6, 29), of which the second element is sent as 0.
  const expected = [2, 0, -9, -17, 10, -20, 30, 60, -120, 180]
  expect(run(program, 'ideal')).toEqual(expected)
  for (const [i, value] of run(program, 'quantized').entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(0.01 * 180)
  expect(run(program, 'noisy')).toEqual(run(program, 'noisy'))
})

test('the control unit takes energy for each factor, and no time', () => {
  const [scaled, plain] = [text(), text('')].map((source) => unwrap(timeProgram(unwrap(checkProgram(compiled(source), target)))))
  expect(scaled!.latencySeconds).toBe(plain!.latencySeconds)
  const more = scaled!.energyJoules.ecu! - plain!.energyJoules.ecu!
  expect(more / (6 * target.ecu.energy.multiply.value)).toBeCloseTo(1)
})

test('the checker finds factors that were not claimed', () => {
  const program = compiled(text())
  const found = (change: (use: Use) => Use): string[] => {
    const checked = checkProgram({ ...program, uses: program.uses.map(change) }, target)
    return (checked.ok ? checkClaims(checked.value) : checked).diagnostics.map((d) => d.message)
  }
  expect(found((use) => use)).toEqual([])
  expect(found((use) => (use.inScale === undefined ? use : { ...use, inScale: use.inScale.map((factor) => factor * 2) }))).toEqual([
    'use 1 has other scales of inputs than claimed',
    'use 2 has other scales of inputs than claimed',
  ])
  const withoutFactors = (use: Use): Use => {
    const { inScale: _, ...others } = use
    return others
  }
  expect(found(withoutFactors)).toHaveLength(2)
  expect(found((use) => ({ inScale: new Float32Array(3).fill(1), ...use }))).toEqual(['use 0 has other scales of inputs than claimed'])
  expect(found((use) => ({ ...use, inScale: new Float32Array(2) }))).toContain('uses[0]: inScale has 2 values, expected 3')
  expect(found((use) => (use.inScale?.length === 3 ? { ...use, inScale: Float32Array.of(1, NaN, 1) } : use))).toEqual([
    'uses[1]: inScale is NaN, expected finite numbers',
  ])
})

test('factors that are negative need a stream that handles signs, and as many of them as there are inputs', () => {
  const program = compiled(text())
  const instructions = program.instructions.map((i) => (i.op === 'stream' ? { ...i, inputs: 'nonnegative' as const } : i))
  const checked = checkProgram({ ...program, instructions }, target)
  expect(checked.diagnostics.map((d) => d.message)).toEqual([
    "'inputs' of 'stream' is nonnegative, but uses[1] multiplies some by a negative number",
  ])
  const module = unwrap(parseModule(text(', inScale = dense<1.0> : tensor<2xf32>'), 'test.mlir', registry))
  expect(verify(module, registry).map((d) => d.message)).toContainEqual(expect.stringContaining('inScale must have 3 elements'))
})
