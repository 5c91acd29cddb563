import type { IToken } from 'chevrotain'

import * as token from './tokens.ts'

/** Brackets may nest this deep; well above what programs do, well below what a stack holds. */
export const deepestNesting = 256

/** +1 and -1 by type index, for a look at every token that costs little. */
const steps = new Int8Array(1 + Math.max(...token.tokenTypes.map((type) => type.tokenTypeIdx!)))
for (const type of [token.LParen, token.LSquare, token.LCurly, token.Less, token.ShapedHead, token.ComplexHead, token.TupleHead])
  steps[type.tokenTypeIdx!] = 1
for (const type of [token.RParen, token.RSquare, token.RCurly, token.Greater]) steps[type.tokenTypeIdx!] = -1

/** How a token changes the depth of brackets. Words of formats are no brackets. */
export function nestingStep(word: IToken): number {
  return steps[word.tokenTypeIdx] ?? 0
}

/** The first token that is nested too deep. */
export function tooDeep(tokens: readonly IToken[]): IToken | undefined {
  let depth = 0
  for (const word of tokens) {
    const step = nestingStep(word)
    if (step === 0) continue
    depth = Math.max(0, depth + step)
    if (depth > deepestNesting) return word
  }
  return undefined
}
