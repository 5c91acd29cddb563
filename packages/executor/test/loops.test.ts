import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AddressPattern, type Instruction, type InstructionNamed, unrollLoops } from '@onnc/isa'
import { checkProgram, openMachine, runProgram } from '../src/index.ts'
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

const loop = (body: number, count: number, steps: Partial<InstructionNamed<'loop'>> = {}): Instruction => ({
  op: 'loop',
  body,
  count,
  tile: 0,
  use: 0,
  input: 0,
  output: 0,
  kernel: 0,
  event: 0,
  ...steps,
})

const repeat = (body: number, count: number, steps: Partial<InstructionNamed<'repeat'>> = {}): Instruction => ({
  op: 'repeat',
  body,
  count,
  register: 1,
  above: 4,
  tile: 0,
  use: 0,
  input: 0,
  output: 0,
  event: 0,
  ...steps,
})

const when = (body: number, above: number, register = 1): Instruction => ({ op: 'when', body, register, above })

const calibrate: Instruction = {
  op: 'calibrate',
  unit: 0,
  bank: 0,
  probes: 1,
  iterations: 1,
  signal: 0,
  procedure: 'writeVerify',
  settle: 0,
  result: 0,
}

test('a loop by a count register raises what it asks for', () => {
  const unrolled = valueOf(unrollLoops([repeat(2, 3, { event: 2 }), when(1, 5), { ...calibrate, signal: 1 }]))
  expect(unrolled.instructions).toEqual([0, 1, 2].flatMap((round) => [when(1, 5 + 4 * round), { ...calibrate, signal: 1 + 2 * round }]))
  expect([...unrolled.origin]).toEqual([1, 2, 1, 2, 1, 2])
})

/** y = W x for W of `tiles` column blocks of 2 x 3, as one round of a loop for each. */
function loopedProgram(tiles: number, instructions: readonly Instruction[]): ReturnType<typeof tinyProgram> {
  const blocks = Array.from({ length: tiles }, (_, i) => tileOf(2, 3, [1 + i, 2, -i, 0.5, i, 3]))
  return tinyProgram({
    tiles: blocks,
    uses: blocks.map((_, tile) => ({ tile, outScale: Float32Array.of(1, 2) })),
    patterns: [...blocks.map((_, i) => ({ ...rowsOf(0, 1, 3), offset: 3 * i })), rowsOf(1, 1, 2)],
    buffers: [activation('x', [3 * tiles]), activation('y', [2], 6 * tiles)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions,
  })
}

test('a loop gives what its rounds written out give', () => {
  const tiles = 5
  const written = Array.from({ length: tiles - 1 }, (_, i) => [
    programTile(0, i + 1),
    stream(0, i + 1, i + 1, tiles, { store: 'accumulate', signal: 1 }),
  ]).flat()
  const first = [programTile(0, 0), stream(0, 0, 0, tiles, { signal: 1 })]
  const rounds = [
    loop(2, tiles - 1, { tile: 1, use: 1, input: 1 }),
    programTile(0, 1),
    stream(0, 1, 1, tiles, { store: 'accumulate', signal: 1 }),
  ]
  const x = floats(
    [3 * tiles],
    Array.from({ length: 3 * tiles }, (_, i) => i - 4),
  )
  const run = (instructions: readonly Instruction[]): unknown => {
    const result = valueOf(runProgram(loopedProgram(tiles, instructions), { mode: 'ideal', samples: [sample({ x })] }))
    const { outputs, latencySeconds, energyJoules, utilisation, ringsWritten } = result
    return { outputs, latencySeconds, energyJoules, utilisation, ringsWritten }
  }
  expect(run([...first, ...rounds])).toEqual(run([...first, ...written]))
  const events = valueOf(runProgram(loopedProgram(tiles, [...first, ...rounds]), { mode: 'timing', samples: [], events: true })).events!
  expect(events.map((event) => event.instruction)).toEqual([0, 1, 3, 4, 3, 4, 3, 4, 3, 4])
})

test('loops in loops add their steps', () => {
  const unrolled = valueOf(
    unrollLoops([
      loop(3, 2, { tile: 10, event: 1 }),
      loop(1, 3, { tile: 1 }),
      programTile(0, 0, { signal: 4 }),
      waitFor(0, 4, 3),
      { op: 'halt' },
    ]),
  )
  expect(unrolled.instructions.map((i) => (i.op === 'program' ? [i.tile, i.signal] : i.op === 'wait' ? i.event : i.op))).toEqual([
    [0, 4],
    [1, 4],
    [2, 4],
    4,
    [10, 5],
    [11, 5],
    [12, 5],
    5,
    'halt',
  ])
  expect([...unrolled.origin]).toEqual([2, 2, 2, 3, 2, 2, 2, 3, 4])
})

test.each([
  [
    'a body of nothing',
    [loop(0, 2), programTile(0, 0)],
    "0: 'body' of 'loop' is 0, expected 1 to 2, the instructions behind it in the same body",
  ],
  [
    'a body past the end',
    [loop(9, 2), programTile(0, 0)],
    "0: 'body' of 'loop' is 9, expected 1 to 2, the instructions behind it in the same body",
  ],
  [
    'a body past its loop',
    [loop(2, 2), loop(2, 2), programTile(0, 0), programTile(0, 0)],
    "1: 'body' of 'loop' is 2, expected 1 to 1, the instructions behind it in the same body",
  ],
  ['no rounds', [loop(1, 0), programTile(0, 0)], "0: 'count' of 'loop' is 0, expected 1 or more rounds"],
  ['the end in a body', [programTile(0, 0), loop(1, 2)], "2: 'halt' stands in the body of a loop"],
  [
    'too many rounds',
    [loop(2, 2 ** 24 - 1), loop(1, 2 ** 24 - 1), programTile(0, 0)],
    '2: with its loops unrolled the program has more than 2097152 instructions',
  ],
  ['too deep', [...Array.from({ length: 9 }, (_, i) => loop(9 - i, 1)), programTile(0, 0)], '8: more than 8 loops stand in each other'],
  ['no rounds by a register', [repeat(2, 0), when(1, 0), calibrate], "0: 'count' of 'repeat' is 0, expected 1 or more rounds"],
  ['no register', [repeat(2, 2, { register: 0 }), when(1, 0, 1), calibrate], "0: 'repeat' names count register 0, expected 1 or higher"],
  ['no step', [repeat(2, 2, { above: 0 }), when(1, 0), calibrate], "0: 'above' of 'repeat' is 0, expected 1 or more"],
  [
    'what no register decides on',
    [repeat(3, 2), when(1, 0), calibrate, calibrate],
    "0: 'repeat' holds 'calibrate', expected waits, and imprints, calibrations and streams that a 'when' of register 1 holds",
  ],
  [
    'what another register decides on',
    [repeat(2, 2), when(1, 0, 2), calibrate],
    "0: 'repeat' holds a 'when' of register 2, expected waits, and imprints, calibrations and streams that a 'when' of register 1 holds",
  ],
  [
    'a loop in one by a register',
    [repeat(3, 2), loop(2, 2), when(1, 0), calibrate],
    "0: 'repeat' holds 'loop', expected waits, and imprints, calibrations and streams that a 'when' of register 1 holds",
  ],
  [
    'a condition cut in two',
    [repeat(2, 2), when(2, 0), calibrate, calibrate],
    "0: 'repeat' holds a 'when' that reaches beyond it, expected waits, and imprints, calibrations and streams that a 'when' of register 1 holds",
  ],
  [
    'a round beyond the section',
    [loop(1, 4, { tile: 1 }), programTile(0, 0)],
    "1: 'tile' of 'program' is 3, but the program has 3 entries in 'tiles'",
  ],
] as const)('%s is refused at its place', (_, instructions, expected) => {
  expect(messages(checkProgram(loopedProgram(3, instructions), testTarget()))).toContain(expected)
})

test('any loops are unrolled or refused', () => {
  const instruction = fc.oneof(
    fc.record({ body: fc.nat(4), count: fc.nat(3), tile: fc.nat(1) }).map(({ body, count, tile }) => loop(body, count, { tile })),
    fc.constant(programTile(0, 0)),
  )
  fc.assert(
    fc.property(fc.array(instruction, { maxLength: 8 }), (instructions) => {
      const unrolled = unrollLoops(instructions)
      if (unrolled.ok) expect(unrolled.value.instructions.every(({ op }) => op === 'program')).toBe(true)
      else expect(unrolled.diagnostics).toHaveLength(1)
    }),
  )
})

test('a transposed stream multiplies by the transposed matrix', () => {
  const weights = [1, 2, 3, 4, 0, -1]
  const bothWays = (direction: 'forward' | 'transposed'): Float32Array => {
    const [rows, columns] = direction === 'forward' ? [2, 3] : [3, 2]
    const turned = direction === 'forward' ? weights : [0, 1, 2].flatMap((c) => [weights[c]!, weights[c + 3]!])
    const program = tinyProgram({
      tiles: [tileOf(rows, columns, turned)],
      uses: [
        {
          tile: 0,
          outScale: Float32Array.of(1, 2),
          bias: Float32Array.of(10, 20),
          ...(direction === 'forward' ? {} : { direction }),
        },
      ],
      patterns: [rowsOf(0, 4, 3), rowsOf(1, 4, 2)],
      buffers: [activation('x', [4, 3]), activation('y', [4, 2], 24)],
      inputs: [{ name: 'x', buffer: 0 }],
      outputs: [{ name: 'y', buffer: 1 }],
      instructions: [programTile(0, 0), stream(0, 0, 0, 1, { direction })],
    })
    const x = floats([4, 3], [1, 0, 0, 0, 1, 0, 1, 2, 3, -1, 5, 0.25])
    return valueOf(runProgram(program, { mode: 'ideal', samples: [sample({ x })] })).outputs[0]!.get('y')!.data as Float32Array
  }
  expect(bothWays('transposed')).toEqual(bothWays('forward'))
})

test('a unit without the ability streams one way only', () => {
  const target = testTarget((unit) => {
    const { transpose: _, ...rest } = unit
    return rest
  })
  const program = tinyProgram({
    target,
    tiles: [tileOf(2, 3, [1, 2, 3, 4, 5, 6])],
    uses: [{ tile: 0, direction: 'transposed', outScale: Float32Array.of(1, 1, 1) }],
    patterns: [rowsOf(0, 1, 2), rowsOf(1, 1, 3)],
    buffers: [activation('x', [2]), activation('y', [3], 8)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [programTile(0, 0), stream(0, 0, 0, 1, { direction: 'transposed' })],
  })
  expect(messages(checkProgram(program, target))).toEqual(['1: unit 0 cannot stream transposed: its class has no such ability'])
})

const listed = (list: readonly number[]): AddressPattern => ({
  ...rowsOf(0, 2, list.length),
  elements: [{ count: list.length, stride: 0 }],
  positions: [{ count: 2, stride: 5 }],
  list,
})

test('an index list gathers the elements it names', () => {
  const program = tinyProgram({
    tiles: [tileOf(1, 3, [1, 10, 100])],
    uses: [{ tile: 0, outScale: Float32Array.of(1) }],
    patterns: [listed([4, 0, 2]), rowsOf(1, 2, 1)],
    buffers: [activation('x', [2, 5]), activation('y', [2], 24)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [programTile(0, 0), stream(0, 0, 0, 1)],
  })
  const x = floats([2, 5], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const { outputs } = valueOf(runProgram(program, { mode: 'ideal', samples: [sample({ x })] }))
  expect([...(outputs[0]!.get('y')!.data as Float32Array)]).toEqual([5 + 10 + 300, 10 + 60 + 800])
  const beyond = { ...program, patterns: [listed([5, 0, 2]), rowsOf(1, 2, 1)] }
  expect(messages(checkProgram(beyond, testTarget()))[0]).toBe('patterns[0]: reaches elements 0 to 10 of buffer "x", which has 10')
  const short = { ...program, patterns: [{ ...listed([4, 0, 2]), list: [1] }, rowsOf(1, 2, 1)] }
  expect(messages(checkProgram(short, testTarget()))[0]).toBe('patterns[0]: list has 1 value, expected 3')
})

test('a shuffle moves values, padding and all, and takes its time', () => {
  const channels: AddressPattern = {
    ...rowsOf(0, 2, 3),
    positions: [{ count: 2, stride: 1 }],
    elements: [{ count: 3, stride: 2 }],
    count: 3,
  }
  const move: Instruction = { op: 'shuffle', unit: 0, input: 0, output: 1, signal: 0, bank: 0 }
  const program = tinyProgram({
    patterns: [channels, rowsOf(1, 2, 3)],
    buffers: [activation('x', [6]), activation('y', [6], 12)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [move],
  })
  const machine = valueOf(openMachine(program, { mode: 'ideal' }))
  const [outputs] = valueOf(machine.run([sample({ x: floats([6], [0, 1, 2, 3, 4, 5]) })]))
  expect([...(outputs!.get('y')!.data as Float32Array)]).toEqual([0, 2, 4, 1, 3, 5])
  expect(machine.timeline.latencySeconds).toBeGreaterThan(0)
  machine.close()
  const unable = testTarget((unit) => {
    const { shuffle: _, ...rest } = unit
    return rest
  })
  expect(messages(checkProgram(program, unable))).toEqual(['0: unit 0 cannot shuffle: its class has no such ability'])
  const uneven = { ...program, patterns: [channels, rowsOf(1, 2, 2)] }
  expect(messages(checkProgram(uneven, testTarget()))).toEqual([
    "0: 'shuffle' reads 6 values through patterns[0] and writes 4 through patterns[1], expected as many",
  ])
})

test('a calibration with a settling time of its own takes as long, one that only measures writes nothing', () => {
  const latency = (fields: Partial<InstructionNamed<'calibrate'>>): { seconds: number; joules: number } => {
    const calibrate: Instruction = {
      op: 'calibrate',
      unit: 0,
      bank: 0,
      probes: 10,
      iterations: 3,
      signal: 0,
      procedure: 'writeVerify',
      settle: 0,
      result: 0,
      ...fields,
    }
    const program = tinyProgram({ tiles: [tileOf(1, 1, [1])], instructions: [programTile(0, 0), calibrate] })
    const { latencySeconds, energyJoules } = valueOf(runProgram(program, { mode: 'timing', samples: [] }))
    return { seconds: latencySeconds, joules: energyJoules.calibration }
  }
  const plain = latency({})
  const { value: settle } = testTarget().units[0]!.stationary.settle
  expect(latency({ settle: 9000 }).seconds - plain.seconds).toBeCloseTo(3 * (9e-6 - settle), 12)
  const measured = latency({ procedure: 'measure' })
  expect(plain.seconds - measured.seconds).toBeCloseTo(3 * settle, 12)
  expect(measured.joules).toBeLessThan(plain.joules)
})
