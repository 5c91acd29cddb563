import { EOF, type IToken, type TokenType } from 'chevrotain'

import * as token from './tokens.ts'

/** A token, as a message names it. */
export const found = (at: IToken): string =>
  at.tokenType === EOF
    ? 'the end of the file'
    : at.tokenType === token.BadString
      ? 'an unterminated string'
      : `'${at.image.length > 24 ? `${at.image.slice(0, 21)}...` : at.image}'`
/** What is wrong with a token wherever it stands. */
export const misplaced = (at: IToken): string | undefined =>
  at.tokenType === token.Less
    ? "'<' is never closed, or nests too deep"
    : at.tokenType === token.BadString
      ? 'the string is not terminated on its line'
      : undefined

/** Chevrotain's messages in our words. */
export const messages = {
  buildMismatchTokenMessage: ({ expected, actual }: { expected: TokenType; actual: IToken }): string =>
    misplaced(actual) ?? `expected ${expected.LABEL ?? expected.name}, found ${found(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }: { firstRedundant: IToken }): string =>
    misplaced(firstRedundant) ?? `expected an operation, found ${found(firstRedundant)}`,
  buildNoViableAltMessage: ({ actual, ruleName }: { actual: IToken[]; ruleName: string }): string =>
    misplaced(actual[0]!) ?? `expected ${expectations[ruleName] ?? 'something else'}, found ${found(actual[0]!)}`,
  buildEarlyExitMessage: ({ actual, ruleName }: { actual: IToken[]; ruleName: string }): string =>
    misplaced(actual[0]!) ?? `expected ${expectations[ruleName] ?? 'more'}, found ${found(actual[0]!)}`,
}

const expectations: Readonly<Record<string, string>> = {
  type: 'a type',
  resultTypes: 'a type',
  attribute: 'an attribute',
  constant: 'a constant',
  location: 'a location',
  locationBody: 'a location',
  operation: 'an operation',
  region: 'an operation',
  file: 'an operation',
  prettyForm: 'an operation',
  dictionary: "a name or '}'",
  alias: "'='",
}
