import fc from 'fast-check'
import { expect, test } from 'vitest'
import { instructionFromJson } from '../src/instruction-json.ts'
import { instructionSet } from '../src/instruction-table.ts'
import { arbitraryInstruction } from './arbitrary-instruction.ts'

test('an instruction is its own JSON', () => {
  fc.assert(
    fc.property(arbitraryInstruction(instructionSet), (instruction) => {
      expect(instructionFromJson(JSON.parse(JSON.stringify(instruction)))).toEqual({ ok: true, value: instruction, diagnostics: [] })
    }),
  )
})

test.each([
  [null, ['expected an object, found null']],
  [[], ['expected an object, found []']],
  [{}, [`expected 'op' to name an instruction, found nothing`]],
  [{ op: '__proto__' }, [`expected 'op' to name an instruction, found "__proto__"`]],
  [
    { op: 'kernel', kernel: -1, signals: 2 },
    [
      `'kernel' of 'kernel': expected an integer from 0 to 16777215, found -1`,
      `'signal' of 'kernel': expected an integer from 0 to 65535, found nothing`,
      `expected the fields of 'kernel', found 'signals'`,
    ],
  ],
  [JSON.parse('{"op":"halt","__proto__":1}'), [`expected the fields of 'halt', found '__proto__'`]],
])('%j is refused', (json, messages) => {
  expect(instructionFromJson(json).diagnostics.map(({ message }) => message)).toEqual(messages)
})

test('any JSON is read or refused', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (json) => {
      expect(instructionFromJson(json).ok).toBe(false)
    }),
  )
})
