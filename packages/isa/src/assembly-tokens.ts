import { createToken, Lexer, type TokenType } from 'chevrotain'
import type { InstructionSet } from './instruction-set.ts'

/** The words of the assembly language, all taken from the instruction table. */
export interface AssemblyTokens {
  /** In the order in which the lexer tries them. */
  readonly all: TokenType[]
  readonly endOfLine: TokenType
  /** A name and a colon: a place that instructions may speak of. */
  readonly label: TokenType
  /** The name of each instruction. */
  readonly mnemonics: ReadonlyMap<string, TokenType>
  /** By the field's name: the name, `=`, and what is given as its value, as one token. */
  readonly fields: ReadonlyMap<string, TokenType>
}

export function createAssemblyTokens(set: InstructionSet): AssemblyTokens {
  const endOfLine = createToken({ name: 'endOfLine', pattern: /\n/, label: 'the end of the line' })
  const space = createToken({ name: 'space', pattern: /[ \t\r]+/, group: Lexer.SKIPPED })
  const comment = createToken({ name: 'comment', pattern: /;[^\n]*/, group: Lexer.SKIPPED })
  const label = createToken({ name: 'label', pattern: /[A-Za-z_]\w*:/ })
  // Whatever looks like a word and is none: a token, so that a fault is told in words, and so that `haltx` is not `halt`.
  const unknown = createToken({ name: 'unknown', pattern: /[\w.+-]+(?:=[\w.+-]*)?|=/ })

  const fieldNames = new Set(set.layouts.flatMap(({ fields }) => fields.map(({ name }) => name)))
  const fields = new Map(
    [...fieldNames].map((name) => [name, createToken({ name: `field_${name}`, pattern: new RegExp(`${name}=[\\w.+-]*`) })]),
  )
  const mnemonics = new Map(set.layouts.map(({ op }) => [op, createToken({ name: op, pattern: op, longer_alt: unknown })]))
  return {
    all: [space, ...fields.values(), label, ...mnemonics.values(), endOfLine, comment, unknown],
    endOfLine,
    label,
    mnemonics,
    fields,
  }
}
