import { shownLength } from './paint.ts'

/** Rows of cells as aligned text: the first column to the left, all others to the right. Colours take no room. */
export function alignColumns(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, shownLength(cell))), [])
  return rows
    .map((row) => {
      const cells = row.map((cell, i) => {
        const blank = ' '.repeat(widths[i]! - shownLength(cell))
        return i === 0 ? cell + blank : blank + cell
      })
      return `${indent}${cells.join('  ')}`.trimEnd()
    })
    .join('\n')
}
