import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { UnitClass } from '@onnc/hardware'
import { createRandom } from '@onnc/support'
import { runProgram } from '../src/index.ts'
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
} from './tiny-program.ts'

function without<T extends object, K extends keyof T & string>(value: T, key: K): Omit<T, K> {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) as Omit<T, K>
}

/** Units with every way of handling signs, gains and slices. */
const variant: fc.Arbitrary<(unit: UnitClass) => UnitClass> = fc
  .record({
    bits: fc.integer({ min: 2, max: 9 }),
    sliceBits: fc.integer({ min: 1, max: 9 }),
    signs: fc.constantFrom('two-pass' as const, 'arms' as const, 'offset' as const),
    gain: fc.constantFrom('fixed' as const, 'per-row' as const),
    adcBits: fc.integer({ min: 1, max: 10 }),
    range: fc.constantFrom('balanced' as const, 'two-rings' as const, 'offset' as const),
    offset: fc.constantFrom('before-adc' as const, 'after-adc' as const),
    gainRange: fc.constantFrom(undefined, 1, 30, 1000),
  })
  .map(({ bits, sliceBits, signs, gain, adcBits, range, offset, gainRange }) => (whole) => {
    const unit = without(whole, 'transpose')
    const readout = without(unit.readout, 'offset')
    return {
      ...unit,
      moving: { ...unit.moving, bits, sliceBits: Math.min(sliceBits, bits), signs },
      readout: {
        ...readout,
        ...(range === 'offset' ? { offset } : {}),
        ...(gain === 'fixed' || gainRange === undefined ? {} : { gainRange: { value: gainRange, unit: '', source: 'test' } }),
        gain,
        bits: adcBits,
        sources: { ...readout.sources, offset: 'test' },
      },
      stationary: { ...unit.stationary, range },
    }
  })

test('random convolutions equal the reference bit for bit, alone and in batches', () => {
  fc.assert(
    fc.property(conv, variant, fc.integer({ min: 1, max: 4 }), (c, change, count) => {
      const target = testTarget(change)
      const program = convProgram(c, target)
      const shape = program.buffers[0]!.shape as number[]
      const inputs = Array.from({ length: count }, (_, i) => convInput(c, c.seed + i))
      const samples = inputs.map((values) => sample({ x: floats(shape, values) }))
      const { outputs } = valueOf(runProgram(program, { mode: 'quantized', samples }))
      const expected = inputs.map((values) => runReference(program, target.units[0]!, 'quantized', values))
      expect(outputs.map((output) => output.get('y')!.data)).toEqual(expected)
    }),
    { numRuns: 250 },
  )
})

const target = testTarget()
const row = (inputs: 'signed' | 'nonnegative'): ReturnType<typeof tinyProgram> =>
  tinyProgram({
    target,
    tiles: [{ rows: 1, columns: 2, levels: 63, step: 0.5, codes: Int8Array.of(31, -31) }],
    uses: [{ tile: 0, outScale: Float32Array.of(1) }],
    patterns: [rowsOf(0, 1, 2), rowsOf(1, 1, 1)],
    buffers: [activation('x', [2]), activation('y', [1], 8)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [programTile(0, 0), stream(0, 0, 0, 1, { inputs })],
  })

test('one row by hand: codes 255 and -64 of 8 bits in two slices and two passes', () => {
  const { outputs } = valueOf(runProgram(row('signed'), { mode: 'quantized', samples: [sample({ x: floats([2], [255, -64]) })] }))
  // Positive pass: slices 15 and 15; negative pass: slices 0 and 4 of the second column. A single sum is its own range, hence exact.
  const positive = 31 * 15 + 16 * (31 * 15)
  const negative = 16 * (-31 * 4)
  expect(outputs[0]!.get('y')!.data[0]).toBeCloseTo((positive - negative) * 0.5, 3)
})

test('negative values on a stream that has none are sent as 0, with a warning', () => {
  const x = floats([2], [255, -255])
  const result = runProgram(row('nonnegative'), { mode: 'quantized', samples: [sample({ x }), sample({ x })] })
  expect(messages(result)).toEqual(["1: buffer 'x' has negative values, the stream says it has none: they were sent as 0"])
  expect(valueOf(result).outputs[0]!.get('y')!.data[0]).toBeCloseTo(31 * 255 * 0.5, 3)
})

test.each([NaN, Infinity, -Infinity])('%s has no code', (value) => {
  const fine = sample({ x: floats([2], [1, 2]) })
  const bad = sample({ x: floats([2], [1, value]) })
  const result = runProgram(row('signed'), { mode: 'quantized', samples: [fine, bad] })
  expect(messages(result)).toEqual([`1: mode 'quantized' cannot encode ${value} in buffer 'x' of sample 1`])
})

test('a product of many columns comes out within the resolution of the converters', () => {
  const columns = 64
  const random = createRandom(1)
  const uniform = (length: number): number[] => Array.from({ length }, () => random.uniform() * 2 - 1)
  const program = tinyProgram({
    tiles: [tileOf(64, columns, uniform(64 * columns))],
    uses: [{ tile: 0, outScale: new Float32Array(64).fill(1) }],
    patterns: [rowsOf(0, 8, columns), rowsOf(1, 8, 64)],
    buffers: [activation('x', [8, columns]), activation('y', [8, 64], 4096)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [programTile(0, 0), stream(0, 0, 0, 1)],
  })
  const samples = [sample({ x: floats([8, columns], uniform(8 * columns)) })]
  const ideal = valueOf(runProgram(program, { mode: 'ideal', samples })).outputs[0]!.get('y')!.data as Float32Array
  const quantized = valueOf(runProgram(program, { mode: 'quantized', samples })).outputs[0]!.get('y')!.data as Float32Array
  const error = rms(ideal.map((v, i) => v - quantized[i]!)) / rms(ideal)
  // Weights on 63 levels alone: a step of 2/62 is 0.29 * 2/62 / 0.577 = 1.6 % of their spread.
  expect(error).toBeGreaterThan(0.016)
  expect(error).toBeLessThan(0.025)
})

function rms(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length)
}
