import type { ExploreResult } from '@onnc/results'

/** All points as CSV, one a line. */
export function exploreTable({ points }: ExploreResult): string {
  const paths = points[0]?.settings.map(({ path }) => path) ?? []
  const heads = [
    ...paths,
    'frames_per_second',
    'frames_per_second_per_watt',
    'joules_per_bit',
    'mean_watts',
    'square_metres',
    'pareto',
    'problem',
  ]
  const lines = points.map(({ settings, mean, squareMetres, isPareto, problem }) =>
    [
      ...settings.map(({ value }) => value),
      mean?.framesPerSecond,
      mean?.framesPerSecondPerWatt,
      mean?.joulesPerBit,
      mean?.meanWatts,
      squareMetres,
      isPareto ? 1 : 0,
      problem,
    ]
      .map(cell)
      .join(','),
  )
  return `${[heads.join(','), ...lines].join('\n')}\n`
}

function cell(value: number | string | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'number' ? String(value) : /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
