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

const program: Program = convProgram({ ...conv, inputs: 'signed' }, testTarget())

function run(mode: Mode, threads: number): Float32Array[] {
  const machine = valueOf(openMachine(program, { mode, threads, seed: 2 }))
  const samples = [1, 2, 3].map((seed) => {
    const random = createRandom(seed)
    return sample({
      x: floats(
        [16, 20, 20],
        Float32Array.from({ length: 6400 }, () => random.uniform() * 2 - 1),
      ),
    })
  })
  const outputs = valueOf(machine.run(samples)).map((output) => (output.get('y')!.data as Float32Array).slice())
  machine.close()
  return outputs
}

test.each(['ideal', 'quantized', 'noisy'] as const)('%s: one, two and four threads give the same bits', (mode) => {
  const one = run(mode, 1)
  expect(run(mode, 2)).toEqual(one)
  expect(run(mode, 4)).toEqual(one)
})
