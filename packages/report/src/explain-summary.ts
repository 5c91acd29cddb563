import type { ExplainResult } from '@onnc/results'

import { formatPercent, formatSi } from './format-number.ts'

type Product = ExplainResult['photonic'][number]

/** Products on rings with how they are cut and what was nearly done instead, then the nodes that stay electronic. */
export function explainSummary({ model, target, objective, latencySeconds, boundSeconds, photonic, electronic }: ExplainResult): string {
  const bound = boundSeconds === undefined ? '' : `, no placement of these tiles below ${formatSi(boundSeconds, 's')}`
  return [
    `${model} on ${target}, for ${objective}: ${formatSi(latencySeconds, 's')} predicted${bound}`,
    ...photonic.flatMap(explainProduct),
    ...electronic.map(({ node, reason }) => `${node ?? '?'}\n  ${reason}`),
  ].join('\n')
}

function explainProduct({ node, rows, columns, blocks, vectors, macs, chosen, runnerUp, electronic }: Product): string[] {
  const matrix = blocks === 1 ? `${rows} x ${columns}` : `${blocks} blocks of ${rows / blocks} x ${columns}`
  return [
    node,
    `  matrix      ${matrix}, ${vectors} ${vectors === 1 ? 'vector' : 'vectors'}, ${macs} MACs`,
    `  rings       ${cut(chosen, blocks)}, ${formatPercent(chosen.fill)} full: ${cost(chosen)}`,
    ...(runnerUp === undefined ? [] : [`  next best   ${cut(runnerUp, blocks)}: ${cost(runnerUp)}`]),
    `  on the ECU  ${cost(electronic)}`,
  ]
}

function cost(plan: { readonly seconds: number; readonly energyJoules: number }): string {
  return `${formatSi(plan.seconds, 's')}, ${formatSi(plan.energyJoules, 'J')}`
}

function cut({ tiles, copies, packed, tiers }: Product['chosen'], blocks: number): string {
  const copied = copies === 1 ? '' : `, ${copies} copies`
  const together = `${packed} ${packed === 1 ? 'block' : 'blocks'} together`
  const shared = blocks === 1 ? '' : `, ${together}${tiers === 1 ? '' : ` in each of ${tiers} tiers`}`
  return `${tiles} ${tiles === 1 ? 'tile' : 'tiles'}${copied}${shared}`
}
