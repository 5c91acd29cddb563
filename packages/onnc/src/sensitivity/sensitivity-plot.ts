import { type Chart, stackedCharts } from '@onnc/hardware'
import type { SensitivityResult } from '@onnc/results'

type Layer = SensitivityResult['layers'][number]

/** Lines that a legend has room for. */
const mostLines = 13
const longestLabel = 24

/** Accuracy against sparsity and against levels, a line for each layer changed alone; of many layers the most sensitive. */
export function sensitivityPlot(result: SensitivityResult): string {
  const { layers, accuracy } = result
  const all = layers.flatMap((layer) => [...layer.sparsity, ...layer.levels].map((point) => point.accuracy))
  const y = accuracyAxis(Math.min(accuracy, ...all), Math.max(accuracy, ...all))
  const shares = [...new Set(layers.flatMap((layer) => layer.sparsity.map((p) => p.sparsity)))].toSorted((a, b) => a - b)
  const levels = [...new Set(layers.flatMap((layer) => layer.levels.map((p) => p.levels)))].toSorted((a, b) => a - b)
  const charts: Chart[] = []
  if (shares.length > 0)
    charts.push({
      title: 'accuracy of the model with one layer sparse',
      x: { label: 'share of zeros in the layer', from: 0, to: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
      y,
      lines: linesOf(layers, ({ sparsity }) => [[0, accuracy], ...sparsity.map((p) => [p.sparsity, p.accuracy] as const)]),
    })
  if (levels.length > 1)
    charts.push({
      title: 'accuracy of the model with one layer clustered',
      x: { label: 'levels of the layer', from: levels[0]!, to: levels.at(-1)!, logarithmic: true, ticks: levels },
      y,
      lines: linesOf(layers, (layer) => layer.levels.map((p) => [p.levels, p.accuracy] as const).toSorted(([a], [b]) => a - b)),
    })
  return stackedCharts(charts)
}

function linesOf(layers: readonly Layer[], pointsOf: (layer: Layer) => (readonly [number, number])[]): Chart['lines'] {
  const lines = layers.map((layer) => ({ label: shortened(layer.name), points: pointsOf(layer) }))
  if (lines.length <= mostLines) return lines
  const shown = new Set(lines.toSorted((a, b) => lowest(a.points) - lowest(b.points)).slice(0, mostLines))
  return lines.filter((line) => shown.has(line))
}

function lowest(points: readonly (readonly [number, number])[]): number {
  return Math.min(...points.map(([, accuracy]) => accuracy))
}

function shortened(name: string): string {
  return name.length <= longestLabel ? name : `...${name.slice(3 - longestLabel)}`
}

/** Round accuracies around what was measured. */
function accuracyAxis(least: number, most: number): Chart['y'] {
  const step = [0.01, 0.02, 0.05, 0.1, 0.2].find((s) => (most - least) / s <= 6) ?? 0.2
  const from = Math.max(0, Math.floor(least / step) - 1)
  const to = Math.min(Math.round(1 / step), Math.ceil(most / step) + 1)
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => Number(((from + i) * step).toFixed(2)))
  return { label: 'accuracy', from: ticks[0]!, to: ticks.at(-1)!, ticks }
}
