import { expect, test } from 'vitest'
import type { Program } from '@onnc/isa'
import { createRandom } from '@onnc/support'
import { type Mode, openMachine } from '../src/index.ts'
import { convProgram } from './conv-program.ts'
import { floats, sample, testTarget, valueOf } from './tiny-program.ts'

const conv = {
  channels: 16,
  height: 20,
  width: 20,
  outputs: 96,
  kernel: [3, 3] as const,
  stride: 1,
  dilation: 1,
  pad: 1,
  tileRows: 64,
  tileColumns: 64,
  channelsLast: false,
  seed: 4,
}

const small: Program = convProgram({ ...conv, inputs: 'signed' }, testTarget())

/** So many inputs that threads share their encoding. */
const wide: Program = convProgram({ ...conv, height: 72, width: 64, outputs: 8, kernel: [1, 1], pad: 0, inputs: 'signed' }, testTarget())

function run(program: Program, shape: readonly number[], mode: Mode, threads: number): Float32Array[] {
  const machine = valueOf(openMachine(program, { mode, threads, seed: 2 }))
  const samples = [1, 2, 3].map((seed) => {
    const random = createRandom(seed)
    const length = shape.reduce((a, b) => a * b, 1)
    return sample({
      x: floats(
        [...shape],
        Float32Array.from({ length }, () => random.uniform() * 2 - 1),
      ),
    })
  })
  const outputs = valueOf(machine.run(samples)).map((output) => (output.get('y')!.data as Float32Array).slice())
  machine.close()
  return outputs
}

test.each(['ideal', 'quantized', 'noisy'] as const)('%s: one, two and four threads give the same bits', (mode) => {
  const one = run(small, [16, 20, 20], mode, 1)
  expect(run(small, [16, 20, 20], mode, 2)).toEqual(one)
  expect(run(small, [16, 20, 20], mode, 4)).toEqual(one)
})

test('large inputs are encoded to the same bits on one and three threads', () => {
  expect(run(wide, [16, 72, 64], 'quantized', 3)).toEqual(run(wide, [16, 72, 64], 'quantized', 1))
})

test('what is not finite is found on any number of threads', () => {
  const values = new Float32Array(16 * 72 * 64).fill(0.5)
  values[70_000] = NaN
  const messages = [1, 3].map((threads) => {
    const machine = valueOf(openMachine(wide, { mode: 'quantized', threads }))
    const ran = machine.run([sample({ x: floats([16, 72, 64], values) })])
    machine.close()
    return ran.diagnostics.map(({ message }) => message)
  })
  expect(messages[0]).toHaveLength(1)
  expect(messages[1]).toEqual(messages[0])
})
