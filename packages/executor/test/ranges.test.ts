import { expect, test } from 'vitest'
import type { UnitClass } from '@onnc/hardware'
import { createRandom } from '@onnc/support'
import { measureRanges, type Mode, openMachine, type Ranges, type Sample } from '../src/index.ts'
import { convProgram } from './conv-program.ts'
import { floats, sample, testTarget, valueOf } from './tiny-program.ts'

const conv = {
  channels: 4,
  height: 9,
  width: 9,
  outputs: 12,
  kernel: [3, 3] as const,
  stride: 1,
  dilation: 1,
  pad: 1,
  tileRows: 8,
  tileColumns: 20,
}

const variants: readonly (readonly [string, (unit: UnitClass) => UnitClass])[] = [
  ['a gain for each row', (unit) => unit],
  ['one gain', (unit) => ({ ...unit, readout: { ...unit.readout, gain: 'fixed' } })],
]

test.each(variants)('%s: ranges measured on an input convert it as without; larger inputs are clipped, and counted', (_, change) => {
  const program = convProgram({ ...conv, dilation: 1, channelsLast: false, inputs: 'signed', seed: 3 }, testTarget(change))
  const random = createRandom(5)
  const values = Float32Array.from({ length: 324 }, () => random.uniform() * 2 - 1)
  const one = sample({ x: floats([4, 9, 9], values) })
  const run = (mode: Mode, input: Sample, ranges?: Ranges): readonly [Float32Array, number] => {
    const machine = valueOf(openMachine(program, { mode, ...(ranges === undefined ? {} : { ranges }) }))
    const y = valueOf(machine.run([input]))[0]!.get('y')!.data as Float32Array
    const clipped = [...machine.clipping().values()].reduce((sum, { clipped: count }) => sum + count, 0)
    machine.close()
    return [y.slice(), clipped]
  }
  const ranges = valueOf(measureRanges(program, [one]))
  expect(run('quantized', one, ranges)).toEqual([run('quantized', one)[0], 0])
  expect(run('noisy', one, ranges)[0]).toHaveLength(12 * 81)
  // A hundred times the range is sent and converted as its largest.
  const many = sample({
    x: floats(
      [4, 9, 9],
      values.map((v) => Math.sign(v)),
    ),
  })
  expect(run('quantized', many, ranges)[1]).toBeGreaterThan(0)
})
