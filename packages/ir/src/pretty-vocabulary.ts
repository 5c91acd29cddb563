import { createToken, type IToken, type TokenType } from 'chevrotain'

import type { OpDef } from './define-op.ts'
import type { Registry } from './dialect.ts'
import type { FormatStep } from './format.ts'
import * as token from './tokens.ts'

/** The words that the formats of a registry add to the language: names of ops, and literals. */
export interface Vocabulary {
  readonly defs: readonly OpDef[]
  readonly tokens: readonly TokenType[]
  readonly keyword: (word: string) => TokenType
  /** The tokens a literal consists of. */
  readonly literal: (text: string) => readonly TokenType[]
  /** Turns identifiers that are words of a format into them. */
  readonly recognise: (tokens: readonly IToken[]) => void
}

export function createVocabulary(registry: Registry): Vocabulary {
  const defs = registry.dialects.flatMap((dialect) => dialect.ops).filter((def) => def.format !== undefined)
  const keywords = new Map<string, TokenType>()
  const keyword = (word: string): TokenType => {
    let type = keywords.get(word)
    if (type === undefined)
      keywords.set(word, (type = createToken({ name: `'${word}'`, label: `'${word}'`, pattern: word, categories: [token.Identifier] })))
    return type
  }
  const literal = (text: string): readonly TokenType[] =>
    token.lexer.tokenize(text).tokens.map((part) => (part.tokenType === token.Identifier ? keyword(part.image) : part.tokenType))
  const literals = (steps: readonly FormatStep[]): void => {
    for (const step of steps)
      if (step.kind === 'literal') literal(step.text)
      else if (step.kind === 'group') literals(step.steps)
      else if (step.kind === 'attr-dict' && step.keyword !== undefined) keyword(step.keyword)
  }
  for (const def of defs) {
    keyword(def.name)
    literals(def.format!.steps)
  }
  return {
    defs,
    tokens: [...token.tokenTypes, ...keywords.values()],
    keyword,
    literal,
    recognise(tokens) {
      for (const word of tokens) {
        const type = word.tokenType === token.Identifier ? keywords.get(word.image) : undefined
        if (type === undefined) continue
        word.tokenType = type
        word.tokenTypeIdx = type.tokenTypeIdx!
      }
    },
  }
}
