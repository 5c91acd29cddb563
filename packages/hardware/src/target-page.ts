import { derivedOf } from './compare-targets.ts'
import { checkPhysics } from './check-physics.ts'
import { physicsCharts } from './physics-charts.ts'
import { svgChart } from './svg-chart.ts'
import { targetDocument } from './target-definition.ts'
import { markdownTable, targetTables } from './target-reference.ts'
import type { Target } from './target.ts'
import { areaOf } from './area.ts'
import { unitPhysics } from './unit-physics.ts'

/** A page about a target, and the charts it shows, by file name. */
export interface TargetPage {
  readonly markdown: string
  readonly charts: ReadonlyMap<string, string>
}

/**
 * The page of a target: what follows from it, what its sources publish and what is assumed, its physics with a chart each, what that physics
 * does not support, and every parameter with its source.
 */
export function targetPage(target: Target): TargetPage {
  const charts = new Map<string, string>()
  const shown = target.units.flatMap((unit) =>
    physicsCharts(target, unit).map(({ name, caption, chart }) => {
      const file = `${target.name}-${unit.name}-${name}.svg`
      charts.set(file, svgChart(chart))
      return `![${caption}](${file})`
    }),
  )
  const sections = [
    `# ${target.name}`,
    target.description.trim(),
    'Generated from the target file and the code; `npm run bless` writes it anew.',
    '## What follows from it',
    markdownTable(['', ''], [...derivedOf(target)]),
    '## What its sources publish, and what is assumed',
    ...provenance(target),
    '## Physics',
    ...target.units.flatMap((unit) => physicsText(target, unit)),
    ...shown,
    '## What its physics does not support',
    warningsText(target),
    ...areaText(target),
    ...targetTables(target),
  ]
  return { markdown: `${sections.join('\n\n')}\n`, charts }
}

interface Leaf {
  readonly path: string
  readonly value: string
  readonly source: string
}

function provenance(target: Target): string[] {
  const leaves = leavesOf(targetDocument(target))
  const published = leaves.filter(({ source }) => !/assumption:/i.test(source))
  const assumed = leaves.filter(({ source }) => /assumption:/i.test(source))
  const bySource = new Map<string, string[]>()
  for (const { path, source } of published) bySource.set(citation(source), [...(bySource.get(citation(source)) ?? []), `\`${path}\``])
  const sources = [...bySource].toSorted(([, a], [, b]) => b.length - a.length)
  return [
    `${published.length} of ${leaves.length} values are published; the others are assumptions, or rest on one.`,
    markdownTable(
      ['source', 'values'],
      sources.map(([source, paths]) => [source, paths.join(', ')]),
    ),
    'Assumed:',
    markdownTable(
      ['quantity', 'value', 'assumption'],
      assumed.map(({ path, value, source }) => [`\`${path}\``, value, source]),
    ),
  ]
}

/** The work a source names: up to its identifier in brackets, or to the first colon. */
function citation(source: string): string {
  return /^[^:(]*\([^)]*\)|^[^:]*/.exec(source)?.[0].trim() ?? source
}

function physicsText(target: Target, unit: Target['units'][number]): string[] {
  const physics = unitPhysics(target, unit)
  const needed = physics.neededLaserDbm
  const losses = physics.losses.map(({ cause, decibel }) => `${cause} ${decibel.toFixed(2)}`).join(', ')
  return [
    `**${unit.name}**: ${physics.channels.count} wavelengths a bus, ${nanometres(physics.spacingMetres)} apart, rings ${nanometres(physics.widthMetres)} wide. ` +
      `Of the laser's light ${physics.lossDecibel.toFixed(1)} dB are lost (${losses}), ${physics.receivedDbm.toFixed(1)} dBm arrive. ` +
      (needed === undefined
        ? `No laser power gives the ${unit.moving.sliceBits} bits of a symbol.`
        : `The ${unit.moving.sliceBits} bits of a symbol need ${needed.toFixed(1)} dBm of laser a wavelength.`),
    markdownTable(
      ['limit', 'bits', 'asked'],
      [
        ...physics.product.map(({ name, bits, asked }) => [`${name}, a product`, bits.toFixed(1), asked?.toFixed(1) ?? '']),
        ...physics.fullScale.map(({ name, bits }) => [`${name}, a full row`, bits.toFixed(1), '']),
      ],
    ),
  ]
}

function nanometres(metres: number): string {
  return `${Number((metres * 1e9).toPrecision(3))} nm`
}

function warningsText(target: Target): string {
  const warnings = checkPhysics({ target, locate: () => ({ kind: 'file', file: target.name }) })
  if (warnings.length === 0) return 'Nothing: every term leaves the bits that are asked of it.'
  return warnings.map(({ message, fix }) => `* ${message}${fix === undefined ? '' : `. It would take ${fix}`}.`).join('\n')
}

function areaText(target: Target): string[] {
  const area = areaOf(target)
  if (area === undefined) return []
  const rows = area.filter(({ squareMetres }) => squareMetres > 0)
  return [
    '## Floor space',
    markdownTable(
      ['part', 'count', 'mm2'],
      rows.map(({ part, count, squareMetres }) => [part, String(count), (squareMetres * 1e6).toFixed(2)]),
    ),
  ]
}

function leavesOf(value: unknown, path = ''): Leaf[] {
  if (Array.isArray(value)) return (value as { name: string }[]).flatMap((item) => leavesOf(item, join(path, item.name)))
  if (typeof value !== 'object' || value === null) return []
  if ('value' in value && 'source' in value) return [{ path, value: String(value.value), source: String(value.source) }]
  return Object.entries(value).flatMap(([name, field]) => leavesOf(field, path === '' && name === 'units' ? '' : join(path, name)))
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
