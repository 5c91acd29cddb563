import { formatLocation, type Result } from '@onnc/support'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assemble, createAssembler } from '../src/assemble.ts'
import { createCanonicalReader } from '../src/canonical-lines.ts'
import { choice, flag, optional, uint } from '../src/field.ts'
import { defineInstructions } from '../src/instruction-set.ts'
import { type Instruction, instructionSet } from '../src/instruction-table.ts'
import { printInstruction, printWord } from '../src/print-instruction.ts'
import { arbitraryInstruction } from './arbitrary-instruction.ts'

const faults = (result: Result<unknown>): string[] =>
  result.diagnostics.map(({ location, message }) => `${formatLocation(location!)} ${message}`)

test('assembling gives back the instructions that were printed', () => {
  fc.assert(
    fc.property(fc.array(arbitraryInstruction(instructionSet) as fc.Arbitrary<Instruction>), (list) => {
      expect(assemble(list.map(printInstruction).join('\n'), 'a.s')).toEqual({ ok: true, value: list, diagnostics: [] })
    }),
  )
})

test('any table has an assembler', () => {
  const set = defineInstructions({
    kernel: {
      opcode: 1,
      summary: '',
      fields: { kernel: flag(''), mode: optional(choice(['kernel', 'true', 'fast'], '')), big: uint(32, '') },
    },
    kern: { opcode: 2, summary: '', fields: {} },
  })
  const assembleOther = createAssembler(set)
  fc.assert(
    fc.property(fc.array(arbitraryInstruction(set)), (list) => {
      const text = list.map((instruction) => printWord(set, instruction)).join('\n')
      expect(assembleOther(text, 'a.s')).toEqual({ ok: true, value: list, diagnostics: [] })
    }),
  )
})

test('space, comments, line ends and the order of fields are free; optional fields are 0', () => {
  const text = '; a comment\r\n\n\t halt;end\r\n  wait count=4 event=03 unit=2   resource=unit ; ; kernel kernel=1\nkernel kernel=1'
  expect(assemble(text, 'a.s')).toEqual({
    ok: true,
    value: [{ op: 'halt' }, { op: 'wait', resource: 'unit', unit: 2, event: 3, count: 4, bank: 0 }, { op: 'kernel', kernel: 1, signal: 0 }],
    diagnostics: [],
  })
  expect(assemble('', 'a.s')).toEqual({ ok: true, value: [], diagnostics: [] })
})

test('lines as they are printed are read as the grammar reads them', () => {
  const read = createCanonicalReader(instructionSet)
  const loose = (text: string): string => text.replaceAll(' ', '  ')
  fc.assert(
    fc.property(fc.array(arbitraryInstruction(instructionSet) as fc.Arbitrary<Instruction>), (list) => {
      const text = list.map((instruction) => `  ${printInstruction(instruction)}   ; Conv_1\n`).join('')
      const canonical = read(text)
      expect(canonical?.instructions).toEqual(list)
      expect(canonical?.offsets.map((offset) => text[offset - 1])).toEqual(list.map(() => ' '))
      expect(list.length === 0 || read(loose(text)) === undefined || list.every(({ op }) => op === 'halt' || op === 'resume')).toBe(true)
      expect(assemble(loose(text), 'a.s')).toEqual({ ok: true, value: list, diagnostics: [] })
    }),
  )
  for (const text of [
    'halt 1',
    'haltx',
    'program unit=1',
    'kernel kernel=16777216',
    'kernel kernel=1x',
    'kernel kernel=',
    'L1:',
    '\thalt',
    'halt\r\n',
  ])
    expect(read(text)).toBeUndefined()
})

test('a loop may name the label behind its body', () => {
  const text = 'loop count=3 body=done tile=1\n  program unit=0 bank=0 tile=0 write=whole\ndone: ; here\n  halt'
  const assembled = assemble(text, 'a.s')
  expect(assembled.ok && assembled.value[0]).toMatchObject({ op: 'loop', body: 1, count: 3, tile: 1 })
  expect(assembled.ok && assembled.value.map(({ op }) => op)).toEqual(['loop', 'program', 'halt'])
  expect(faults(assemble('up:\nloop count=1 body=up\nloop count=1 body=nowhere\nup: up2:\nloop count=1 body=up2\n', 'a.s'))).toEqual([
    "a.s:4:1 the label 'up' stands in two places",
    "a.s:2:19 the label 'up' must stand 1 to 65535 instructions further down",
    "a.s:3:19 no label 'nowhere' stands in the text",
    "a.s:5:19 the label 'up2' must stand 1 to 65535 instructions further down",
  ])
})

test('all faults are reported, each at its place', () => {
  const text = `foo unit=3
program unt=3
program unit=99999999999999999999 bank=0 bank=17 write=all
  program unit= 3 bank =2
program program
halt 3
haltx
@ halt
kernel kernel=5x signal=0x10
wait resource= unit=-1 event=1.5 count=7
kernel kernel=1 signal=2
halt halt
=`
  expect(faults(assemble(text, 'a.s'))).toEqual([
    `a.s:1:1 expected an instruction (halt, program, calibrate, stream, kernel, wait, shuffle, loop, imprint, compact, when, repeat, turn or resume), found 'foo'`,
    `a.s:2:9 expected a field (unit, bank, tile, write or signal) behind 'program', found 'unt=3'`,
    `a.s:3:1 'program' needs 'tile'`,
    `a.s:3:14 'unit' of 'program': expected an integer from 0 to 4095, found '99999999999999999999'`,
    `a.s:3:42 'program' has this field already, found 'bank=17'`,
    `a.s:3:47 'bank' of 'program': expected an integer from 0 to 15, found '17'`,
    `a.s:3:56 'write' of 'program': expected whole or changed, found 'all'`,
    `a.s:4:17 expected a field (unit, bank, tile, write or signal) behind 'program', found '3'`,
    `a.s:5:9 expected a field (unit, bank, tile, write or signal) behind 'program', found 'program'`,
    `a.s:6:6 expected nothing more behind 'halt', found '3'`,
    `a.s:7:1 expected an instruction (halt, program, calibrate, stream, kernel, wait, shuffle, loop, imprint, compact, when, repeat, turn or resume), found 'haltx'`,
    `a.s:8:1 expected an instruction or a comment, found '@'`,
    `a.s:9:15 'kernel' of 'kernel': expected an integer from 0 to 16777215, found '5x'`,
    `a.s:9:25 'signal' of 'kernel': expected an integer from 0 to 65535, found '0x10'`,
    `a.s:10:15 'resource' of 'wait': expected unit or ecu, found nothing`,
    `a.s:10:21 'unit' of 'wait': expected an integer from 0 to 4095, found '-1'`,
    `a.s:10:30 'event' of 'wait': expected an integer from 0 to 65535, found '1.5'`,
    `a.s:12:6 expected nothing more behind 'halt', found 'halt'`,
    `a.s:13:1 expected an instruction (halt, program, calibrate, stream, kernel, wait, shuffle, loop, imprint, compact, when, repeat, turn or resume), found '='`,
  ])
})

test('long texts are read piece by piece, with places counted over all of them', () => {
  const line = '  program unit=1 bank=2 tile=3 write=whole    ; a comment to make it longer\n'
  const count = 20_000
  const result = assemble(line.repeat(count), 'a.s')
  expect(result.ok && result.value).toHaveLength(count)
  expect(faults(assemble(`${line.repeat(count)}  halt 1\n${line}oops`, 'a.s'))).toEqual([
    `a.s:${count + 1}:8 expected nothing more behind 'halt', found '1'`,
    `a.s:${count + 3}:1 expected an instruction (halt, program, calibrate, stream, kernel, wait, shuffle, loop, imprint, compact, when, repeat, turn or resume), found 'oops'`,
  ])
})

test('hopeless texts end early', () => {
  expect(assemble('x\n'.repeat(200_000), 'a.s').diagnostics).toHaveLength(101)
  expect(faults(assemble(`halt\n${' '.repeat(200_000)}`, 'a.s'))).toEqual(['a.s:2:1 the line is longer than 131072 characters'])
})

test('any text is assembled or refused', () => {
  const words = ['program', 'halt', 'unit=', 'bank=1', ' ', '\n', ';', '=', '7', 'write=whole', '\r', '\u2028', 'é', '"']
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string())), (parts) => {
      const { ok, diagnostics } = assemble(parts.join(''), 'a.s')
      expect(diagnostics.length > 0).toBe(!ok)
    }),
    { numRuns: 300 },
  )
})
