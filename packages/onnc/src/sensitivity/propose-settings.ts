import { type Result, success } from '@onnc/support'

import type { Settings } from './layer-settings.ts'

/** What was measured of one layer changed alone, from the mildest setting to the harshest. */
export interface LayerCurves {
  readonly weights: number
  /** Rising shares of zeros. */
  readonly sparsity: readonly Measured[]
  /** Falling numbers of levels. */
  readonly levels: readonly Measured[]
}

export interface Measured {
  readonly value: number
  readonly correct: number
}

export interface Proposal {
  readonly settings: Settings
  readonly correct: number
}

/**
 * Settings of all layers together that label at least `floor` images right. Each layer starts at the harshest setting that keeps to the floor
 * by itself; while all together fall below it, the layer that lost most by itself gets the next milder one. Sparsity first, with half of what
 * may be lost, then levels; with what is left then, layers become sparser again, those with the most weights first.
 */
export function proposeSettings(
  curves: readonly LayerCurves[],
  { correct, floor }: { readonly correct: number; readonly floor: number },
  measure: (settings: Settings) => Result<number>,
): Result<Proposal> {
  const halfWay = Math.ceil((correct + floor) / 2)
  const dense: Proposal = { settings: new Map(), correct }
  const sparse = relax(curves, 'sparsity', { base: dense, floor: halfWay }, measure)
  if (!sparse.ok) return sparse
  const both = relax(curves, 'levels', { base: sparse.value, floor }, measure)
  return both.ok ? tighten(curves, { base: both.value, floor }, measure) : both
}

/** Takes each layer to the next harsher sparsity for as long as all together keep to the floor. */
function tighten(
  curves: readonly LayerCurves[],
  { base, floor }: { readonly base: Proposal; readonly floor: number },
  measure: (settings: Settings) => Result<number>,
): Result<Proposal> {
  let best = base
  for (const i of [...curves.keys()].toSorted((a, b) => curves[b]!.weights - curves[a]!.weights))
    for (const { value } of curves[i]!.sparsity) {
      const setting = best.settings.get(i)
      if (value <= (setting?.sparsity ?? 0)) continue
      const settings = new Map([...best.settings, [i, { ...setting, sparsity: value }]])
      const measured = measure(settings)
      if (!measured.ok) return measured
      if (measured.value < floor) break
      best = { settings, correct: measured.value }
    }
  return success(best)
}

/** Adds one kind of settings to those of `base`, which keeps to the floor. */
function relax(
  curves: readonly LayerCurves[],
  kind: 'sparsity' | 'levels',
  { base, floor }: { readonly base: Proposal; readonly floor: number },
  measure: (settings: Settings) => Result<number>,
): Result<Proposal> {
  // The place of each layer on its curve; -1: as it is.
  const places = curves.map((curve) => curve[kind].findLastIndex(({ correct }) => correct >= floor))
  while (places.some((place) => place >= 0)) {
    const settings = new Map(base.settings)
    for (const [i, place] of places.entries())
      if (place >= 0) settings.set(i, { ...settings.get(i), [kind]: curves[i]![kind][place]!.value })
    const measured = measure(settings)
    if (!measured.ok) return measured
    if (measured.value >= floor) return success({ settings, correct: measured.value })
    places[mostSensitive(curves, kind, places)]!--
  }
  return success(base)
}

/** Of the layers that are changed the one that does worst by itself; of equal ones that with the fewest weights. */
function mostSensitive(curves: readonly LayerCurves[], kind: 'sparsity' | 'levels', places: readonly number[]): number {
  const correctOf = (i: number): number => curves[i]![kind][places[i]!]!.correct
  const changed = places.flatMap((place, i) => (place >= 0 ? [i] : []))
  return changed.reduce((worst, i) => {
    const difference = correctOf(i) - correctOf(worst) || curves[i]!.weights - curves[worst]!.weights
    return difference < 0 ? i : worst
  })
}
