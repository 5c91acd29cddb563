import { expect, test } from 'vitest'
import { assemble } from '../src/assemble.ts'
import { instructionSet } from '../src/instruction-table.ts'
import { isaReference } from '../src/isa-reference.ts'

const reference = isaReference()

test('the reference tells of every instruction, field and place', () => {
  for (const { op, opcode, summary, fields } of instructionSet.layouts) {
    expect(reference).toContain(`\n## ${op}\n${summary}\n`)
    expect(reference).toContain(`| ${opcode} | [\`${op}\`](#${op}) |`)
    for (const { name, field, bit } of fields) {
      expect(reference).toContain(`| \`${name}\` | ${field.bits === 1 ? bit : `${bit} to ${bit + field.bits - 1}`} |`)
      expect(reference).toContain(field.description)
    }
  }
})

test('its examples can be assembled', () => {
  const examples = [...reference.matchAll(/```\n(.*?)\n```/gs)].map(([, text]) => text)
  const assembled = assemble(examples.join('\n'), 'reference')
  expect(assembled.ok && assembled.value.map(({ op }) => op)).toEqual(instructionSet.layouts.map(({ op }) => op))
})
