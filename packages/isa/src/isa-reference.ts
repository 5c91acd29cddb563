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
    '',
    '## Queues, and what banks share',
    ...queueRules,
    ...set.layouts.flatMap((layout) => ['', ...sectionOf(set, layout)]),
    '',
  ].join('\n')
}

const queueRules = [
  'Instructions are issued in order, each into the queue of what does it: a photonic unit, or the ECU. A queue runs in order; queues run side by',
  'side and meet only in `wait`. A program says whether a unit is one queue, as all did before format 1.10, or every bank of a unit is one. The',
  "code generator does the latter for targets some of whose units have several banks. Then `bank` names a bank's queue.",
  '',
  'Banks of a unit share two things, each of which does one thing at a time:',
  '',
  '* **light**: lasers, modulators, detectors, ADCs and the port to the activation memory. A `stream` or a `shuffle` takes it.',
  '* **writing**: the ring DACs. A `program`, an `imprint` or a `calibrate` takes it. Where a bank is written in one settling time (`parallelism: bank`)',
  '  every ring has a DAC, so banks are written side by side; else the banks of a unit share as many DACs as one write needs.',
  '',
  'So one bank streams while another is written, and no bank does both: its queue is in order. What stands at the head of its queue asks for what',
  'it takes; who asked first is first, and of those who asked at the same time the one that comes first in the program. What takes no time asks for nothing.',
  '',
  'A calibration takes light for its probes, too: in each round it writes and lets rings settle, then it probes (with `light: throughout` all of a round',
  'takes light). Probes go before streams, and banks are probed one after the other. A stream under way pauses between two of its vectors, when',
  'nothing is left in a sample-and-hold or a shared ADC, and goes on behind the probes; one that begins meanwhile begins with such a pause. That a',
  'pause waits for the end of a vector, and the pipeline fills again behind it, is not counted: some nanoseconds a round.',
  '',
  'Nobody holds one of the two and waits for the other, so sharing adds no deadlock.',
]

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
