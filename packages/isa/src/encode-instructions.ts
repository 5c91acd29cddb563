import type { FieldLayout, InstructionSet } from './instruction-set.ts'
import { wordBytes } from './instruction-set.ts'
import { type Instruction, instructionSet } from './instruction-table.ts'

/** An instruction of any table. */
export type AnyInstruction = { readonly op: string } & Readonly<Record<string, unknown>>

/**
 * The instruction words, 16 bytes each. Throws on a value that its field cannot hold: whoever made the instruction has a bug.
 */
export function encodeInstructions(instructions: readonly Instruction[]): Uint8Array {
  return encodeWords(instructionSet, instructions)
}

/** The same for the instructions of any table. */
export function encodeWords(set: InstructionSet, instructions: readonly AnyInstruction[]): Uint8Array {
  const bytes = new Uint8Array(instructions.length * wordBytes)
  const view = new DataView(bytes.buffer)
  // One lane more than a word has, so that a field's upper part always has a place; it stays 0 in the last.
  const lanes = new Uint32Array(5)
  let offset = 0
  for (const instruction of instructions) {
    const layout = set.byOp.get(instruction.op)
    if (layout === undefined) throw new Error(`no instruction '${instruction.op}'`)
    lanes.fill(0)
    lanes[0] = layout.opcode
    for (const field of layout.fields) {
      const code = codeOf(field, instruction[field.name])
      if (code === undefined) throw new Error(`'${field.name}' of '${instruction.op}' cannot be ${String(instruction[field.name])}`)
      const lane = field.bit >>> 5
      const shift = field.bit & 31
      lanes[lane]! |= code << shift
      if (shift > 0) lanes[lane + 1]! |= code >>> (32 - shift)
    }
    for (let lane = 0; lane < 4; lane++) view.setUint32(offset + lane * 4, lanes[lane]!, true)
    offset += wordBytes
  }
  return bytes
}

/** The number that stands in the word for a field's value; `undefined` when the field cannot hold it. */
export function codeOf(layout: FieldLayout, value: unknown): number | undefined {
  if (layout.values !== undefined) {
    const code = layout.values.indexOf(value as string | boolean)
    return code < 0 ? undefined : code
  }
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < layout.codes ? value : undefined
}
