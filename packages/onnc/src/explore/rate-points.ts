import type { ExploreResult } from '@onnc/results'

export type Point = ExploreResult['points'][number]
export type Goal = ExploreResult['best'][number]['goal']

/** What points are judged by, and which way is better. */
export const goals: Readonly<Record<Goal, { readonly of: (point: Point) => number | undefined; readonly isMore: boolean }>> = {
  framesPerSecondPerWatt: { of: ({ mean }) => mean?.framesPerSecondPerWatt, isMore: true },
  joulesPerBit: { of: ({ mean }) => mean?.joulesPerBit, isMore: false },
  meanWatts: { of: ({ mean }) => mean?.meanWatts, isMore: false },
  squareMetres: { of: ({ squareMetres }) => squareMetres, isMore: false },
}

/** Points that no other one is at least as good as by every goal and better by one. */
export function paretoFront(points: readonly Omit<Point, 'isPareto'>[]): Set<number> {
  const scores = points.map((point) => ('mean' in point ? scoresOf(point as Point) : undefined))
  const front = new Set<number>()
  for (const [i, own] of scores.entries())
    if (own !== undefined && !scores.some((other, j) => j !== i && other !== undefined && dominates(other, own))) front.add(i)
  return front
}

/** More is better; what is not known is the same for all. */
function scoresOf(point: Point): number[] {
  return Object.values(goals).map(({ of, isMore }) => (isMore ? 1 : -1) * (of(point) ?? 0))
}

function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((score, i) => score >= b[i]!) && a.some((score, i) => score > b[i]!)
}

/** The place of a point by a goal, from 1; undefined where it has no figure. */
export function rankOf(points: readonly Point[], point: Point, goal: Goal): number | undefined {
  const { of, isMore } = goals[goal]
  const own = of(point)
  if (own === undefined) return undefined
  return 1 + points.filter((other) => (isMore ? (of(other) ?? -Infinity) > own : (of(other) ?? Infinity) < own)).length
}

/** The best point by a goal. */
export function bestBy(points: readonly Point[], goal: Goal): Point | undefined {
  return points.find((point) => rankOf(points, point, goal) === 1)
}
