import { formatLocation, type Result } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeInstructions, decodeWords } from '../src/decode-instructions.ts'
import { type AnyInstruction, encodeInstructions, encodeWords } from '../src/encode-instructions.ts'
import { choice, type Field, flag, index, type SectionSizes, uint } from '../src/field.ts'
import { defineInstructions, type InstructionSet } from '../src/instruction-set.ts'
import { type Instruction, instructionSet } from '../src/instruction-table.ts'
import { arbitraryInstruction, largeSections } from './arbitrary-instruction.ts'

/** Fields of every kind and width, at every alignment. */
const oddSet = defineInstructions({
  odd: {
    opcode: 1,
    summary: 'Odd widths.',
    fields: { a: uint(3, ''), b: uint(32, ''), c: flag(''), d: uint(31, ''), e: uint(32, ''), f: uint(21, '') },
  },
  full: { opcode: 255, summary: 'No bit to spare.', fields: { a: uint(24, ''), b: uint(32, ''), c: uint(32, ''), d: uint(32, '') } },
  words: {
    opcode: 2,
    summary: 'Choices.',
    fields: { one: choice(['a', 'b', 'c'], ''), two: choice(['a', 'other'], ''), three: flag(''), at: index('uses', 7, '') },
  },
})

test('the layout of the instruction set, which every program file relies on', () => {
  const rows = instructionSet.layouts.map(({ op, opcode, fields }) =>
    [
      `${opcode} ${op}`,
      ...fields.map(({ name, bit, field, values }) => `${name}@${bit}+${field.bits}${values ? `(${values.join('|')})` : ''}`),
    ].join(' '),
  )
  expect(rows.join('\n')).toMatchInlineSnapshot(`
    "1 halt
    2 program unit@8+12 bank@20+4 tile@24+24 write@48+1(whole|changed) signal@49+16
    3 calibrate unit@8+12 bank@20+4 probes@24+16 iterations@40+8 signal@48+16 procedure@64+1(writeVerify|measure) settle@65+24 result@89+8
    4 stream unit@8+12 bank@20+4 use@24+24 input@48+24 output@72+24 store@96+1(overwrite|accumulate) inputs@97+1(nonnegative|signed) signal@98+16 direction@114+1(forward|transposed)
    5 kernel kernel@8+24 signal@32+16
    6 wait resource@8+1(unit|ecu) unit@9+12 event@21+16 count@37+24 bank@61+4
    7 shuffle unit@8+12 input@20+24 output@44+24 signal@68+16 bank@84+4
    8 loop body@8+16 count@24+24 tile@48+16 use@64+16 input@80+12 output@92+12 kernel@104+8 event@112+8
    9 imprint unit@8+12 bank@20+4 tile@24+24 signal@48+16
    10 compact input@8+24 values@32+24 indices@56+24 register@80+8 signal@88+16
    11 when body@8+16 register@24+8 above@32+24
    12 repeat body@8+16 count@24+16 register@40+8 above@48+16 tile@64+12 use@76+12 input@88+12 output@100+8 event@108+8
    14 turn unit@8+12 bank@20+4 direction@24+1(forward|transposed)
    13 resume"
  `)
})

test('the words of one instruction of each kind', () => {
  const list: Instruction[] = [
    { op: 'halt' },
    { op: 'program', unit: 3, bank: 1, tile: 17, write: 'changed', signal: 2 },
    {
      op: 'calibrate',
      unit: 4095,
      bank: 15,
      probes: 65535,
      iterations: 255,
      signal: 65535,
      procedure: 'writeVerify',
      settle: 0,
      result: 0,
    },
    { op: 'stream', unit: 1, bank: 2, use: 3, input: 4, output: 5, store: 'accumulate', inputs: 'signed', signal: 6, direction: 'forward' },
    { op: 'kernel', kernel: 7, signal: 8 },
    { op: 'wait', resource: 'ecu', unit: 0, event: 9, count: 10, bank: 0 },
  ]
  const words = Buffer.from(encodeInstructions(list)).toString('hex').match(/.{32}/g)!
  expect(words).toMatchInlineSnapshot(`
    [
      "01000000000000000000000000000000",
      "02031011000005000000000000000000",
      "03ffffffffffffff0000000000000000",
      "0401200300000400000500001b000000",
      "05070000080000000000000000000000",
      "06012001400100000000000000000000",
    ]
  `)
})

describe.each([
  ['the instruction set', instructionSet],
  ['a set of odd widths', oddSet],
] as [string, InstructionSet][])('%s', (_, set) => {
  test('decoding gives back what was encoded', () => {
    fc.assert(
      fc.property(fc.array(arbitraryInstruction(set)), (list) => {
        expect(decodeWords(set, encodeWords(set, list), largeSections)).toEqual({ ok: true, value: list, diagnostics: [] })
      }),
    )
  })

  test('encoding gives back the words that were decoded, or they are refused', () => {
    fc.assert(
      fc.property(fc.constantFrom(...set.layouts), fc.uint8Array({ minLength: 16, maxLength: 16 }), ({ opcode, usedBits }, bytes) => {
        bytes[0] = opcode
        const words = bytes.map((byte, i) => byte & (usedBits[i >>> 2]! >>> ((i & 3) * 8)))
        const decoded = decodeWords(set, words, largeSections)
        if (decoded.ok) expect(encodeWords(set, decoded.value)).toEqual(words)
        else expect(decoded.diagnostics.length).toBeGreaterThan(0)
      }),
    )
  })
})

const faults = (result: Result<unknown>): string[] =>
  result.diagnostics.map(({ location, message }) => (location ? `${formatLocation(location)}: ` : '') + message)

test('every fault of instruction words is reported at its instruction', () => {
  const bytes = encodeInstructions([
    { op: 'halt' },
    { op: 'kernel', kernel: 5, signal: 0 },
    { op: 'program', unit: 0, bank: 0, tile: 2, write: 'whole', signal: 0 },
    { op: 'halt' },
    { op: 'halt' },
    { op: 'halt' },
  ])
  bytes[3 * 16] = 0
  bytes[4 * 16] = 200
  bytes[5 * 16 + 9] = 0x50
  const sizes: SectionSizes = { tiles: 2, uses: 0, patterns: 0, kernels: 1 }
  expect(faults(decodeInstructions(bytes, sizes))).toEqual([
    `instruction 1: 'kernel' of 'kernel' is 5, but the program has 1 entry in 'kernels'`,
    `instruction 2: 'tile' of 'program' is 2, but the program has 2 entries in 'tiles'`,
    'instruction 3: unknown opcode 0',
    'instruction 4: unknown opcode 200',
    `instruction 5: 'halt' has bit 76 set, which is reserved and must be 0`,
  ])
  expect(faults(decodeInstructions(bytes.subarray(1), sizes))).toEqual(['the instructions take 95 bytes, expected a multiple of 16'])
})

test('a choice that does not exist is refused', () => {
  const bytes = encodeWords(oddSet, [{ op: 'words', one: 'c', two: 'a', three: false, at: 0 }])
  bytes[1]! |= 1
  expect(faults(decodeWords(oddSet, bytes, largeSections))).toEqual([`instruction 0: 'one' of 'words': expected a, b or c, found code 3`])
})

test('a hopeless file is not listed to its end', () => {
  const { diagnostics } = decodeInstructions(new Uint8Array(16 * 5000), largeSections)
  expect(diagnostics).toHaveLength(101)
  expect(diagnostics.at(-1)?.code).toBe('isa-more-problems')
})

test('an instruction that its word cannot hold is a bug of whoever made it', () => {
  const wrong: [AnyInstruction, string][] = [
    [{ op: 'jump' }, `no instruction 'jump'`],
    [{ op: 'kernel', kernel: 2 ** 24, signal: 0 }, `'kernel' of 'kernel' cannot be 16777216`],
    [{ op: 'kernel', kernel: 1.5, signal: 0 }, `'kernel' of 'kernel' cannot be 1.5`],
    [{ op: 'kernel', kernel: 1 }, `'signal' of 'kernel' cannot be undefined`],
    [{ op: 'wait', resource: 'laser', unit: 0, event: 0, count: 0, bank: 0 }, `'resource' of 'wait' cannot be laser`],
  ]
  for (const [instruction, message] of wrong) expect(() => encodeWords(instructionSet, [instruction])).toThrow(message)
})

test('a table that cannot be laid out is refused when it is defined', () => {
  const define =
    (fields: Record<string, Field>, opcode = 1) =>
    () =>
      defineInstructions({ op1: { opcode, summary: '', fields } })
  expect(define({ a: uint(32, ''), b: uint(32, ''), c: uint(32, ''), d: uint(25, '') })).toThrow(
    `'op1' does not fit 128 bits: 'd' would end at bit 129`,
  )
  expect(define({ a: uint(33, '') })).toThrow(`'op1.a' has 33 bits, expected 1 to 32`)
  expect(define({ a: choice(['only'], '') })).toThrow(`'op1.a' has 0 bits, expected 1 to 32`)
  expect(define({ a: choice(['x', 'x'], '') })).toThrow(`'op1.a' offers a choice twice`)
  expect(define({ a: choice(['x', 'y z'], '') })).toThrow(`'op1.a' offers a choice that text cannot hold`)
  expect(define({ op: uint(1, '') })).toThrow(`'op1.op' is no name for a field`)
  expect(define({}, 0)).toThrow(`'op1' has opcode 0, expected 1 to 255`)
  const twice = { opcode: 3, summary: '', fields: {} }
  expect(() => defineInstructions({ first: twice, second: twice })).toThrow(`'second' and 'first' both have opcode 3`)
})
