import { expect, test } from 'vitest'
import { checkProgram as checkStructure, type Program } from '@onnc/isa'
import { fitsTables } from '../src/check-pattern.ts'
import { checkProgram, openMachine } from '../src/index.ts'
import { activation, messages, programTile, rowsOf, stream, testTarget, tileOf, tinyProgram, waitFor } from './tiny-program.ts'

const target = testTarget()
const unit = target.units[0]!
const tile = tileOf(3, 4, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
const good = tinyProgram({
  target,
  tiles: [tile, tile],
  uses: [
    { tile: 0, outScale: Float32Array.of(1, 1, 1) },
    { tile: 1, outScale: Float32Array.of(1, 1, 1) },
  ],
  patterns: [rowsOf(0, 5, 4), rowsOf(1, 5, 3)],
  buffers: [activation('x', [5, 4]), activation('y', [5, 3], 64)],
  inputs: [{ name: 'x', buffer: 0 }],
  outputs: [{ name: 'y', buffer: 1 }],
  instructions: [programTile(0, 0), stream(0, 0, 0, 1)],
})
const [use] = good.uses
const [read, written] = good.patterns
const [x, y] = good.buffers
const halt = { op: 'halt' } as const

const cases: [string, Partial<Program>, string[]][] = [
  ['a sound program', {}, []],
  ['a unit beyond the target', { instructions: [programTile(16, 0), halt] }, ["0: unit 16 does not exist, target 'rnb-64' has 16 units"]],
  ['a bank beyond the unit', { instructions: [programTile(0, 0, { bank: 1 }), halt] }, ['0: bank 1 does not exist, unit 0 has 1 banks']],
  [
    'a tile larger than the unit',
    {
      tiles: [
        tile,
        tileOf(
          65,
          1,
          Array.from({ length: 65 }, () => 1),
        ),
      ],
      uses: [use!],
      instructions: [programTile(0, 1), halt],
    },
    ['0: tile 1 has 65x1 rings of 63 levels, unit 0 has room for 64x64 rings of 63 levels'],
  ],
  [
    'more levels than rings have',
    { tiles: [{ ...tile, levels: 65 }, tile] },
    [
      '0: tile 0 has 3x4 rings of 65 levels, unit 0 has room for 64x64 rings of 63 levels',
      '1: bank 0 of unit 0 is used before a tile is programmed into it',
    ],
  ],
  [
    'a stream through an empty bank',
    { instructions: [programTile(0, 0), stream(1, 0, 0, 1), halt] },
    ['1: bank 0 of unit 1 is used before a tile is programmed into it'],
  ],
  [
    'a calibration of an empty bank',
    {
      instructions: [
        { op: 'calibrate', unit: 2, bank: 0, probes: 1, iterations: 1, signal: 0, procedure: 'writeVerify', settle: 0, result: 0 },
        halt,
      ],
    },
    ['0: bank 0 of unit 2 is used before a tile is programmed into it'],
  ],
  [
    'another tile than the use names',
    { instructions: [programTile(0, 0), programTile(0, 1), stream(0, 0, 0, 1), halt] },
    ['2: bank 0 of unit 0 holds tile 1, use 0 is one of tile 0'],
  ],
  [
    'outputs that meet',
    { patterns: [read!, { ...written!, positions: [{ count: 5, stride: 2 }] }] },
    ["1: output pattern 1: expected distinct elements of buffer 'y', found one written twice"],
  ],
  [
    'more outputs than the buffer has',
    {
      patterns: [
        { ...read!, positions: [{ count: 2 ** 28, stride: 0 }] },
        { ...written!, positions: [{ count: 2 ** 28, stride: 0 }] },
      ],
    },
    ["1: output pattern 1: expected distinct elements of buffer 'y', found one written twice"],
  ],
  [
    'a stream into what it reads',
    { patterns: [read!, { ...written!, buffer: 0 }], outputs: [{ name: 'y', buffer: 0 }] },
    ["1: writes values of buffer 'x' that it reads from buffer 'x'"],
  ],
  [
    'an event that is never signalled',
    { instructions: [programTile(0, 0, { signal: 4 }), waitFor(0, 4, 2), stream(0, 0, 0, 1), halt] },
    ['1: waits until event 4 was signalled 2 times, the whole program signals it 1 times'],
  ],
  [
    'event 0',
    { instructions: [waitFor(0, 0, 0), ...good.instructions] },
    ['0: expected an event from 1, found 0, which is never signalled'],
  ],
  [
    'a wait of a unit beyond the target',
    { instructions: [programTile(0, 0, { signal: 1 }), waitFor(99, 1, 1), halt] },
    ["1: unit 99 does not exist, target 'rnb-64' has 16 units"],
  ],
  ['no halt', { instructions: good.instructions.slice(0, 2) }, ['1: expected a halt at the end, found none']],
  [
    'instructions behind the halt',
    { instructions: [halt, ...good.instructions] },
    ['0: expected the halt at the end, found 3 instructions behind it'],
  ],
  [
    'an activation outside the memory',
    { buffers: [{ ...x!, address: 2 ** 40 }, y!] },
    ["buffer 'x' takes bytes 1099511627776 to 1099511627816, the activation memory of 'rnb-64' has 25165824"],
  ],
  ['an input that nobody gives', { inputs: [] }, ["1: stream reads buffer 'x' before anything is written to it"]],
  ['an output that nothing writes', { instructions: [halt] }, ["program output 'y' reads buffer 'y' before anything is written to it"]],
  [
    'accumulating on nothing',
    { outputs: [], instructions: [programTile(0, 0), stream(0, 0, 0, 1, { store: 'accumulate' }), halt] },
    ["1: stream reads buffer 'y' before anything is written to it"],
  ],
]

test.each(cases)('%s', (_, change, expected) => {
  expect(messages(checkProgram({ ...good, ...change }, target))).toEqual(expected)
})

test('what is wrong with the program by itself is found first', () => {
  const broken = { ...good, uses: [{ ...use!, tile: 7 }, use!], instructions: [programTile(99, 0), halt] }
  const result = checkProgram(broken, target)
  expect(result.diagnostics).toEqual(checkStructure(broken))
  expect(result.ok).toBe(false)
})

test('padding of which almost every position has its own kind', () => {
  const count = 2 ** 11
  const wide = { ...unit, rows: 1, columns: count }
  const guards = Array.from({ length: 2 }, (_, axis) => ({
    start: -count,
    extent: count,
    positionCoefficients: axis === 0 ? [1, 0] : [0, 1],
    elementCoefficients: [axis === 0 ? 1 : -1],
  }))
  const positions = [2 * count, 8].map((n) => ({ count: n, stride: 0 }))
  const program = tinyProgram({
    target: { ...target, units: [wide] },
    tiles: [
      tileOf(
        1,
        count,
        Array.from({ length: count }, () => 1),
      ),
    ],
    uses: [{ tile: 0, outScale: Float32Array.of(1) }],
    patterns: [{ buffer: 0, offset: 0, positions, elements: [{ count, stride: 1 }], first: 0, count, guards }, rowsOf(1, 16 * count, 1)],
    buffers: [activation('x', [count]), activation('y', [16 * count], 8 * count)],
    inputs: [{ name: 'x', buffer: 0 }],
    outputs: [{ name: 'y', buffer: 1 }],
    instructions: [programTile(0, 0), stream(0, 0, 0, 1)],
  })
  expect(messages(checkProgram(program, { ...target, units: [wide] }))).toEqual([
    '1: pattern 0: its strides leave 32 bits, or its guards leave other elements at almost every position',
  ])
})

test('tables that would be too large', () => {
  const far = 2 ** 30
  const apart = {
    ...read!,
    offset: -2 * far,
    positions: [
      { count: 5, stride: 4 },
      { count: 1, stride: 0 },
    ],
    elements: [
      { count: 4, stride: 1 },
      { count: 4, stride: far },
    ],
    first: 12,
  }
  const elements = [
    { count: 4, stride: 0 },
    { count: 4, stride: 1 },
  ]
  expect(fitsTables(apart)).toBe(false)
  expect(fitsTables({ ...apart, offset: 0, elements })).toBe(true)
  const guards = [{ start: 0, extent: 9, positionCoefficients: [2 ** 30, 0], elementCoefficients: [0, 0] }]
  expect(fitsTables({ ...apart, offset: 0, elements, guards })).toBe(false)
})

test('a long list of problems is cut', () => {
  const instructions = [...Array.from({ length: 70 }, () => programTile(99, 0)), halt]
  const found = messages(checkProgram({ ...good, instructions }, target))
  expect(found).toHaveLength(51)
  expect(found.at(-1)).toBe('20 more problems of this program are not listed')
})

test('a definition that is not the one the program was compiled for', () => {
  const result = openMachine({ ...good, target: { ...good.target, fingerprint: '0'.repeat(64) } }, { mode: 'timing' })
  expect(result.ok).toBe(false)
  expect(result.diagnostics[0]!.class).toBe('invalid')
})
