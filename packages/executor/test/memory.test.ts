import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instruction, Program } from '@onnc/isa'
import { layOutMemory, sharesValues } from '../src/memory-layout.ts'
import { runProgram } from '../src/index.ts'
import { oneNodeModel } from './onnx-bytes.ts'
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

const elementBytes = testTarget().memories.activation.elementBits / 8

test('buffers lie as their addresses say, without the room that no buffer covers', () => {
  const place = fc.record({ at: fc.integer({ min: 0, max: 60 }), size: fc.integer({ min: 0, max: 12 }) })
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 12 }), (places) => {
      const buffers = places.map(({ at, size }, i) => activation(`b${i}`, [size], at * elementBytes))
      const layout = layOutMemory(buffers, testTarget())
      const covered = new Set(places.flatMap(({ at, size }) => Array.from({ length: size }, (_, i) => at + i)))
      expect(layout.words).toBe(covered.size)
      for (const [a, one] of places.entries()) {
        expect(layout.base[a]! + one.size).toBeLessThanOrEqual(layout.words)
        for (const [b, other] of places.entries()) {
          const meet = one.at < other.at + other.size && other.at < one.at + one.size
          expect(sharesValues(layout, a, b)).toBe(meet)
          if (!meet || one.size === 0 || other.size === 0) continue
          expect(layout.region[a]).toBe(layout.region[b])
          expect(layout.base[b]! - layout.base[a]!).toBe(other.at - one.at)
        }
      }
    }),
  )
})

/** Doubles 'x' into 'h' on unit 0 and triples 'h' into 'y' on unit 1. */
function chain(hAddress: number, yAddress: number, more: readonly Instruction[] = [waitFor(1, 1, 1)]): Program {
  return tinyProgram({
    tiles: [tileOf(2, 2, [2, 0, 0, 2]), tileOf(2, 2, [3, 0, 0, 3])],
    uses: [
      { tile: 0, outScale: Float32Array.of(1, 1) },
      { tile: 1, outScale: Float32Array.of(1, 1) },
    ],
    patterns: [rowsOf(0, 2, 2), rowsOf(1, 2, 2), rowsOf(2, 2, 2)],
    buffers: [activation('x', [2, 2], 0), activation('h', [2, 2], hAddress), activation('y', [2, 2], yAddress)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 2 }],
    instructions: [programTile(0, 0), programTile(1, 1), stream(0, 0, 0, 1, { signal: 1 }), ...more, stream(1, 1, 1, 2)],
  })
}

const samples = [sample({ x: floats([2, 2], [1, 2, 3, 4]) }), sample({ x: floats([2, 2], [-1, 0, 0, 1]) })]
const run = (program: Program, mode: 'ideal' | 'quantized' = 'ideal'): unknown[] =>
  valueOf(runProgram(program, { mode, samples })).outputs.map((output) => [...(output.get('y')!.data as Float32Array)])

test('values share the memory they are placed in', () => {
  const four = 4 * elementBytes
  const expected = [
    [6, 12, 18, 24],
    [-6, 0, 0, 6],
  ]
  expect(run(chain(four, 2 * four))).toEqual(expected)
  expect(run(chain(four, 0))).toEqual(expected)
  expect(run(chain(four, 0), 'quantized')).toEqual(run(chain(four, 2 * four), 'quantized'))
  expect(messages(runProgram(chain(2 * elementBytes, 8 * elementBytes), { mode: 'ideal', samples }))).toEqual([
    "2: writes values of buffer 'h' that it reads from buffer 'x'",
  ])
})

test('reading what another unit is still writing is a race', () => {
  const program = chain(16, 32, [])
  const expected = ["3: reads buffer 'h' while instruction 2 on unit 0 writes it: a wait is missing"]
  expect(messages(runProgram(program, { mode: 'timing', samples: [] }))).toEqual(expected)
  expect(messages(runProgram(program, { mode: 'ideal', samples }))).toEqual(expected)
})

/** Two streams at once from 'x' into patterns 1 and 2, on units 0 and 1. */
function pair(patterns: Program['patterns'], buffers: Program['buffers'], store: 'overwrite' | 'accumulate'): readonly string[] {
  const program = tinyProgram({
    tiles: [tileOf(2, 2, [2, 0, 0, 2])],
    uses: [{ tile: 0, outScale: Float32Array.of(1, 1) }],
    patterns: [rowsOf(0, 2, 2), ...patterns],
    buffers: [activation('x', [2, 2], 0), ...buffers],
    inputs: [0, 1, ...(buffers.length > 1 ? [2] : [])].map((buffer) => ({ name: `i${buffer}`, buffer })),
    instructions: [programTile(0, 0), programTile(1, 0), stream(0, 0, 0, 1, { store }), stream(1, 0, 0, 2, { store })],
  })
  return messages(runProgram(program, { mode: 'timing', samples: [] }))
}

test('units may write different values of a buffer at once, and add to the same', () => {
  const columns = (first: number): Program['patterns'][number] => ({
    ...rowsOf(1, 2, 2),
    positions: [{ count: 2, stride: 4 }],
    offset: first,
  })
  const wide = [activation('y', [2, 4], 16)]
  expect(pair([columns(0), columns(2)], wide, 'overwrite')).toEqual([])
  expect(pair([columns(0), columns(1)], wide, 'overwrite')).toEqual([
    "3: writes buffer 'y' while instruction 2 on unit 0 writes it: a wait is missing",
  ])
  expect(pair([columns(0), columns(1)], wide, 'accumulate')).toEqual([])
})

test('buffers at the same addresses are not in use at once', () => {
  const at = (address: number): Program['buffers'] => [activation('y', [2, 2], 16), activation('z', [2, 2], address)]
  expect(pair([rowsOf(1, 2, 2), rowsOf(2, 2, 2)], at(16 + 4 * elementBytes), 'overwrite')).toEqual([])
  expect(pair([rowsOf(1, 2, 2), rowsOf(2, 2, 2)], at(16 + 3 * elementBytes), 'overwrite')).toEqual([
    "3: writes buffer 'z' while instruction 2 on unit 0 writes buffer 'y' at the same addresses: a wait is missing",
  ])
})

test('a kernel has its buffers to itself', () => {
  const value = { type: 'float32', shape: [2, 2] } as const
  const kernels = [
    {
      name: 'relu',
      model: oneNodeModel('Relu', [{ name: 'a', ...value }], [{ name: 'b', ...value }]),
      inputs: [{ name: 'a', buffer: 1 }],
      outputs: [{ name: 'b', buffer: 2 }],
      work: [],
    },
  ]
  const kernel = { op: 'kernel', kernel: 0, signal: 0 } as const
  const racing = { ...chain(16, 32), kernels, outputs: [{ name: 'y', buffer: 2 }] }
  const [first, second, write] = racing.instructions as [Instruction, Instruction, Instruction]
  const early = {
    ...racing,
    instructions: [kernel, waitFor('ecu', 2, 1), kernel, { ...first, signal: 2 }, second, write, { op: 'halt' }] as Instruction[],
  }
  expect(messages(runProgram(early, { mode: 'timing', samples: [] }))).toEqual([
    "5: writes buffer 'h' while instruction 2 on ecu reads it: a wait is missing",
  ])
})
