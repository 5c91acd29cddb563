import type { ExplainProgramResult } from '@onnc/results'

import { alignColumns } from './align-columns.ts'
import { formatCount, formatPercent, formatSi } from './format-number.ts'
import { type Paint, plainPaint } from './paint.ts'
import { nodeLabel } from './result-view.ts'

type Layer = ExplainProgramResult['layers'][number]
type Remedy = ExplainProgramResult['remedies'][number]

/** Layers that are told about in words where nobody asked for one. */
const mostTold = 3

/** What a program costs, why its costliest layers (or the one asked for) do, and what would change it. */
export function explainProgramSummary(result: ExplainProgramResult, paint: Paint = plainPaint): string {
  const { program, target, latencySeconds, energyJoules, layers, node, remedies } = result
  const told = node === undefined ? layers.toSorted((a, b) => b.joules - a.joules).slice(0, mostTold) : layers
  return [
    `${paint.strong(program)} on ${target}: ${formatSi(latencySeconds, 's')} and ${formatSi(energyJoules.total, 'J')} an inference`,
    alignColumns([
      ['node', 'runs on', 'busy', 'critical', 'energy', 'share'],
      ...layers.map((layer) => [
        nodeLabel(layer.node),
        layer.place,
        formatSi(layer.busySeconds, 's'),
        layer.criticalSeconds === 0 ? '-' : formatSi(layer.criticalSeconds, 's'),
        formatSi(layer.joules, 'J'),
        formatPercent(layer.joules / energyJoules.total),
      ]),
    ]),
    ...reuseRows(result.reuse),
    ...told.flatMap((layer) => ['', ...layerText(layer, result, paint)]),
    '',
    remedies.length === 0
      ? 'nothing that was tried would change it'
      : `${node === undefined ? 'what would change it' : `what would change ${node}`}, all else equal`,
    ...(remedies.length === 0 ? [] : [alignColumns(remedyRows(result, paint))]),
    ...(node === undefined ? ['', paint.quiet(`onnc explain ${program} NODE tells of one layer`)] : []),
  ].join('\n')
}

/** What layers that share tiles found in place; nothing where none do. */
function reuseRows(reuse: ExplainProgramResult['reuse']): string[] {
  const shared = reuse?.layers.filter(({ sharedWith }) => sharedWith.length > 0) ?? []
  if (reuse === undefined || shared.length === 0) return []
  const overwritten = ({ forRoom, forTime }: (typeof shared)[number]['overwritten']): string =>
    [...(forRoom > 0 ? [`${forRoom} for room`] : []), ...(forTime > 0 ? [`${forTime} for time`] : [])].join(', ') || '-'
  return [
    '',
    `${reuse.distinctTiles} different tiles, ${reuse.programs} programs; at least ${reuse.leastPrograms} on these banks`,
    alignColumns([
      ['layers that share', 'tiles', 'in place', 'programs', 'with', 'how', 'overwritten'],
      ...shared.map((layer) => [
        nodeLabel(layer.node),
        String(layer.tiles),
        String(layer.inPlace),
        String(layer.programs),
        `${layer.sharedWith.length} ${layer.sharedWith.length === 1 ? 'layer' : 'layers'}`,
        [...(layer.transposedStreams > 0 ? ['transposed'] : []), ...(layer.reorderedStreams > 0 ? ['reordered'] : [])].join(', ') ||
          'as it is',
        overwritten(layer.overwritten),
      ]),
    ]),
  ]
}

function layerText(layer: Layer, result: ExplainProgramResult, paint: Paint): string[] {
  return [
    paint.strong(nodeLabel(layer.node)),
    ...reasons.flatMap((reason) => {
      const text = reason(layer, result)
      return text === undefined ? [] : [`  ${text}`]
    }),
    partsLine('time', layer.secondsByCause, 's'),
    partsLine('energy', layer.joulesByComponent, 'J'),
  ]
}

/** The largest parts of a sum that together make nearly all of it. */
function partsLine(what: string, parts: Readonly<Record<string, number>>, unit: string): string {
  const total = sum(parts)
  let rest = total
  const shown: string[] = []
  for (const [name, value] of Object.entries(parts).toSorted(([, a], [, b]) => b - a)) {
    if (rest <= 0.01 * total) break
    rest -= value
    shown.push(`${name} ${formatSi(value, unit)} (${formatPercent(value / total)})`)
  }
  return `  ${what}: ${shown.join(', ')}`
}

/** One sentence each, where it is true of a layer. */
const reasons: readonly ((layer: Layer, result: ExplainProgramResult) => string | undefined)[] = [
  ({ place, tiles, units, programs, streams, products }) =>
    place === 'ecu'
      ? 'runs on the ECU: nothing of it is on rings'
      : `runs on the rings: ${plural(tiles, 'tile')} on ${plural(units, 'unit')}, written ${plural(programs, 'time')}, ` +
        `${plural(streams, 'stream')} of ${formatCount(products)} products in all`,
  ({ criticalSeconds }, { latencySeconds }) =>
    criticalSeconds === 0
      ? 'is not on the longest chain of steps: making it faster alone changes no latency'
      : `makes ${formatPercent(criticalSeconds / latencySeconds)} of the latency`,
  ({ secondsByCause }) => {
    const [write, stream] = [(secondsByCause['program'] ?? 0) + (secondsByCause['calibrate'] ?? 0), secondsByCause['stream'] ?? 0]
    if (stream === 0 || write < 2 * stream) return undefined
    return `its rings take ${ratio(write / stream)} times as long to be written and calibrated as light takes to pass them`
  },
  ({ tiles }, { banks }) =>
    tiles > banks
      ? `its ${formatCount(tiles)} tiles are more than the ${formatCount(banks)} banks of the machine hold: every inference writes them anew`
      : undefined,
  ({ fill, tiles }) =>
    fill === undefined || fill >= 0.5
      ? undefined
      : `its ${tiles === 1 ? 'tile fills' : 'tiles fill'} ${formatPercent(fill)} of ${tiles === 1 ? 'its crossbar' : 'their crossbars'}: the matrix is small for this unit, and dark rings are paid for`,
  ({ zeros }) => (zeros === undefined || zeros < 0.3 ? undefined : `${formatPercent(zeros)} of its ring codes are zero`),
  ({ programs, tiles }) =>
    programs > tiles && tiles > 0
      ? `each tile is written ${ratio(programs / tiles)} times: copies work side by side, or banks are taken by others in between`
      : undefined,
  ({ secondsByCause, busySeconds }) => {
    const waits = Object.entries(secondsByCause).filter(([cause]) => cause.startsWith('wait'))
    const waited = waits.reduce((total, [, seconds]) => total + seconds, 0)
    if (waited < 0.3 * (busySeconds + waited)) return undefined
    const [[longest]] = waits.toSorted(([, a], [, b]) => b - a) as [[string, number]]
    return `${formatPercent(waited / (busySeconds + waited))} of its time is waiting, most of it a ${longest}`
  },
  ({ joulesByComponent, joules, programs }) =>
    (joulesByComponent['ringHold'] ?? 0) > 0.4 * joules && programs > 0
      ? `${formatPercent(joulesByComponent['ringHold']! / joules)} of its energy holds rings that it wrote first, until the end of the run`
      : undefined,
]

function remedyRows({ remedies, latencySeconds, energyJoules, layers, node }: ExplainProgramResult, paint: Paint): string[][] {
  if (node === undefined) {
    return [
      ['', 'latency', '', 'energy', ''],
      ...remedies.map(({ change, latencySeconds: seconds, joules }) => [
        change,
        ...pair(seconds, latencySeconds, 's', paint),
        ...pair(joules, energyJoules.total, 'J', paint),
      ]),
    ]
  }
  const [busy, joules] = [addUp(layers, 'busySeconds'), addUp(layers, 'joules')]
  return [
    ['', 'busy', '', 'energy', '', 'latency of all', ''],
    ...remedies.map((remedy: Remedy) => [
      remedy.change,
      ...pair(addUp(remedy.layers, 'busySeconds'), busy, 's', paint),
      ...pair(addUp(remedy.layers, 'joules'), joules, 'J', paint),
      ...pair(remedy.latencySeconds, latencySeconds, 's', paint),
    ]),
  ]
}

function pair(value: number, before: number, unit: string, paint: Paint): string[] {
  const share = before === 0 ? 0 : value / before - 1
  if (Math.abs(share) < 0.0005) return ['same', '']
  const text = `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`
  return [formatSi(value, unit), share < 0 ? paint.good(text) : paint.bad(text)]
}

function addUp<Key extends 'busySeconds' | 'joules'>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return rows.reduce((total, row) => total + row[key], 0)
}

function sum(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((total, value) => total + value, 0)
}

function ratio(value: number): string {
  return value >= 10 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(2)))
}

function plural(count: number, what: string): string {
  return `${formatCount(count)} ${what}${count === 1 ? '' : 's'}`
}
