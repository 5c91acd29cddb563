import type { IToken } from 'chevrotain'

import { nestingStep } from './nesting.ts'
import { beginsLine } from './recover.ts'
import * as token from './tokens.ts'

/**
 * The tokens with all definitions of aliases in front, each behind those it names: mlir-opt writes those of locations last, and uses them
 * from the first line on.
 */
export function hoistAliases(tokens: readonly IToken[], text: string): readonly IToken[] {
  if (!tokens.some((_, i) => isDefinition(tokens, i))) return tokens
  const definitions: IToken[][] = []
  const rest: IToken[] = []
  let depth = 0
  let current: IToken[] | undefined
  let copied = 0
  for (const [i, word] of tokens.entries()) {
    if (depth === 0 && current !== undefined && beginsLine(tokens, i, text)) {
      current = undefined
      copied = i
    }
    if (depth === 0 && current === undefined && isDefinition(tokens, i)) {
      for (let j = copied; j < i; j++) rest.push(tokens[j]!)
      definitions.push((current = []))
    }
    current?.push(word)
    depth = Math.max(0, depth + nestingStep(word))
  }
  if (current === undefined) for (let j = copied; j < tokens.length; j++) rest.push(tokens[j]!)
  const ordered: IToken[] = []
  for (const definition of inOrder(definitions)) for (const word of definition) ordered.push(word)
  for (const word of rest) ordered.push(word)
  return ordered
}

function isDefinition(tokens: readonly IToken[], index: number): boolean {
  const { tokenType } = tokens[index]!
  return (tokenType === token.Hash || tokenType === token.Bang) && tokens[index + 1]?.tokenType === token.Equals
}

/** Without recursion: a file may chain any number of aliases. */
function inOrder(definitions: readonly IToken[][]): IToken[][] {
  const byName = new Map(definitions.map((definition) => [definition[0]!.image, definition]))
  const begun = new Set<IToken[]>()
  const done = new Set<IToken[]>()
  const stack = definitions.toReversed()
  while (stack.length > 0) {
    const definition = stack.at(-1)!
    if (done.has(definition) || begun.has(definition)) {
      done.add(stack.pop()!)
      continue
    }
    begun.add(definition)
    for (const word of definition.slice(2)) {
      const name = word.tokenType === token.LocationAlias ? word.image.slice(4, -1) : word.image
      const needed = byName.get(name)
      if (needed !== undefined && !begun.has(needed)) stack.push(needed)
    }
  }
  return [...done]
}
