import type { Details } from '@onnc/results'

/** A row of a pane: a line of the stage, or one that its pass took away. */
export interface StageRow {
  readonly line: number
  readonly kind: 'same' | 'added' | 'removed'
}

/** The lines of a stage; with `changes`, what is new is marked, and what is gone stands where it was. */
export function stageRows({ lines, added, removed }: NonNullable<Details['stages']>['stages'][number], changes: boolean): StageRow[] {
  if (!changes) return lines.map((line) => ({ line, kind: 'same' }))
  const fresh = new Set(added)
  const gone = new Map(removed.map((group) => [group.before, group.lines]))
  const rows: StageRow[] = []
  for (let i = 0; i <= lines.length; i++) {
    for (const line of gone.get(i) ?? []) rows.push({ line, kind: 'removed' })
    if (i < lines.length) rows.push({ line: lines[i]!, kind: fresh.has(i) ? 'added' : 'same' })
  }
  return rows
}
