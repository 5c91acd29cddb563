import type { Diagnostic } from '@onnc/support'
import { type IToken, Lexer, type TokenType } from 'chevrotain'
import {
  assemblyCharacter,
  assemblyFieldMissing,
  assemblyFieldTwice,
  assemblyFieldValue,
  assemblyLabelTwice,
  assemblySyntax,
} from './assembly-diagnostics.ts'
import { AssemblyParser } from './assembly-parser.ts'
import { createAssemblyTokens } from './assembly-tokens.ts'
import { createCanonicalReader } from './canonical-lines.ts'
import { describeCodes } from './describe-field.ts'
import type { AnyInstruction } from './encode-instructions.ts'
import type { FieldLayout, InstructionLayout, InstructionSet } from './instruction-set.ts'
import { problemLimit } from './problems.ts'

/** A problem, and where it stands: an offset into the piece. */
export interface Fault {
  readonly offset: number
  readonly problem: Diagnostic
}

type Report = (offset: number, problem: Diagnostic) => void

/** What a text has given so far: instructions, and where each begins, as an offset into the text. */
export interface Assembled {
  readonly instructions: AnyInstruction[]
  readonly offsets: number[]
  /** The instruction that stands behind each label. */
  readonly labels: Map<string, number>
  /** Fields that name a label, to be resolved when all are known. */
  readonly spans: { readonly instruction: number; readonly layout: FieldLayout; readonly label: string; readonly offset: number }[]
}

/** Assembles whole lines, which begin at offset `start`: appends what they say to `into`, and their faults, in any order, to `faults`. */
export type AssemblePiece = (piece: string, start: number, into: Assembled, faults: Fault[]) => void

/** Lexer, parser and actions for a table. */
export function createPieceAssembler(set: InstructionSet): AssemblePiece {
  const tokens = createAssemblyTokens(set)
  const lexer = new Lexer(tokens.all, { positionTracking: 'onlyOffset' })
  const parser = new AssemblyParser(set, tokens)
  const readCanonical = createCanonicalReader(set)
  return (piece, start, into, faults) => {
    const canonical = readCanonical(piece)
    if (canonical !== undefined) {
      for (const instruction of canonical.instructions) into.instructions.push(instruction)
      for (const offset of canonical.offsets) into.offsets.push(start + offset)
      return
    }
    const report: Report = (offset, problem) => faults.push({ offset, problem })
    const noteSpan: NoteSpan = (layout, label, offset) =>
      into.spans.push({ instruction: into.instructions.length, layout, label, offset: start + offset })
    parser.acceptLabel = ({ image, startOffset }) => {
      const name = image.slice(0, -1)
      if (into.labels.has(name)) report(startOffset, assemblyLabelTwice(name))
      else into.labels.set(name, into.instructions.length)
    }
    parser.accept = (layout, mnemonic, values) => {
      into.instructions.push(buildInstruction(layout, mnemonic, values, report, noteSpan))
      into.offsets.push(start + mnemonic.startOffset)
    }
    parser.reject = (layout, field) => report(field.startOffset, assemblyFieldTwice(layout.op, field.image))
    const lexed = lexer.tokenize(piece.endsWith('\n') ? piece : `${piece}\n`)
    for (const { offset, length } of lexed.errors) report(offset, assemblyCharacter(quote(piece.slice(offset, offset + length))))
    parseLines(parser, lexed.tokens, tokens.endOfLine, faults)
    parser.input = []
  }
}

/** The parser stops at a fault; it is set going again on the next line, until there are more faults than anybody reads. */
function parseLines(parser: AssemblyParser, tokens: IToken[], endOfLine: TokenType, faults: Fault[]): void {
  for (let start = 0; start < tokens.length && faults.length <= problemLimit;) {
    parser.input = start === 0 ? tokens : tokens.slice(start)
    parser.lines()
    const [fault] = parser.errors
    if (fault === undefined) return
    faults.push({ offset: fault.token.startOffset, problem: assemblySyntax(fault.message) })
    start = tokens.indexOf(fault.token, start)
    while (tokens[start]!.tokenType !== endOfLine) start++
    start++
  }
}

function buildInstruction(
  layout: InstructionLayout,
  mnemonic: IToken,
  tokens: readonly (IToken | undefined)[],
  report: Report,
  noteSpan: NoteSpan,
): AnyInstruction {
  const instruction: Record<string, unknown> & { op: string } = { op: layout.op }
  const missing: string[] = []
  for (let i = 0; i < layout.fields.length; i++) {
    const field = layout.fields[i]!
    const token = tokens[i]
    let code = 0
    if (token !== undefined) {
      const label = field.field.kind === 'span' ? labelIn(field, token.image) : undefined
      if (label !== undefined) noteSpan(field, label, token.startOffset + field.name.length + 1)
      code = label === undefined ? readCode(field, token.image) : 0
      if (!(code < field.codes)) report(token.startOffset + field.name.length + 1, wrongValue(layout.op, field, token.image))
    } else if (field.field.optional !== true) missing.push(field.name)
    instruction[field.name] = field.values === undefined ? code : field.values[code]
  }
  if (missing.length > 0) report(mnemonic.startOffset, assemblyFieldMissing(layout.op, missing))
  return instruction
}

type NoteSpan = (layout: FieldLayout, label: string, offset: number) => void

/** The label that the value in `name=value` is, if it is none of the numbers. */
function labelIn({ name }: FieldLayout, image: string): string | undefined {
  const text = image.slice(name.length + 1)
  return /^[A-Za-z_]\w*$/.test(text) ? text : undefined
}

/** The code that the value in `name=value` stands for; NaN where it stands for none. */
function readCode({ name, values }: FieldLayout, image: string): number {
  const start = name.length + 1
  if (values !== undefined) {
    const text = image.slice(start)
    const code = values.findIndex((value) => String(value) === text)
    return code < 0 ? NaN : code
  }
  let code = start < image.length ? 0 : NaN
  for (let i = start; i < image.length; i++) {
    const digit = image.charCodeAt(i) - 48
    code = digit >= 0 && digit <= 9 ? code * 10 + digit : NaN
  }
  return code
}

function wrongValue(op: string, { name, field }: FieldLayout, image: string): Diagnostic {
  return assemblyFieldValue(op, name, describeCodes(field), quote(image.slice(name.length + 1)))
}

function quote(text: string): string {
  if (text === '') return 'nothing'
  return text.length > 40 ? `'${text.slice(0, 40)}...'` : `'${text}'`
}
