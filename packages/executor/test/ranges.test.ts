import { expect, test } from 'vitest'
import type { UnitClass } from '@onnc/hardware'
import { decodeProgram, encodeProgram, type Program } from '@onnc/isa'
import { createRandom } from '@onnc/support'
import { measureRanges, type Mode, openMachine, type Ranges, recordLayers, type Sample, signalProbe, withRanges } from '../src/index.ts'
import { convProgram } from './conv-program.ts'
import { floats, messages, sample, testTarget, valueOf } from './tiny-program.ts'

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

test('a program holds ranges by use, and they are refused where the converters are others', () => {
  const program = convProgram({ ...conv, channelsLast: false, inputs: 'signed', seed: 3 }, testTarget())
  const random = createRandom(5)
  const one = sample({
    x: floats(
      [4, 9, 9],
      Float32Array.from({ length: 324 }, () => random.uniform() * 2 - 1),
    ),
  })
  const ranges = valueOf(measureRanges(program, [one]))
  const holding = valueOf(decodeProgram(encodeProgram(withRanges(program, ranges)), 'ranges.mrr'))
  const [first] = [...ranges]
  expect(holding.ranges!.map(({ use }) => use)).toEqual(program.uses.map((_, use) => use))
  expect(holding.ranges![0]!.sums).toEqual(first![1].sums)
  const run = (of: Program, given: { readonly ranges?: Ranges } = {}): Float32Array => {
    const machine = valueOf(openMachine(of, { mode: 'quantized', ...given }))
    const y = valueOf(machine.run([one]))[0]!.get('y')!.data as Float32Array
    machine.close()
    return y.slice()
  }
  expect(run(holding)).toEqual(run(program, { ranges }))
  const finer = testTarget((unit) => ({ ...unit, moving: { ...unit.moving, sliceBits: 1 } }))
  const opened = openMachine(holding, { mode: 'quantized', target: finer })
  expect(messages(opened)[0]).toMatch(/the program holds ranges for \d+ conversions of each sum, '[^']+' makes \d+$/)
  expect(opened.ok).toBe(false)
})

test('the signal to noise ratio of a layer is that of its outputs', () => {
  const program = convProgram({ ...conv, channelsLast: false, inputs: 'signed', seed: 3 }, testTarget())
  const named: Program = {
    ...program,
    sourceMap: [{ first: 0, count: program.instructions.length, op: 'mrr.stream', node: 'conv' }],
  }
  const random = createRandom(5)
  const one = sample({
    x: floats(
      [4, 9, 9],
      Float32Array.from({ length: 324 }, () => random.uniform() * 2 - 1),
    ),
  })
  const exact = valueOf(recordLayers(named, one))
  const { probe, signals } = signalProbe(exact)
  const machine = valueOf(openMachine(named, { mode: 'quantized', probe }))
  const y = valueOf(machine.run([one]))[0]!.get('y')!.data as Float32Array
  machine.close()
  const wanted = exact.get('conv')!
  const power = (values: Float32Array): number => values.reduce((sum, v) => sum + v * v, 0)
  const decibel = 10 * Math.log10(power(wanted) / power(y.map((v, i) => v - wanted[i]!)))
  expect(signals()).toEqual([{ node: 'conv', signalToNoiseDecibel: expect.closeTo(decibel, 3) }])
})
