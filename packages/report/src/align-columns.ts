/** Rows of cells as aligned text: the first column to the left, all others to the right. */
export function alignColumns(rows: readonly (readonly string[])[], indent = '  '): string {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), [])
  return rows
    .map((row) => `${indent}${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`.trimEnd())
    .join('\n')
}
