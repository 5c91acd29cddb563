import type { SensitivityResult } from '@onnc/results'

import { alignColumns } from './align-columns.ts'
import { formatPercent } from './format-number.ts'

/** Accuracy with each layer changed alone, then what is proposed for all of them. */
export function sensitivitySummary(result: SensitivityResult): string {
  const { model, count, correct, accuracy, layers, proposal, budget } = result
  return [
    `${model}: ${correct} of ${count} right, ${formatPercent(accuracy)}; accuracy with one layer changed:`,
    ...table('share of zeros', layers, (layer) =>
      layer.sparsity.map((p) => [`${Number((100 * p.sparsity).toPrecision(4))} %`, p.accuracy]),
    ),
    ...table('levels', layers, (layer) => layer.levels.map((p) => [String(p.levels), p.accuracy])),
    `proposed, to lose at most ${formatPercent(budget)}:`,
    alignColumns([
      ['layer', 'zeros', 'levels'],
      ...proposal.layers.map(({ name, sparsity, levels }) => [
        name,
        sparsity === undefined ? '-' : formatPercent(sparsity),
        levels === undefined ? '-' : String(levels),
      ]),
    ]),
    `${proposal.correct} of ${count} right, ${formatPercent(proposal.accuracy)}, with ${formatPercent(proposal.zeroShare)} of all weights zero:`,
    `  ${proposal.pipeline === '' ? 'nothing: no setting keeps to the budget' : `--pipeline '${proposal.pipeline}'`}`,
  ].join('\n')
}

type Layer = SensitivityResult['layers'][number]

function table(word: string, layers: readonly Layer[], pointsOf: (layer: Layer) => readonly (readonly [string, number])[]): string[] {
  const heads = pointsOf(layers[0]!).map(([head]) => head)
  if (heads.length === 0) return []
  const rows = layers.map((layer) => [layer.name, String(layer.weights), ...pointsOf(layer).map(([, accuracy]) => formatPercent(accuracy))])
  return [alignColumns([[word, 'weights', ...heads], ...rows])]
}
