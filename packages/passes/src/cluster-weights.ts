import { choiceOption, definePass, intOption, type Operation, numbersOption, stringsOption } from '@onnc/ir'
import type { Diagnostic } from '@onnc/support'

import type { CompilePass } from './environment.ts'
import { clusterPoints } from './k-means.ts'
import { finiteLayers, type SelectedLayer } from './select-layers.ts'
import { replaceWeights } from './sparsify.ts'
import { type Codebook, codedBlob } from './weight-codebook.ts'
import { budgetIsOne, clustered, fewerWeights, weightsReadElsewhere } from './weight-diagnostics.ts'
import { distributionOf } from './weight-distribution.ts'
import { nameOf, otherReaders, type WeightLayer } from './weight-layers.ts'
import { weightWords } from './weight-words.ts'

/**
 * Moves weights to a few levels, the means of clusters, so that converters of few bits hold them exactly. Weights that are zero stay zero, and
 * zero is then one of the levels. Layers with no more different weights than levels stay as they are.
 *
 * Requires: nothing.  Ensures: nothing further.  Cost: linear in weights, n log n for layers of up to 2^20; one layer is in memory at a time.
 * Before: %w = "onnx.constant"() {value = dense<[[0.5, 0.0, 0.4, -0.3]]>}; "onnx.MatMul"(%w, %x)
 * After:  %w = "onnx.constant"() {value = dense<[[0.45, 0.0, 0.45, -0.3]]>}; "onnx.MatMul"(%w, %x)   (levels=3)
 *
 * k-means from regions of equal mass, as SONIC (arXiv 2109.04459) takes it from Deep Compression (arXiv 1510.00149).
 */
export const clusterWeights: CompilePass = definePass({
  name: 'cluster-weights',
  summary: 'Moves the weights of layers to a few levels by k-means; zero stays zero',
  options: {
    layers: stringsOption({
      summary: 'Names of nodes or of their weights, `*` for any text; all layers if absent. Of several that match, the last counts',
    }),
    exclude: stringsOption({ summary: 'Layers that stay as they are, written the same way', default: [] }),
    levels: numbersOption({
      summary: 'Different weights that stay, zero counted where a layer has it: one number for all, or one for each of `layers`',
      default: [64],
      min: 2,
      max: 4096,
      integer: true,
    }),
    grid: intOption({
      summary:
        'Levels go to the nearest of this many evenly spaced ones, as the rings of a target have them, which then hold them without loss',
      min: 3,
      max: 65535,
    }),
    scope: choiceOption(['layer', 'model'], { summary: 'Whether each layer has levels of its own, or all share them', default: 'layer' }),
  },
  run(module, { levels, layers, exclude, scope, grid }, { report }) {
    if (scope === 'model' && levels.length > 1) return report(budgetIsOne('levels', levels.length))
    const chosen = { layers, exclude, values: levels, option: 'levels', pass: 'cluster-weights' }
    const finite = finiteLayers(module, chosen, report)
    const groups = scope === 'model' && finite.length > 0 ? [finite] : finite.map((one) => [one])
    for (const group of groups) clusterGroup(group, grid, report)
  },
})

/** Layers that share their levels. */
function clusterGroup(
  group: readonly SelectedLayer[],
  grid: number | undefined,
  report: (diagnostic: Diagnostic, operation?: Operation) => void,
): void {
  const [{ layer: first, value: levels }] = group as [SelectedLayer]
  const layers = group.map(({ layer }) => layer)
  const count = layers.reduce((sum, layer) => sum + layer.count, 0)
  const name = layers.length === 1 ? `'${nameOf(first)}'` : `${layers.length} layers together`
  const plan = planCodebook(layers, count, levels, grid)
  if (plan.codebook === undefined) return report(fewerWeights(name, plan.distinct, levels), first.node)
  for (const layer of layers) {
    replaceWeights(layer, codedBlob(layer.blob, plan.codebook))
    for (const reader of otherReaders(layer)) report(weightsReadElsewhere(nameOf(layer), reader.name), layer.node)
  }
  report(clustered(name, levels, count, plan.lostEnergy), first.node)
}

interface CodebookPlan {
  /** Absent where there are no more different weights than levels. */
  readonly codebook: Codebook | undefined
  readonly distinct: number
  readonly lostEnergy: number
}

function planCodebook(layers: readonly WeightLayer[], count: number, levels: number, grid: number | undefined): CodebookPlan {
  const { zeros, energy, points, upper } = distributionOf(wordsOfLayers(layers), count)
  const distinct = points.length + (zeros > 0 ? 1 : 0)
  if (points.length === 0 || (distinct <= levels && grid === undefined)) return { codebook: undefined, distinct, lostEnergy: 0 }
  const { clusters, error } = clusterPoints(points, Math.min(points.length, levels - (zeros > 0 ? 1 : 0)))
  const means = Float64Array.from(clusters, ({ mean }) => mean)
  const level = grid === undefined ? means : onGrid(means, grid)
  const moved = clusters.reduce((sum, { end }, i) => {
    const members = points.counts[end]! - points.counts[clusters[i - 1]?.end ?? 0]!
    return sum + members * (level[i]! - means[i]!) ** 2
  }, error)
  return {
    codebook: { upper: Float32Array.from(clusters, ({ end }) => upper[end - 1]!), level },
    distinct,
    lostEnergy: moved / (energy || 1),
  }
}

/** The nearest multiples of the step at which the largest magnitude is the last of `grid` levels, zero in the middle; none becomes zero. */
function onGrid(means: Float64Array, grid: number): Float64Array {
  const largest = means.reduce((most, mean) => Math.max(most, Math.abs(mean)), 0)
  const step = largest / Math.floor((grid - 1) / 2)
  return means.map((mean) => Math.sign(mean) * step * Math.max(1, Math.round(Math.abs(mean) / step)))
}

function* wordsOfLayers(layers: readonly WeightLayer[]): Generator<Uint32Array> {
  for (const { blob } of layers) yield weightWords(blob)
}
