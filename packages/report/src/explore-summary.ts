import type { ExploreResult } from '@onnc/results'

import { alignColumns } from './align-columns.ts'
import { formatLarge, formatSi } from './format-number.ts'

/** Points of the front that a person looks at. */
const mostShown = 20

/** The Pareto front, the best point by each goal, and where the target itself stands. */
export function exploreSummary(result: ExploreResult): string {
  const { target, models, points, best, located } = result
  const front = points
    .filter(({ isPareto }) => isPareto)
    .toSorted((a, b) => b.mean!.framesPerSecondPerWatt - a.mean!.framesPerSecondPerWatt)
  const failed = points.filter(({ problem }) => problem !== undefined)
  const paths = points[0]?.settings.map(({ path }) => path) ?? []
  const rows = front
    .slice(0, mostShown)
    .map(({ settings, mean, squareMetres }) => [
      ...settings.map(({ value }) => String(value)),
      formatLarge(mean!.framesPerSecond),
      formatLarge(mean!.framesPerSecondPerWatt),
      formatSi(mean!.joulesPerBit, 'J'),
      formatSi(mean!.meanWatts, 'W'),
      squareMetres === undefined ? '-' : `${(squareMetres * 1e6).toPrecision(3)} mm2`,
    ])
  const head = `${count(points.length, 'point')} of ${target}, means over ${count(models.length, 'model')}`
  const shown = front.length > mostShown ? `, the best ${mostShown} of ${front.length}` : ''
  const measured = [
    `${head}; Pareto front${shown}:`,
    alignColumns([[...paths, 'FPS', 'FPS/W', 'per bit', 'power', 'area'], ...rows]),
    'best by',
    alignColumns(best.map(({ goal, settings }) => [goal, settingsText(settings)])),
  ]
  return [
    ...(front.length === 0 ? [head] : measured),
    ...(located === undefined
      ? []
      : [
          `${target} itself, ${settingsText(located.settings)}: ${located.ranks.map(({ goal, rank, of }) => `${rank} of ${of} by ${goal}`).join(', ')}`,
        ]),
    ...(failed.length === 0
      ? []
      : [
          `${failed.length} ${failed.length === 1 ? 'has' : 'have'} no figures; the first: ${settingsText(failed[0]!.settings)}: ${failed[0]!.problem}`,
        ]),
  ].join('\n')
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

function settingsText(settings: ExploreResult['points'][number]['settings']): string {
  return settings.map(({ path, value }) => `${path}=${value}`).join(' ')
}
