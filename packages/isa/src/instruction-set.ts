import { type Field, type FieldValue, namedValues } from './field.ts'

/** One instruction as data. */
export interface InstructionDef {
  /** First byte of the word, 1 to 255; 0 is never given, so that zeroed memory is no program. */
  readonly opcode: number
  /** What the instruction does, in sentences, for the reference. */
  readonly summary: string
  /** Operands in the order of the word and of the text. */
  readonly fields: Readonly<Record<string, Field>>
}

export type InstructionTable = Readonly<Record<string, InstructionDef>>

/** The union of a table's instructions as plain objects, told apart by `op`: `{ op: 'program', unit: number, ... }`. */
export type InstructionOf<Table extends InstructionTable> = {
  [Op in keyof Table]: Shape<Op, Table[Op]['fields']>
}[keyof Table]

type Shape<Op, Fields extends Readonly<Record<string, Field>>> = {
  readonly [K in 'op' | keyof Fields]: K extends keyof Fields ? FieldValue<Fields[K]> : Op
}

/** Every instruction is one word of this many bytes, little endian. */
export const wordBytes = 16

const opcodeBits = 8

/** Where a field stands in the word, counted in bits from the least significant one. */
export interface FieldLayout {
  readonly name: string
  readonly field: Field
  readonly bit: number
  /** Codes run over [0, codes). */
  readonly codes: number
  /** The value of each code; `undefined` where the code is the value. */
  readonly values: readonly (string | boolean)[] | undefined
  /** ` name=`, as text has it before the value. */
  readonly prefix: string
}

export interface InstructionLayout {
  readonly op: string
  readonly opcode: number
  readonly summary: string
  readonly fields: readonly FieldLayout[]
  /** The bits that mean something, as four 32-bit words from the least significant; all others are 0 in a valid instruction. */
  readonly usedBits: readonly number[]
}

/** An instruction table, checked and laid out: what encoder, decoder, assembler, printer and reference are driven by. */
export interface InstructionSet<Table extends InstructionTable = InstructionTable> {
  readonly table: Table
  /** In the order of the table. */
  readonly layouts: readonly InstructionLayout[]
  readonly byOp: ReadonlyMap<string, InstructionLayout>
  readonly byOpcode: readonly (InstructionLayout | undefined)[]
}

/**
 * Lays out a table: fields are packed upwards from bit 8, in order. Throws where the table cannot be laid out: an instruction that
 * does not fit its word, an opcode given twice, a name that text could not hold.
 */
export function defineInstructions<const Table extends InstructionTable>(table: Table): InstructionSet<Table> {
  const layouts = Object.entries(table).map(([op, def]) => layOut(op, def))
  const byOpcode: (InstructionLayout | undefined)[] = Array.from({ length: 1 << opcodeBits }, () => undefined)
  for (const layout of layouts) {
    const other = byOpcode[layout.opcode]
    if (other !== undefined) throw new Error(`'${layout.op}' and '${other.op}' both have opcode ${layout.opcode}`)
    byOpcode[layout.opcode] = layout
  }
  return { table, layouts, byOp: new Map(layouts.map((layout) => [layout.op, layout])), byOpcode }
}

const namePattern = /^[a-z][A-Za-z0-9]*$/

function layOut(op: string, { opcode, summary, fields }: InstructionDef): InstructionLayout {
  check(namePattern.test(op), `'${op}' is no name for an instruction`)
  check(Number.isInteger(opcode) && opcode >= 1 && opcode < 1 << opcodeBits, `'${op}' has opcode ${opcode}, expected 1 to 255`)
  const usedBits = [(1 << opcodeBits) - 1, 0, 0, 0]
  const layouts: FieldLayout[] = []
  let bit = opcodeBits
  for (const [name, field] of Object.entries(fields)) {
    checkField(`${op}.${name}`, name, field)
    const values = namedValues(field)
    layouts.push({ name, field, bit, codes: values?.length ?? 2 ** field.bits, values, prefix: ` ${name}=` })
    check(bit + field.bits <= wordBytes * 8, `'${op}' does not fit ${wordBytes * 8} bits: '${name}' would end at bit ${bit + field.bits}`)
    for (let end = bit + field.bits; bit < end; bit++) usedBits[bit >>> 5]! |= 1 << (bit & 31)
  }
  return { op, opcode, summary, fields: layouts, usedBits: usedBits.map((word) => word >>> 0) }
}

function checkField(path: string, name: string, field: Field): void {
  check(namePattern.test(name) && name !== 'op', `'${path}' is no name for a field`)
  check(Number.isInteger(field.bits) && field.bits >= 1 && field.bits <= 32, `'${path}' has ${field.bits} bits, expected 1 to 32`)
  if (field.kind !== 'choice') return
  check(new Set(field.options).size === field.options.length, `'${path}' offers a choice twice`)
  check(
    field.options.every((option) => namePattern.test(option)),
    `'${path}' offers a choice that text cannot hold`,
  )
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message)
}
