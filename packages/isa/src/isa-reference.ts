import { describeCodes } from './describe-field.ts'
import type { Field } from './field.ts'
import { type FieldLayout, type InstructionLayout, type InstructionSet, wordBytes } from './instruction-set.ts'
import { instructionSet } from './instruction-table.ts'
import { printWord } from './print-instruction.ts'

/** The reference of the instruction set, as Markdown printed from the table. */
export function isaReference(): string {
  return referenceOf(instructionSet)
}

/** The same for any table. */
export function referenceOf(set: InstructionSet): string {
  const overview = set.layouts.map(
    ({ op, opcode, summary }) => `| ${opcode} | [\`${op}\`](#${op.toLowerCase()}) | ${firstSentence(summary)} |`,
  )
  return [
    '# Instruction set',
    `Every instruction is one word of ${wordBytes} bytes, little endian: the opcode in byte 0, then the fields, packed upwards from bit 8`,
    'in the order given here. All other bits are reserved and 0. In assembly text an instruction is a line: its name, then `field=value`',
    'in any order; what follows a `;` is a comment. A line `name:` is a label, which the span of a loop may give in place of a number. All',
    'indices count from 0.',
    '',
    '| opcode | instruction | |',
    '|---|---|---|',
    ...overview,
    ...set.layouts.flatMap((layout) => ['', ...sectionOf(set, layout)]),
    '',
  ].join('\n')
}

function sectionOf(set: InstructionSet, layout: InstructionLayout): string[] {
  const head = [`## ${layout.op}`, layout.summary, '', '```', printWord(set, sampleOf(layout)), '```']
  if (layout.fields.length === 0) return head
  return [...head, '', '| field | bits | values | |', '|---|---|---|---|', ...layout.fields.map(rowOf)]
}

function rowOf({ name, field, bit }: FieldLayout): string {
  const bits = field.bits === 1 ? `${bit}` : `${bit} to ${bit + field.bits - 1}`
  const absent = field.optional === true ? ', may be left out' : ''
  return `| \`${name}\` | ${bits} | ${valuesOf(field)}${absent} | ${field.description} |`
}

function valuesOf(field: Field): string {
  return field.kind === 'index' ? `index into the program's ${field.section}` : describeCodes(field)
}

/** An instruction to show: small numbers, all different, and the last choice of each. */
function sampleOf(layout: InstructionLayout): { op: string } & Record<string, unknown> {
  const values = layout.fields.map(({ name, codes, values }, i) => [name, values === undefined ? (i + 1) % codes : values.at(-1)])
  return { op: layout.op, ...Object.fromEntries(values) }
}

function firstSentence(text: string): string {
  return text.slice(0, text.indexOf('.') + 1) || text
}
