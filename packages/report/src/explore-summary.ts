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
  return [
    `${points.length} points of ${target}, means over ${models.length} ${models.length === 1 ? 'model' : 'models'}; Pareto front${
      front.length > mostShown ? `, the best ${mostShown} of ${front.length}` : ''
    }:`,
    alignColumns([[...paths, 'FPS', 'FPS/W', 'per bit', 'power', 'area'], ...rows]),
    'best by',
    alignColumns(best.map(({ goal, settings }) => [goal, settingsText(settings)])),
    ...(located === undefined
      ? []
      : [
          `${target} itself, ${settingsText(located.settings)}: ${located.ranks.map(({ goal, rank, of }) => `${rank} of ${of} by ${goal}`).join(', ')}`,
        ]),
    ...(failed.length === 0
      ? []
      : [`${failed.length} points have no figures; the first: ${settingsText(failed[0]!.settings)}: ${failed[0]!.problem}`]),
  ].join('\n')
}

function settingsText(settings: ExploreResult['points'][number]['settings']): string {
  return settings.map(({ path, value }) => `${path}=${value}`).join(' ')
}
