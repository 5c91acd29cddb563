import { type Field, namedValues } from './field.ts'

/** What a field takes, for messages and the reference: `whole or changed`, `an integer from 0 to 4095`. */
export function describeCodes(field: Field): string {
  const values = namedValues(field)
  if (field.kind === 'span') return `a label further down, or an integer from 0 to ${2 ** field.bits - 1}`
  return values === undefined ? `an integer from 0 to ${2 ** field.bits - 1}` : listWords(values.map(String))
}

/** `a, b or c`. */
export function listWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
