import { matchLines } from './match-lines.ts'
import { renumberValues } from './renumber-values.ts'

export interface DiffOptions {
  /** With escape sequences for a terminal. */
  readonly colour?: boolean
  /** Unchanged lines around changes; 3 where nothing is said. */
  readonly context?: number
}

/** A line of a difference: of both texts, of the old one, or of the new one. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+'
  readonly text: string
}

/**
 * What changed between two texts of IR, in the manner of a unified diff; empty where nothing did. Values that have no name are numbered
 * in order, so one new operation renumbers all behind it: the old text is shown with the new numbers of values that are still there,
 * and `%~7` for values that are gone.
 */
export function diffText(before: string, after: string, { colour = false, context = 3 }: DiffOptions = {}): string {
  if (before === after) return ''
  const lines = diffLines(linesOf(before), linesOf(after))
  const near = nearChanges(lines, context)
  const paint = colour ? paintLine : ({ sign, text }: DiffLine): string => `${sign} ${text}`
  const texts: string[] = []
  let [oldLine, newLine] = [1, 1]
  for (const [index, line] of lines.entries()) {
    if (near[index] && !near[index - 1]) texts.push(paintHeader(`@@ -${oldLine} +${newLine} @@`, colour))
    if (near[index]) texts.push(paint(line))
    if (line.sign !== '+') oldLine++
    if (line.sign !== '-') newLine++
  }
  return texts.length === 0 ? '' : `${texts.join('\n')}\n`
}

/** Every line of both texts, in order; old ones have the new numbers of values that are still there (see `diffText`). */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  return alignedLines(renumberValues(before, after), after)
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function alignedLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  for (const [first, second] of [...matchLines(before, after), [before.length, after.length] as const]) {
    for (; i < first; i++) lines.push({ sign: '-', text: before[i]! })
    for (; j < second; j++) lines.push({ sign: '+', text: after[j]! })
    if (first < before.length) lines.push({ sign: ' ', text: after[second]! })
    ;[i, j] = [first + 1, second + 1]
  }
  return lines
}

/** For each line whether a change is at most `context` lines away. */
function nearChanges(lines: readonly DiffLine[], context: number): boolean[] {
  const near = lines.map(() => false)
  for (const [index, { sign }] of lines.entries())
    if (sign !== ' ') for (let i = Math.max(0, index - context); i <= Math.min(lines.length - 1, index + context); i++) near[i] = true
  return near
}

const escapes = { ' ': '', '-': '\u001b[31m', '+': '\u001b[32m' } as const
const reset = '\u001b[39m'

function paintLine({ sign, text }: DiffLine): string {
  return sign === ' ' ? `${sign} ${text}` : `${escapes[sign]}${sign} ${text}${reset}`
}

function paintHeader(text: string, colour: boolean): string {
  return colour ? `\u001b[36m${text}${reset}` : text
}
