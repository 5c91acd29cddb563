import { expect, test } from 'vitest'
import type { ProgramBuffer } from '@onnc/isa'
import { openMachine, randomInputs, runProgram } from '../src/index.ts'
import { activation, floats, messages, sample, tinyProgram, valueOf } from './tiny-program.ts'

const ecu = (name: string, type: ProgramBuffer['type'], shape: ProgramBuffer['shape']): ProgramBuffer => {
  return { name, type, shape, memory: 'ecu', address: 0 }
}
const buffers = [
  activation('x', [1, 2]),
  ecu('n', 'int64', []),
  ecu('s', 'string', [null, 2]),
  ecu('h', 'float16', [500]),
  ecu('flag', 'bool', [64]),
]
const bindings = buffers.map(({ name }, buffer) => ({ name, buffer }))
const program = tinyProgram({ buffers, inputs: bindings, outputs: bindings, instructions: [] })
const good = randomInputs(program, 1)

test('inputs come out of buffers as they went in', () => {
  const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples: [good, randomInputs(program, 2)] }))
  expect(outputs).toEqual([good, randomInputs(program, 2)])
})

test('everything wrong with the inputs is reported at once', () => {
  const { diagnostics } = runProgram(program, {
    mode: 'ideal',
    samples: [
      sample({
        y: floats([1], [1]),
        x: floats([2, 1], [1, 2]),
        n: { type: 'int32', shape: [], data: Int32Array.of(1) },
        s: { type: 'string', shape: [3, 2], data: ['a'] },
        h: good.get('h')!,
      }),
    ],
  })
  expect(diagnostics.map((d) => [d.class, d.message])).toEqual([
    ['usage', "the program has no input 'y', it has 'x', 'n', 's', 'h', 'flag'"],
    ['usage', "input 'x': expected float32[1,2], found float32[2,1]"],
    ['usage', "input 'n': expected int64[], found int32[]"],
    ['usage', "input 's': expected string[?,2], found string[3,2] with 1 values"],
    ['usage', "input 'flag' is missing, expected bool[64]"],
  ])
})

test('a problem names its sample where there are several', () => {
  const machine = valueOf(openMachine(program, { mode: 'quantized' }))
  const { x: _, ...rest } = Object.fromEntries(good)
  expect(messages(machine.run([good, sample(rest)]))).toEqual(["input 'x' of sample 1 is missing, expected float32[1,2]"])
  const many = machine.run(Array.from({ length: 100 }, () => sample(rest)))
  expect(many.diagnostics).toHaveLength(50)
})

test('in mode timing inputs do not matter', () => {
  expect(valueOf(runProgram(program, { mode: 'timing', samples: [] })).outputs).toEqual([])
})

test('random inputs: floats in [-1, 1), integers and booleans 0 or 1, the same for the same seed', () => {
  expect(randomInputs(program, 1)).toEqual(good)
  expect(randomInputs(program, 2)).not.toEqual(good)
  expect(good.get('s')).toEqual({ type: 'string', shape: [1, 2], data: ['', ''] })
  expect([0n, 1n]).toContain(good.get('n')!.data[0])
  expect(new Set(good.get('flag')!.data as Uint8Array)).toEqual(new Set([0, 1]))
  const halves = [...(good.get('h')!.data as Uint16Array)].map(valueOfHalf)
  expect(Math.max(...halves)).toBeLessThan(1)
  expect(Math.min(...halves)).toBeGreaterThan(-1)
  expect(Math.abs(halves.reduce((a, b) => a + b, 0) / halves.length)).toBeLessThan(0.1)
  const wide = tinyProgram({ buffers: [activation('x', [2000])], inputs: [{ name: 'x', buffer: 0 }], instructions: [] })
  const values = [...(randomInputs(wide, 3).get('x')!.data as Float32Array)]
  expect(Math.max(...values)).toBeLessThan(1)
  expect(Math.max(...values)).toBeGreaterThan(0.99)
  expect(Math.min(...values)).toBeLessThan(-0.99)
})

function valueOfHalf(bits: number): number {
  const exponent = (bits >> 10) & 31
  const magnitude = exponent === 0 ? (bits & 1023) * 2 ** -24 : (1 + (bits & 1023) / 1024) * 2 ** (exponent - 15)
  return bits >> 15 ? -magnitude : magnitude
}
