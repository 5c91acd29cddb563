import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openMachine, runProgram } from '../src/index.ts'
import { conv, convInput, convProgram } from './conv-program.ts'
import { runReference } from './reference.ts'
import {
  activation,
  floats,
  messages,
  programTile,
  rowsOf,
  sample,
  stream,
  testTarget,
  tileOf,
  tinyProgram,
  valueOf,
  waitFor,
} from './tiny-program.ts'

const weights = [1, 2, 3, 4, 0, -1, 0, 1, 0.5, 0.25, -0.5, 2]
const matmul = tinyProgram({
  tiles: [tileOf(3, 4, weights)],
  uses: [{ tile: 0, outScale: Float32Array.of(1, 2, -1), bias: Float32Array.of(0, 10, 0.5) }],
  patterns: [rowsOf(0, 2, 4), rowsOf(1, 2, 3)],
  buffers: [activation('x', [2, 4]), activation('y', [2, 3], 16)],
  inputs: [{ name: 'x', buffer: 0 }],
  outputs: [{ name: 'y', buffer: 1 }],
  instructions: [programTile(0, 0), stream(0, 0, 0, 1)],
})

test('a 3x4 matrix times two vectors, scaled and with bias', () => {
  const x = floats([2, 4], [1, 0, 0, 0, 1, 2, 3, 4])
  const { outputs } = valueOf(runProgram(matmul, { mode: 'ideal', samples: [sample({ x })] }))
  expect(outputs).toEqual([sample({ y: floats([2, 3], [1, 10, 0, 30, 14, -7]) })])
})

test('tiles accumulate into what an overwriting stream has stored', () => {
  const program = tinyProgram({
    tiles: [tileOf(1, 2, [1, 2]), tileOf(1, 2, [10, 20])],
    uses: [
      { tile: 0, outScale: Float32Array.of(1), bias: Float32Array.of(0.5) },
      { tile: 1, outScale: Float32Array.of(2), bias: Float32Array.of(1000) },
    ],
    patterns: [rowsOf(0, 1, 2), { ...rowsOf(0, 1, 2), offset: 2 }, rowsOf(1, 1, 1)],
    buffers: [activation('x', [4]), activation('y', [1], 16)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [
      programTile(0, 0),
      programTile(1, 1),
      stream(0, 0, 0, 2, { signal: 1 }),
      waitFor(1, 1, 1),
      stream(1, 1, 1, 2, { store: 'accumulate' }),
    ],
  })
  const x = floats([4], [1, 1, 1, 1])
  const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples: [sample({ x })] }))
  expect(outputs[0]!.get('y')!.data).toEqual(Float32Array.of(3 + 0.5 + 2 * 30))
})

test('random convolutions equal plain loops bit for bit, alone and in batches', () => {
  const target = testTarget()
  fc.assert(
    fc.property(conv, fc.integer({ min: 1, max: 5 }), (c, count) => {
      const program = convProgram(c, target)
      const shape = program.buffers[0]!.shape as number[]
      const inputs = Array.from({ length: count }, (_, i) => convInput(c, c.seed + i))
      const samples = inputs.map((values) => sample({ x: floats(shape, values) }))
      const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples }))
      const expected = inputs.map((values) => runReference(program, target.units[0]!, 'ideal', values))
      expect(outputs.map((output) => output.get('y')!.data)).toEqual(expected)
    }),
    { numRuns: 150 },
  )
})

test('more samples than a block holds keep their order and do not leak into each other', () => {
  const opened = valueOf(openMachine(matmul, { mode: 'ideal' }))
  const samples = Array.from({ length: 300 }, (_, i) => sample({ x: floats([2, 4], [i, 0, 0, 0, 0, 0, 0, i]) }))
  const outputs = valueOf(opened.run(samples))
  expect(outputs.map((output) => output.get('y')!.data[0])).toEqual(samples.map((_, i) => i))
  expect(outputs.map((output) => output.get('y')!.data[3])).toEqual(samples.map((_, i) => 4 * i))
  opened.close()
})

test('outputs stay as they are when the machine runs again', () => {
  const machine = valueOf(openMachine(matmul, { mode: 'ideal' }))
  const first = valueOf(machine.run([sample({ x: floats([2, 4], [1, 0, 0, 0, 0, 0, 0, 0]) })]))
  machine.run([sample({ x: floats([2, 4], [7, 0, 0, 0, 0, 0, 0, 0]) })])
  expect(first[0]!.get('y')!.data[0]).toBe(1)
  expect(valueOf(machine.run([]))).toEqual([])
})

test('a program without exact weights is refused', () => {
  const { exact: _, ...tile } = matmul.tiles[0]!
  const bare = { ...matmul, tiles: [tile] }
  const refused = openMachine(bare, { mode: 'ideal' })
  expect(messages(refused)).toEqual([
    "mode 'ideal' needs the exact weights, 1 tiles in use come without: the program was written with --no-exact",
  ])
  expect(openMachine(bare, { mode: 'quantized' }).ok).toBe(true)
})
