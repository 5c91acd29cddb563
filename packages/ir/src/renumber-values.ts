import { matchLines } from './match-lines.ts'

const numberPattern = /%(\d+)\b/g
/** Numbers of values that a line defines: results before ` = `, block arguments before their type. */
const definitionPattern = /%(\d+)(?=(?:, %[\w$.-]+)* = )|%(\d+)(?=: )/g

/**
 * Gives the numbered values of `before` the numbers that they have in `after`. Which value became which is taken from lines that agree
 * in all but numbers; where there are several such lines in a row any choice is consistent. Values without a counterpart get a `~`.
 */
export function renumberValues(before: readonly string[], after: readonly string[]): string[] {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const [i, j] of matchLines(before.map(withoutNumbers), after.map(withoutNumbers))) {
    const [old, now] = [definitions(before[i]!), definitions(after[j]!)]
    for (const [index, number] of old.entries()) {
      const name = now[index]
      if (name === undefined || names.has(number) || taken.has(name)) continue
      names.set(number, name)
      taken.add(name)
    }
  }
  return before.map((line) => line.replace(numberPattern, (_, number: string) => `%${names.get(number) ?? `~${number}`}`))
}

function withoutNumbers(line: string): string {
  return line.replace(numberPattern, '%')
}

function definitions(line: string): string[] {
  return [...line.matchAll(definitionPattern)].map(([, result, argument]) => (result ?? argument)!)
}
