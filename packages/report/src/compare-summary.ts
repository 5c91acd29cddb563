import { alignColumns } from './align-columns.ts'
import { type Figure, figuresOf } from './figures.ts'
import { formatSi } from './format-number.ts'
import { type Paint, plainPaint } from './paint.ts'
import type { ReportDocument, ReportResult } from './report-document.ts'
import { layerRows, nodeLabel, viewOf } from './result-view.ts'

const mostLayers = 20

/** Two results side by side: figures that both have, then the layers whose energy differs most. */
export function compareSummary(
  first: ReportDocument<ReportResult>,
  second: ReportDocument<ReportResult>,
  paint: Paint = plainPaint,
): string {
  const [before, after] = [viewOf(first), viewOf(second)]
  const others = figuresOf(after)
  const figures = figuresOf(before).flatMap((figure, i) => {
    const value = others[i]!.value
    return figure.value === undefined || value === undefined ? [] : [figureRow(figure, figure.value, value, paint)]
  })
  const rows = new Map(layerRows(after).map((row) => [row.node, row]))
  const common = layerRows(before).flatMap((row) => {
    const other = rows.get(row.node)
    return other === undefined ? [] : [{ row, other }]
  })
  const layers = common
    .toSorted((a, b) => Math.abs(b.other.joules - b.row.joules) - Math.abs(a.other.joules - a.row.joules))
    .slice(0, mostLayers)
    .map(({ row, other }) => [
      nodeLabel(row.node),
      formatSi(row.busySeconds, 's'),
      formatSi(other.busySeconds, 's'),
      change(row.busySeconds, other.busySeconds, true, paint),
      formatSi(row.joules, 'J'),
      formatSi(other.joules, 'J'),
      change(row.joules, other.joules, true, paint),
    ])
  const alone = (view: typeof before, of: typeof after): string[] => {
    const known = new Set(layerRows(of).map(({ node }) => node))
    const names = layerRows(view).flatMap(({ node }) => (known.has(node) ? [] : [nodeLabel(node)]))
    return names.length === 0 ? [] : [`only in ${view.name}: ${names.join(', ')}`]
  }
  return [
    `${paint.strong(first.name)} on ${before.target}, ${before.mode}`,
    `${paint.strong(second.name)} on ${after.target}, ${after.mode}`,
    alignColumns([['', 'first', 'second', 'change'], ...figures]),
    ...(layers.length === 0
      ? []
      : [
          `layers of both, those whose energy differs most first${common.length > mostLayers ? ` (${mostLayers} of ${common.length})` : ''}`,
          alignColumns([['node', 'busy', 'then', 'change', 'energy', 'then', 'change'], ...layers]),
        ]),
    ...alone(before, after),
    ...alone(after, before),
  ].join('\n')
}

function figureRow({ name, format, less }: Figure, before: number, after: number, paint: Paint): string[] {
  return [name, format(before), format(after), change(before, after, less, paint)]
}

/** In percent of what was there before; as good or bad news. */
function change(before: number, after: number, less: boolean, paint: Paint): string {
  if (before === 0) return after === 0 ? '=' : 'new'
  const share = after / before - 1
  if (Math.abs(share) < 0.0005) return '='
  const text = `${share > 0 ? '+' : ''}${Math.abs(share) < 10 ? `${(100 * share).toFixed(1)} %` : `${(share + 1).toPrecision(3)} x`}`
  return share < 0 === less ? paint.good(text) : paint.bad(text)
}
