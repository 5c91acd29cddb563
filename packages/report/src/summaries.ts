import type { CompileResult, EvalResult, RunResult } from '@onnc/results'

import { alignColumns } from './align-columns.ts'
import { formatPercent, formatSi } from './format-number.ts'
import { type Paint, plainPaint } from './paint.ts'

/** What a person wants to know after `onnc compile`. */
export function compileSummary(result: CompileResult, output: string, paint: Paint = plainPaint): string {
  const rows = [
    ['instructions', String(result.instructions)],
    ['tiles', `${result.tiles} (${result.distinctTiles} distinct)`],
    ['bank programs', String(result.programs)],
    ['rings written', String(result.ringsWritten)],
    ...(result.resumed === undefined
      ? []
      : [
          ['behind another inference', ''],
          ['  bank programs', String(result.resumed.programs)],
          ['  rings written', String(result.resumed.ringsWritten)],
        ]),
    ...memoryRows(result.activationMemory),
    ['file', `${result.fileBytes} bytes`],
  ]
  return `${result.model} -> ${paint.strong(output)} for ${result.target}, ${result.seconds.toFixed(2)} s\n${alignColumns(rows)}`
}

function memoryRows({ peakBytes, lowerBoundBytes, spilledBytes }: CompileResult['activationMemory']): string[][] {
  return [
    ['activation memory', `${peakBytes} bytes`],
    ['  lower bound', `${lowerBoundBytes} bytes`],
    ...(spilledBytes > 0 ? [['  left to the ECU', `${spilledBytes} bytes`]] : []),
  ]
}

/** What a person wants to know after `onnc run`. */
export function runSummary(result: RunResult, paint: Paint = plainPaint): string {
  const { comparison } = result
  const lines = [
    `${paint.strong(result.program ?? result.model ?? '')} on ${result.target}, ${result.mode}, ${result.samples} ${result.samples === 1 ? 'inference' : 'inferences'}`,
    machineTable(result, paint),
    ...resumedLines(result.resumed),
    alignColumns([
      ['units busy', formatPercent(result.utilisation.units)],
      ['ECU busy', formatPercent(result.utilisation.ecu)],
      ...(result.inputDensity === undefined
        ? []
        : [[`inputs not zero, ${result.inputDensity.source}`, formatPercent(result.inputDensity.share)]]),
    ]),
  ]
  for (const { name, type, shape, preview } of result.outputs)
    lines.push(`${name}: ${type}[${shape.join(',')}] ${previewText(preview, shape)}`)
  if (comparison !== undefined) {
    const [absolute, relative] = [comparison.maxAbsError, comparison.maxRelError].map((e) =>
      e === null ? 'not finite' : e.toExponential(2),
    )
    lines.push(
      `against ${comparison.reference}: ${comparison.pass ? paint.good('pass') : paint.bad('differs')}, largest error ${absolute} (relative ${relative})`,
    )
  }
  return lines.join('\n')
}

/** What a person wants to know after `onnc eval`. */
export function evalSummary(result: EvalResult, paint: Paint = plainPaint): string {
  const rows = [
    [`${result.mode} on ${result.target}`, `${result.correct} / ${result.count}`, formatPercent(result.accuracy)],
    ['ONNX Runtime', `${result.referenceCorrect} / ${result.count}`, formatPercent(result.referenceAccuracy)],
    ...chipRows(result.chips),
  ]
  return `${paint.strong(result.model)}, ${result.seconds.toFixed(1)} s\n${alignColumns(rows)}\nper inference\n${[machineTable(result, paint), ...resumedLines(result.resumed)].join('\n')}`
}

/** What an inference takes that follows another one. */
function resumedLines(resumed: RunResult['resumed']): string[] {
  if (resumed === undefined) return []
  const rows = [
    ['  latency', formatSi(resumed.latencySeconds, 's')],
    ['  energy', formatSi(resumed.energyJoules.total, 'J')],
    ['  bank programs', String(resumed.programs)],
    ...(resumed.renewSeconds === undefined ? [] : [['  from its start again after', formatSi(resumed.renewSeconds, 's')]]),
  ]
  return [`  behind another inference\n${alignColumns(rows)}`]
}

function chipRows(chips: EvalResult['chips']): string[][] {
  if (chips === undefined) return []
  return [
    [`${chips.count} chips, mean`, '', `${formatPercent(chips.meanAccuracy)} +- ${formatPercent(chips.deviation)}`],
    ['  worst', '', formatPercent(chips.worstAccuracy)],
    ['  best', '', formatPercent(chips.bestAccuracy)],
  ]
}

function previewText(preview: RunResult['outputs'][number]['preview'], shape: readonly number[]): string {
  const values = preview.map((v) => (typeof v === 'number' ? String(Number(v.toPrecision(4))) : v)).join(' ')
  return shape.reduce((a, b) => a * b, 1) > preview.length ? `${values} ...` : values
}

function machineTable({ latencySeconds, energyJoules }: Pick<RunResult, 'latencySeconds' | 'energyJoules'>, paint: Paint): string {
  const { total, ...components } = energyJoules
  const parts = Object.entries(components)
    .filter(([, joules]) => joules > 0)
    .toSorted(([, a], [, b]) => b - a)
  return alignColumns([
    ['latency', paint.strong(formatSi(latencySeconds, 's')), ''],
    ['energy', paint.strong(formatSi(total, 'J')), ''],
    ...parts.map(([name, joules]) => {
      const row = [`  ${name}`, formatSi(joules, 'J'), formatPercent(joules / total)]
      return joules < smallShare * total ? row.map(paint.quiet) : row
    }),
  ])
}

/** Parts below this share of a whole stand back. */
const smallShare = 0.01
