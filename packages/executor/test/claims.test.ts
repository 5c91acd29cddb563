import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Claims, Instruction, StreamClaim } from '@onnc/isa'
import { checkClaims, checkProgram } from '../src/index.ts'
import { activation, messages, programTile, rowsOf, stream, testTarget, tileOf, tinyProgram, valueOf, waitFor } from './tiny-program.ts'

/** Two streams, one after the other: y = A x, z = B y. */
function chain(instructions: readonly Instruction[], claims: Claims): ReturnType<typeof tinyProgram> {
  return tinyProgram({
    tiles: [tileOf(2, 3, [1, 2, 3, 4, 5, 6]), tileOf(1, 2, [1, 2])],
    uses: [
      { tile: 0, outScale: Float32Array.of(1, 1) },
      { tile: 1, outScale: Float32Array.of(1) },
    ],
    patterns: [rowsOf(0, 1, 3), rowsOf(1, 1, 2), rowsOf(2, 1, 1)],
    buffers: [activation('x', [3]), activation('y', [2], 8), activation('z', [1], 16)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'z', buffer: 2 }],
    instructions,
    claims,
  })
}

const good = [programTile(0, 0), stream(0, 0, 0, 1, { signal: 1 }), programTile(1, 1), waitFor(1, 1, 1), stream(1, 1, 1, 2, { signal: 2 })]

const streamClaim = fc.record<StreamClaim>({
  tile: fc.nat(2),
  source: fc.nat(2),
  destination: fc.nat(2),
  input: fc.nat(2),
  output: fc.nat(2),
  accumulates: fc.boolean(),
  signed: fc.boolean(),
  transposed: fc.boolean(),
  calibration: fc.nat(1),
  scaleChecksum: fc.nat(3),
  biasChecksum: fc.nat(1),
})
const anyClaims = fc.record<Claims>({
  tensors: fc.constant(3),
  inputs: fc.array(fc.nat(2), { maxLength: 2 }),
  outputs: fc.array(fc.nat(2), { maxLength: 2 }),
  kernels: fc.constant([]),
  streams: fc.array(streamClaim, { minLength: 1, maxLength: 3 }),
  imprints: fc.constant([]),
  constants: fc.constant([]),
  compacts: fc.constant([]),
  patterns: fc.constant([rowsOf(0, 1, 3), rowsOf(0, 1, 2), rowsOf(0, 1, 1)]),
  tileChecksums: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }).map((words) => Uint32Array.from(words)),
})

test('any claims are held against a program without a crash, and false ones are found false', () => {
  fc.assert(
    fc.property(anyClaims, fc.shuffledSubarray(good), (claims, instructions) => {
      const checked = checkProgram(chain(instructions, claims), testTarget())
      if (!checked.ok) return
      const result = checkClaims(checked.value)
      expect(result.ok).toBe(false)
      expect(result.diagnostics.every((d) => d.class === 'check' || d.class === 'invalid')).toBe(true)
    }),
  )
})

test('claims of absurd size are refused', () => {
  const claims: Claims = {
    tensors: 2 ** 31,
    inputs: [0],
    outputs: [0],
    kernels: [],
    streams: [],
    imprints: [],
    constants: [],
    compacts: [],
    patterns: [],
    tileChecksums: new Uint32Array(2),
  }
  const { uses: _, ...rest } = chain([programTile(0, 0)], claims)
  const program = { ...rest, uses: [], outputs: [{ name: 'z', buffer: 0 }] }
  expect(messages(checkClaims(valueOf(checkProgram(program, testTarget()))))).toEqual([
    'replaying the program would need clocks of 2147483648 tensors in 17 queues, more than the checker holds',
  ])
})
