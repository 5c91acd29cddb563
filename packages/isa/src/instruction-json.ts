import { failure, type Diagnostic, type Result, success } from '@onnc/support'
import { describeCodes } from './describe-field.ts'
import { type AnyInstruction, codeOf } from './encode-instructions.ts'
import { instructionField, instructionShape } from './instruction-diagnostics.ts'
import type { InstructionSet } from './instruction-set.ts'
import { type Instruction, instructionSet } from './instruction-table.ts'

/**
 * An instruction from parsed JSON, whose form is that of `Instruction`: every field given, no other. Indices are checked against their
 * width only, since the program is not at hand.
 */
export function instructionFromJson(json: unknown): Result<Instruction> {
  return wordFromJson(instructionSet, json) as Result<Instruction>
}

/** The same for the instructions of any table. */
export function wordFromJson(set: InstructionSet, json: unknown): Result<AnyInstruction> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return failure(instructionShape('an object', describe(json)))
  const given = new Map(Object.entries(json))
  const op = given.get('op')
  const layout = typeof op === 'string' ? set.byOp.get(op) : undefined
  if (layout === undefined) return failure(instructionShape(`'op' to name an instruction`, describe(op)))
  given.delete('op')
  const instruction: Record<string, unknown> & { op: string } = { op: layout.op }
  const problems: Diagnostic[] = []
  for (const field of layout.fields) {
    const value = given.get(field.name)
    if (codeOf(field, value) === undefined)
      problems.push(instructionField(layout.op, field.name, describeCodes(field.field), describe(value)))
    instruction[field.name] = value
    given.delete(field.name)
  }
  for (const name of given.keys()) problems.push(instructionShape(`the fields of '${layout.op}'`, `'${name.slice(0, 40)}'`))
  return problems.length > 0 ? failure(...problems) : success(instruction)
}

function describe(json: unknown): string {
  if (json === undefined) return 'nothing'
  const text = JSON.stringify(json)
  return text.length > 40 ? `${text.slice(0, 40)}...` : text
}
