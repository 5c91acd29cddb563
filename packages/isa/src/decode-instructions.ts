import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { describeCodes } from './describe-field.ts'
import type { AnyInstruction } from './encode-instructions.ts'
import type { SectionSizes } from './field.ts'
import { instructionBytes, instructionField, instructionIndex, instructionOpcode, instructionReserved } from './instruction-diagnostics.ts'
import { type FieldLayout, type InstructionLayout, type InstructionSet, wordBytes } from './instruction-set.ts'
import { type Instruction, instructionSet } from './instruction-table.ts'
import { createProblems } from './problems.ts'

/**
 * Reads instruction words and checks them fully: known opcodes, reserved bits 0, choices that exist, indices inside their section.
 * Every problem is located by its instruction's index.
 *
 * @param sizes number of entries of each section of the program
 */
export function decodeInstructions(bytes: Uint8Array, sizes: SectionSizes): Result<Instruction[]> {
  return decodeWords(instructionSet, bytes, sizes) as Result<Instruction[]>
}

/** The same for the instructions of any table. */
export function decodeWords(set: InstructionSet, bytes: Uint8Array, sizes: SectionSizes): Result<AnyInstruction[]> {
  if (bytes.length % wordBytes !== 0) return failure(instructionBytes(bytes.length))
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const instructions: AnyInstruction[] = []
  const problems = createProblems()
  for (let index = 0; index * wordBytes < bytes.length && !problems.full; index++) {
    const offset = index * wordBytes
    const opcode = view.getUint8(offset)
    const layout = set.byOpcode[opcode]
    const problem = layout === undefined ? instructionOpcode(opcode) : reservedBits(layout, view, offset)
    if (problem !== undefined) problems.add(at(problem, { kind: 'instruction', index }))
    if (layout === undefined) continue
    const instruction: Record<string, unknown> & { op: string } = { op: layout.op }
    for (const field of layout.fields) {
      const code = readCode(view, offset, field)
      const problem = checkCode(layout.op, field, code, sizes)
      if (problem !== undefined) problems.add(at(problem, { kind: 'instruction', index }))
      instruction[field.name] = field.values === undefined ? code : field.values[code]
    }
    instructions.push(instruction)
  }
  return problems.list.length > 0 ? failure(...problems.list) : success(instructions)
}

/** What is wrong with the code of a field, if anything: a choice that does not exist, an index beyond its section. */
export function checkCode(op: string, { name, field, codes }: FieldLayout, code: number, sizes: SectionSizes): Diagnostic | undefined {
  if (field.kind === 'index' && code >= sizes[field.section]) return instructionIndex(op, name, code, field.section, sizes[field.section])
  if (code >= codes) return instructionField(op, name, describeCodes(field), `code ${code}`)
  return undefined
}

/** The bits of one field, which may straddle two 32-bit lanes of the word at `offset`. */
function readCode(view: DataView, offset: number, { bit, field }: FieldLayout): number {
  const lane = offset + (bit >>> 5) * 4
  const shift = bit & 31
  let code = view.getUint32(lane, true) >>> shift
  if (shift + field.bits > 32) code |= view.getUint32(lane + 4, true) << (32 - shift)
  return field.bits === 32 ? code >>> 0 : code & ((1 << field.bits) - 1)
}

function reservedBits(layout: InstructionLayout, view: DataView, offset: number): Diagnostic | undefined {
  for (let lane = 0; lane < wordBytes / 4; lane++) {
    const reserved = view.getUint32(offset + lane * 4, true) & ~layout.usedBits[lane]!
    if (reserved !== 0) return instructionReserved(layout.op, lane * 32 + lowestBit(reserved))
  }
  return undefined
}

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word)
}
