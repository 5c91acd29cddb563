import { formatLocation } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkProgram } from '../src/check-program.ts'
import type { InstructionNamed } from '../src/instruction-table.ts'
import type { Program } from '../src/program.ts'
import type { AddressPattern } from '../src/address-pattern.ts'
import { arbitraryProgram } from './arbitrary-program.ts'
import { smallProgram } from './small-program.ts'

const faults = (change: Partial<Program>): string[] =>
  checkProgram({ ...smallProgram, ...change }).map(({ location, message }) =>
    location ? `${formatLocation(location)}: ${message}` : message,
  )

const [guarded, plain] = smallProgram.patterns as [AddressPattern, AddressPattern]
const [tile] = smallProgram.tiles as [Program['tiles'][number]]
const [use] = smallProgram.uses as [Program['uses'][number]]
const [x, y, z] = smallProgram.buffers as [Program['buffers'][number], Program['buffers'][number], Program['buffers'][number]]
const [kernel] = smallProgram.kernels as [Program['kernels'][number]]
const stream = smallProgram.instructions[2] as InstructionNamed<'stream'>

/** The small program whose first pattern is changed. */
const input = (change: Partial<AddressPattern>): Partial<Program> => ({ patterns: [{ ...guarded, ...change }, plain] })

test('sound programs pass', () => {
  expect(checkProgram(smallProgram)).toEqual([])
  fc.assert(
    fc.property(arbitraryProgram, (program) => {
      expect(checkProgram(program)).toEqual([])
    }),
    { numRuns: 50 },
  )
})

const wrong: [string, Partial<Program>, string[]][] = [
  [
    'fingerprint',
    { target: { ...smallProgram.target, fingerprint: 'abc' } },
    [`target: the fingerprint is "abc", expected the SHA-256 of its definition, ${smallProgram.target.fingerprint}`],
  ],
  ['step', { tiles: [{ ...tile, step: NaN }] }, ['tiles[0]: step is NaN, expected 0 or more']],
  ['number of codes', { tiles: [{ ...tile, codes: Int8Array.of(1) }] }, ['tiles[0]: codes has 1 value, expected 6']],
  ['exact weights', { tiles: [{ ...tile, exact: new Float32Array(5) }] }, ['tiles[0]: exact has 5 values, expected 6']],
  ['code', { tiles: [{ ...tile, levels: 61 }] }, ['tiles[0]: code 31 at row 0, column 0, expected -30 to 30']],
  ['columns', { tiles: [{ ...tile, columns: 0.5 }] }, ['tiles[0]: columns is 0.5, expected 1 or more']],
  ['scales', { uses: [{ ...use, outScale: new Float32Array(1) }] }, ['uses[0]: outScale has 1 value, expected 2']],
  ['bias', { uses: [{ ...use, bias: new Float32Array(3) }] }, ['uses[0]: bias has 3 values, expected 2']],
  ['dimension', { buffers: [x, y, { ...z, shape: [-2] }] }, ['buffers[2]: a dimension is -2, expected 0 or more']],
  [
    'elements',
    { buffers: [x, y, { ...z, shape: [65536, 65536] }] },
    ['buffers[2]: the number of elements is 4294967296, expected below 2147483648'],
  ],
  ['address', { buffers: [{ ...x, address: -4 }, y, z] }, ['buffers[0]: address is -4, expected a byte address']],
  [
    'activation of another type',
    { buffers: [{ ...x, type: 'int8' }, y, z] },
    ['buffers[0]: holds int8[1,4] in the activation memory, expected float32 of a known shape'],
  ],
  ['pattern of no buffer', input({ buffer: 8 }), ['patterns[0]: buffer 8 does not exist, the program has 3']],
  [
    'pattern in the ECU',
    { buffers: [x, { ...y, memory: 'ecu' }, z] },
    ['patterns[1]: addresses buffer "y" of the ECU, expected one in the activation memory'],
  ],
  ['addresses below', input({ guards: [] }), ['patterns[0]: reaches elements -1 to 4 of buffer "x", which has 4']],
  ['addresses above', input({ offset: 0 }), ['patterns[0]: reaches elements 1 to 4 of buffer "x", which has 4']],
  [
    'guards that let an address out',
    input({ guards: [{ ...guarded.guards[0]!, extent: 5 }] }),
    ['patterns[0]: reaches elements 0 to 4 of buffer "x", which has 4'],
  ],
  ['part of the elements', input({ first: 1 }), ['patterns[0]: count is 3, expected 1 to 2']],
  ['first', input({ first: 3 }), ['patterns[0]: first is 3, expected 0 to 2']],
  ['no steps', input({ positions: [{ count: 0, stride: 1 }] }), ['patterns[0].positions[0]: count is 0, expected 1 or more']],
  [
    'stride',
    input({ elements: [{ count: 3, stride: 0.5 }] }),
    ['patterns[0].elements[0]: stride is 0.5, expected a signed 32-bit integer'],
  ],
  [
    'product of counts',
    input({
      positions: [
        { count: 65536, stride: 0 },
        { count: 65536, stride: 0 },
      ],
      guards: [],
    }),
    ['patterns[0].positions: the product of counts is 4294967296, expected below 2147483648'],
  ],
  [
    'span',
    input({ positions: [{ count: 2 ** 20, stride: 2 ** 30 }], guards: [] }),
    ['patterns[0].positions[0]: stride x count is 1125899906842624, expected at most 1099511627776 either way'],
  ],
  [
    'axes',
    input({ positions: Array.from({ length: 9 }, () => ({ count: 1, stride: 0 })) }),
    ['patterns[0].positions: the number of axes is 9, expected at most 8'],
  ],
  [
    'coefficients',
    input({ guards: [{ ...guarded.guards[0]!, elementCoefficients: [] }] }),
    ['patterns[0].guards[0]: elementCoefficients has 0 values, expected 1'],
  ],
  ['extent', input({ guards: [{ ...guarded.guards[0]!, extent: 0 }] }), ['patterns[0].guards[0]: extent is 0, expected 1 or more']],
  [
    'kernel without a model',
    { kernels: [{ ...kernel, model: new Uint8Array() }] },
    ['kernels[0]: the size of the model is 0, expected 1 byte or more'],
  ],
  [
    'kernel bindings',
    { kernels: [{ ...kernel, inputs: [{ name: 'y', buffer: 3 }] }] },
    ['kernels[0].inputs[0]: buffer 3 does not exist, the program has 3'],
  ],
  [
    'work',
    { kernels: [{ ...kernel, work: [{ kind: 'add', operations: -1 }] }] },
    ['kernels[0].work[0]: operations is -1, expected a count'],
  ],
  ['outputs', { outputs: [{ name: 'z', buffer: 9 }] }, ['outputs[0]: buffer 9 does not exist, the program has 3']],
  [
    'names',
    {
      inputs: [
        { name: 'x', buffer: 0 },
        { name: 'x', buffer: 1 },
      ],
    },
    ['inputs[1]: the name "x" is given twice'],
  ],
  [
    'order of the source map',
    { sourceMap: smallProgram.sourceMap.toReversed() },
    ['sourceMap[1]: begins at instruction 0, expected 5 or later, behind the entry before'],
  ],
  [
    'end of the source map',
    { sourceMap: [{ first: 4, count: 5, op: 'a', node: 'b' }] },
    ['sourceMap[0]: instruction 8 does not exist, the program has 6'],
  ],
  [
    'tile of an instruction',
    { tiles: [] },
    [
      'uses[0]: tile 0 does not exist, the program has 0',
      `instruction 0: 'tile' of 'program' is 0, but the program has 0 entries in 'tiles'`,
    ],
  ],
  [
    'a value that its field cannot hold',
    {
      instructions: [
        { op: 'calibrate', unit: 5000, bank: 0, probes: 1, iterations: 1, signal: 0, procedure: 'writeVerify', settle: 0, result: 0 },
      ],
      sourceMap: [],
    },
    [`instruction 0: 'unit' of 'calibrate': expected an integer from 0 to 4095, found 5000`],
  ],
  [
    'streams',
    { instructions: [{ ...stream, input: 1, output: 0 }], sourceMap: [] },
    [
      `instruction 0: 'stream' has 2 elements per position in its input patterns[1], expected 3, the columns of tiles[0]`,
      `instruction 0: 'stream' has 3 elements per position in its output patterns[0], expected 2, the rows of tiles[0]`,
      `instruction 0: 'stream' writes through patterns[0], which has guards, expected none`,
    ],
  ],
  [
    'positions',
    { patterns: [guarded, { ...plain, positions: [{ count: 3, stride: 2 }] }] },
    [`instruction 2: 'stream' reads 4 positions of patterns[0] and writes 3 of patterns[1], expected as many`],
  ],
]

test.each(wrong)('%s', (_, change, expected) => {
  expect(faults(change)).toEqual(expected)
})

test('a hopeless program is not listed to its end', () => {
  expect(checkProgram({ ...smallProgram, uses: Array.from({ length: 1000 }, () => ({ ...use, tile: 9 })) })).toHaveLength(101)
})
