import type { TargetsCheckResult } from '@onnc/results'

import { alignColumns } from './align-columns.ts'
import { formatPercent } from './format-number.ts'

/** What a person wants to know after `onnc targets check`. */
export function targetsCheckSummary(result: TargetsCheckResult): string {
  return [result.target, ...result.units.map(unitText), areaText(result.area), programText(result.program)]
    .filter((text) => text !== '')
    .join('\n')
}

type Unit = TargetsCheckResult['units'][number]

function unitText(unit: Unit): string {
  const losses = unit.losses
    .toSorted((a, b) => b.decibel - a.decibel)
    .map(({ cause, decibel }) => `${cause} ${decibel.toFixed(1)}`)
    .join(', ')
  const loss = unit.losses.reduce((sum, { decibel }) => sum + decibel, 0)
  const needed = unit.neededLaserDbm === undefined ? 'no power gives the bits of a symbol' : `${unit.neededLaserDbm.toFixed(1)} dBm needed`
  return [
    `${unit.name}: ${unit.count} of ${unit.rows} x ${unit.columns}`,
    `  ${unit.wavelengthsPerBus} wavelengths a bus, ${nanometres(unit.spacingMetres)} apart, rings ${nanometres(unit.widthMetres)} wide`,
    `  ${unit.laserDbm.toFixed(1)} dBm of laser (${needed}), ${loss.toFixed(1)} dB lost (${losses}), ${unit.receivedDbm.toFixed(1)} dBm received`,
    '  bits of a product',
    termTable(unit.product, unit.productLimit),
    '  bits of a full row',
    termTable(unit.fullScale, unit.fullScaleLimit),
  ].join('\n')
}

function nanometres(metres: number): string {
  return `${Number((metres * 1e9).toPrecision(3))} nm`
}

function termTable(terms: Unit['product'], limit: string): string {
  const rows = terms.map(({ term, bits, asked }) => [
    term,
    bits.toFixed(1),
    asked === undefined ? '' : `of ${asked.toFixed(1)}`,
    term === limit ? 'limits' : '',
  ])
  return alignColumns(rows, '    ')
}

function areaText(area: TargetsCheckResult['area']): string {
  if (area === undefined) return 'area not described'
  const total = area.reduce((sum, { squareMetres }) => sum + squareMetres, 0)
  const rows = area
    .filter(({ squareMetres }) => squareMetres > 0)
    .map(({ part, count, squareMetres }) => [part, String(count), `${(squareMetres * 1e6).toFixed(2)} mm2`])
  return `area ${(total * 1e6).toFixed(1)} mm2\n${alignColumns(rows)}`
}

function programText(program: TargetsCheckResult['program']): string {
  if (program === undefined) return ''
  const rows = program.layers.map(({ node, streams, signalToNoiseDecibel, bits, limit, share }) => [
    node,
    `${streams} ${streams === 1 ? 'stream' : 'streams'}`,
    signalToNoiseDecibel === null || bits === null ? 'no signal' : `${signalToNoiseDecibel.toFixed(1)} dB`,
    bits === null ? '' : `${bits.toFixed(1)} bits`,
    `${limit} ${formatPercent(share)}`,
  ])
  return `signal to noise of ${program.file}, ${program.inputs}\n${alignColumns(rows)}`
}
