import type { IToken } from 'chevrotain'

import * as token from './tokens.ts'

/**
 * Where to go on after a fault: the next token that begins a line and looks like the begin of an operation, a block, an alias or the end
 * of a region. What the abandoned operation holds in braces is skipped; `start` is its first token, `fault` where reading stopped.
 */
export function nextBoundary(tokens: readonly IToken[], start: number, fault: number, text: string): number {
  let regions = 0
  for (let i = start; i < tokens.length; i++) {
    const { tokenType } = tokens[i]!
    if (i > start && i >= fault && regions === 0 && beginsLine(tokens, i, text) && looksLikeStart(tokens, i)) return i
    if (tokenType === token.LCurly && beginsLine(tokens, i + 1, text)) regions++
    else if (tokenType === token.RCurly && beginsLine(tokens, i, text)) {
      if (regions > 0) regions--
      else if (i >= fault) return i
    }
  }
  return tokens.length
}

/** Whether a token is the first of its line; also where tokens were moved. */
export function beginsLine(tokens: readonly IToken[], index: number, text: string): boolean {
  const current = tokens[index]
  const previous = tokens[index - 1]
  if (current === undefined || previous === undefined) return true
  if (previous.startOffset > current.startOffset) return true
  return text.slice(previous.startOffset + previous.image.length, current.startOffset).includes('\n')
}

function looksLikeStart(tokens: readonly IToken[], index: number): boolean {
  const [first, second] = [tokens[index]!.tokenType, tokens[index + 1]?.tokenType]
  switch (first) {
    case token.Value:
      return second === token.Equals || second === token.Comma || second === token.Colon
    case token.StringLiteral:
      return second === token.LParen
    case token.Hash:
    case token.Bang:
      return second === token.Equals
    case token.BlockName:
    case token.RCurly:
      return true
    default:
      return isName(tokens[index]!) && tokens[index]!.image.includes('.')
  }
}

function isName({ tokenType }: IToken): boolean {
  return tokenType === token.Identifier || (tokenType.CATEGORIES?.includes(token.Identifier) ?? false)
}
