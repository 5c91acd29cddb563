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
  const { fields } = layout
  let text = layout.op
  for (let i = 0; i < fields.length; i++) {
    const { name, field, values, prefix } = fields[i]!
    const value = instruction[name] as number | string | boolean
    if (field.optional === true && value === (values === undefined ? 0 : values[0])) continue
    text += prefix + value
  }
  return text
}
