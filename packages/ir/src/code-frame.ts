import type { SourceLocation } from '@onnc/support'

const width = 120

/**
 * The line that a location names, with carets beneath what stands there: `line | text`. Of a long line, such as one with a constant, only
 * the surroundings are shown. Empty for locations that are no positions in `text`.
 */
export function codeFrame(text: string, location: SourceLocation): string {
  if (location.kind !== 'position') return ''
  const line = lineOf(text, location.line)
  if (line === undefined) return ''
  const column = Math.min(location.column - 1, line.length)
  const start = column < width - 20 ? 0 : column - 40
  const shown = `${start > 0 ? '...' : ''}${line.slice(start, start + width)}${start + width < line.length ? '...' : ''}`
  const indent = (start > 0 ? '...' : '') + line.slice(start, column)
  const carets = '^'.repeat(Math.max(1, Math.min(extent(line, column), start + width - column)))
  const gutter = String(location.line)
  return `${gutter} | ${shown}\n${' '.repeat(gutter.length)} | ${indent.replace(/[^\t]/g, ' ')}${carets}`
}

function lineOf(text: string, number: number): string | undefined {
  let start = 0
  for (let line = 1; line < number; line++) {
    start = text.indexOf('\n', start) + 1
    if (start === 0) return undefined
  }
  const end = text.indexOf('\n', start)
  return text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '')
}

/** Characters of the word, string or bracketed name at a column. */
function extent(line: string, column: number): number {
  const word = /(?:"(?:[^"\\]|\\.){0,200}"?|[%@^#!]?[\w$.-]+(?:#\d+)?|.)/y
  word.lastIndex = column
  return word.exec(line)?.[0].length ?? 1
}
