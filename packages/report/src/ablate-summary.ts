import type { AblateResult } from '@onnc/results'

import { alignColumns } from './align-columns.ts'
import { formatLarge, formatSi } from './format-number.ts'

/** What each idea buys, a row each. */
export function ablateSummary({ model, target, pipeline, compress, weightBits, inputs, rows }: AblateResult): string {
  const table = rows.map((row, i) => [
    `${i === 0 ? '' : '+ '}${row.idea}`,
    formatSi(row.latencySeconds, 's'),
    formatSi(row.energyJoules, 'J'),
    formatSi(row.meanWatts, 'W'),
    formatLarge(row.framesPerSecond),
    formatLarge(row.framesPerSecondPerWatt),
    formatSi(row.joulesPerBit, 'J'),
    formatSi(row.joulesPerDenseBit, 'J'),
    String(row.tiles),
  ])
  const heads = ['', 'latency', 'energy', 'power', 'FPS', 'FPS/W', 'per bit', 'per dense bit', 'tiles']
  return [
    `${model} on ${target}, each idea added to those before`,
    alignColumns([heads, ...table]),
    weightBits === undefined ? 'before clustering weights have the bits of the rings' : `before clustering weights keep ${weightBits} bits`,
    `weights: ${pipeline === '' ? 'as the model has them' : pipeline}; compression: ${compress}; zeros of ${inputs} inputs`,
  ].join('\n')
}
