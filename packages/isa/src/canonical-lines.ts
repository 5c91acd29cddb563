import type { AnyInstruction } from './encode-instructions.ts'
import type { FieldLayout, InstructionLayout, InstructionSet } from './instruction-set.ts'

/** What a piece of text holds, if all of it is as the disassembler writes it. */
export interface CanonicalLines {
  readonly instructions: readonly AnyInstruction[]
  /** Where each begins in the piece. */
  readonly offsets: readonly number[]
}

const space = 32
const newline = 10
const semicolon = 59
const equals = 61

/**
 * Reads lines as the disassembler writes them, several times as fast as the grammar does: fields in the order of the table, one blank
 * before each, numbers and choices inside their range, then blanks and perhaps a comment. `undefined` where anything is different: the
 * grammar, which knows all that is allowed and what to say of the rest, has to read the piece.
 */
export function createCanonicalReader(set: InstructionSet): (piece: string) => CanonicalLines | undefined {
  const layouts = new Map(set.layouts.map((layout) => [layout.op, layout]))
  return (piece) => {
    const instructions: AnyInstruction[] = []
    const offsets: number[] = []
    for (let at = 0; at < piece.length;) {
      while (piece.charCodeAt(at) === space) at++
      const first = piece.charCodeAt(at)
      if (first !== newline && first !== semicolon && at < piece.length) {
        const start = at
        while (isWord(piece.charCodeAt(at))) at++
        const layout = layouts.get(piece.slice(start, at))
        const line = layout && readFields(piece, at, layout)
        if (line === undefined) return undefined
        instructions.push(line.instruction)
        offsets.push(start)
        at = line.end
        while (piece.charCodeAt(at) === space) at++
      }
      if (at >= piece.length) break
      const next = piece.charCodeAt(at)
      if (next === semicolon) {
        const end = piece.indexOf('\n', at)
        at = end < 0 ? piece.length : end + 1
      } else if (next === newline) at++
      else return undefined
    }
    return { instructions, offsets }
  }
}

function readFields(
  piece: string,
  from: number,
  { op, fields }: InstructionLayout,
): { instruction: AnyInstruction; end: number } | undefined {
  const instruction: Record<string, unknown> & { op: string } = { op }
  let at = from
  for (const layout of fields) {
    const { name, field, values } = layout
    const value = at + 1 + name.length
    if (piece.charCodeAt(at) === space && piece.charCodeAt(value) === equals && piece.startsWith(name, at + 1)) {
      const end = wordEnd(piece, value + 1)
      const code = values === undefined ? numberIn(piece, value + 1, end) : choiceIn(piece, value + 1, end, layout)
      if (!(code < layout.codes)) return undefined
      instruction[name] = values === undefined ? code : values[code]
      at = end
    } else if (field.optional === true) instruction[name] = values === undefined ? 0 : values[0]
    else return undefined
  }
  return { instruction, end: at }
}

function wordEnd(piece: string, at: number): number {
  while (isWord(piece.charCodeAt(at))) at++
  return at
}

function isWord(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 65 && code <= 90)
}

function numberIn(piece: string, start: number, end: number): number {
  let number = start < end ? 0 : NaN
  for (let i = start; i < end; i++) {
    const digit = piece.charCodeAt(i) - 48
    number = digit >= 0 && digit <= 9 ? number * 10 + digit : NaN
  }
  return number
}

function choiceIn(piece: string, start: number, end: number, { values }: FieldLayout): number {
  for (const [code, value] of values!.entries()) {
    const text = String(value)
    if (text.length === end - start && piece.startsWith(text, start)) return code
  }
  return NaN
}
