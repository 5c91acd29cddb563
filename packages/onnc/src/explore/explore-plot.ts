import { type Chart, stackedCharts } from '@onnc/hardware'
import type { ExploreResult } from '@onnc/results'

import type { Point } from './rate-points.ts'

/** All points, the Pareto front as a line: frames for each joule against power, and energy for each bit against area. */
export function explorePlot(result: ExploreResult): string {
  const measured = result.points.filter(({ mean }) => mean !== undefined)
  return stackedCharts([
    chartOf(result, measured, {
      title: 'frames for each joule against power',
      x: { label: 'power, W', of: ({ mean }) => mean!.meanWatts },
      y: { label: 'FPS/W', of: ({ mean }) => mean!.framesPerSecondPerWatt },
      isMore: true,
    }),
    chartOf(
      result,
      measured.filter(({ squareMetres }) => squareMetres !== undefined),
      {
        title: 'energy for each bit against area',
        x: { label: 'area, mm2', of: ({ squareMetres }) => squareMetres! * 1e6 },
        y: { label: 'pJ/bit', of: ({ mean }) => mean!.joulesPerBit * 1e12 },
        isMore: false,
      },
    ),
  ])
}

interface View {
  readonly title: string
  readonly x: { readonly label: string; readonly of: (point: Point) => number }
  readonly y: { readonly label: string; readonly of: (point: Point) => number }
  /** Whether more on the y axis is better. */
  readonly isMore: boolean
}

function chartOf({ target, located }: ExploreResult, points: readonly Point[], { title, x, y, isMore }: View): Chart {
  const places = points.map((point) => [x.of(point), y.of(point)] as const).toSorted(([a], [b]) => a - b)
  let best = isMore ? -Infinity : Infinity
  const front = places.filter(([, value]) => {
    const isBetter = isMore ? value > best : value < best
    if (isBetter) best = value
    return isBetter
  })
  const own = points.find(({ settings }) => JSON.stringify(settings) === JSON.stringify(located?.settings))
  return {
    title,
    x: axisOf(
      x.label,
      places.map(([value]) => value),
    ),
    y: axisOf(
      y.label,
      places.map(([, value]) => value),
    ),
    lines: [{ label: 'best so far', points: front }],
    marks: [
      ...places.map(([px, py]) => ({ label: '', x: px, y: py })),
      ...(own === undefined ? [] : [{ label: target, x: x.of(own), y: y.of(own) }]),
    ],
  }
}

/** From zero to a round number above all values. */
function axisOf(label: string, values: readonly number[]): Chart['x'] {
  const most = values.reduce((a, b) => Math.max(a, b), 0)
  if (most === 0) return { label, from: 0, to: 1, ticks: [0, 1] }
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [0.2, 0.5, 1, 2].map((factor) => factor * power).find((s) => most / s <= 6) ?? 2 * power
  const ticks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => Number((i * step).toPrecision(6)))
  return { label, from: 0, to: ticks.at(-1)!, ticks }
}
