import type { AnyInstruction } from './encode-instructions.ts'
import type { InstructionSet } from './instruction-set.ts'
import { type Instruction, instructionSet } from './instruction-table.ts'

/** The assembly text of one instruction, without indentation or line end: `program unit=3 bank=0 tile=17 write=whole signal=2`. */
export function printInstruction(instruction: Instruction): string {
  return printWord(instructionSet, instruction)
}

/** The same for the instructions of any table. */
export function printWord(set: InstructionSet, instruction: AnyInstruction): string {
  const layout = set.byOp.get(instruction.op)
  if (layout === undefined) throw new Error(`no instruction '${instruction.op}'`)
  let text = layout.op
  for (const { name, field, values } of layout.fields) {
    const value = instruction[name]
    const first = values === undefined ? 0 : values[0]
    if (field.optional !== true || value !== first) text += ` ${name}=${String(value)}`
  }
  return text
}
