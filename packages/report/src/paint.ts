import { stripVTControlCharacters } from 'node:util'

/** How words stand out where a person reads them. */
export interface Paint {
  readonly strong: (text: string) => string
  readonly quiet: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
}

/** For files and pipes. */
export const plainPaint: Paint = { strong: same, quiet: same, good: same, bad: same }

/** For a terminal: escape sequences that change nothing but colour and weight. */
export const terminalPaint: Paint = {
  strong: (text) => `\u001b[1m${text}\u001b[22m`,
  quiet: (text) => `\u001b[2m${text}\u001b[22m`,
  good: (text) => `\u001b[32m${text}\u001b[39m`,
  bad: (text) => `\u001b[31m${text}\u001b[39m`,
}

function same(text: string): string {
  return text
}

/** Characters that a terminal shows of a text. */
export function shownLength(text: string): number {
  return text.includes('\u001b') ? stripVTControlCharacters(text).length : text.length
}
