/** Writes docs/papers/reuse-and-blend.md: the published savings of R&B beside ours, on networks of the published kinds. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { InferenceCost, ReuseAnalysis } from '@onnc/passes'

import { analyseFewest, basis, compare, type Compared, type Measured, measured } from './evaluate.ts'
import { type NetworkName, networks } from './networks.ts'
import { page } from './page.ts'

/** Fixed before anything was computed: what is varied, one thing at a time, and over what. */
const unitCounts = [16, 64, 256, 576] as const
const variations = [
  { label: 'as above', change: {} },
  { label: 'crossbars of 32 x 32', change: { side: 32 } },
  { label: 'written open loop, 4 us', change: { calibration: 'none' } },
  { label: 'written and verified in 0.8 ms', change: { calibration: 'slow' } },
  { label: 'batch 16', change: { batch: 16 } },
  { label: 'batch 64', change: { batch: 64 } },
] as const
const varied = ['mlp-8', 'mixer'] as const
const layerWise = { sharing: 'layer-wise' } as const

export interface Row {
  readonly name: NetworkName
  readonly label: string
  readonly units: number
  readonly compared: Compared
}

async function rowOf(name: NetworkName, label: string, units: number, change: object = {}, variant: object = {}): Promise<Row> {
  process.stderr.write(`${name}, ${label}, ${units} units\n`)
  return { name, label, units, compared: await compare(name, { ...layerWise, ...variant }, { ...basis, units, ...change }, 'latency') }
}

const main: Row[] = []
for (const name of networks) for (const units of unitCounts) main.push(await rowOf(name, 'layer-wise', units))

const kinds: Row[] = []
for (const name of ['mlp-8', 'resnet-18', 'mixer'] as const)
  for (const [label, variant] of [
    ['layer-wise, shuffled', { shuffled: true }],
    ['block-wise', { sharing: 'block-wise' }],
    ['layer-wise, transposed', { transposed: true }],
    ['layer-wise, transposed and shuffled', { transposed: true, shuffled: true }],
  ] as const)
    kinds.push(await rowOf(name, label, 576, {}, variant))

const sweep: Row[] = []
for (const name of varied)
  for (const { label, change } of variations) sweep.push(await rowOf(name, label, name === 'mixer' ? 576 : 64, change))

const fewest: { name: NetworkName; units: number; shared: ReuseAnalysis }[] = []
for (const name of networks)
  for (const units of [16, 64, 256]) fewest.push({ name, units, shared: await analyseFewest(name, layerWise, { ...basis, units }) })

/** What the compiler makes, cold and steady, for latency and for writes. */
export interface ProgramRow {
  readonly name: NetworkName
  readonly units: number
  readonly objective: 'latency' | 'writes'
  readonly predicted: ReuseAnalysis
  /** Without reuse, in lock step. */
  readonly lockStep: InferenceCost
  readonly cold: Measured
  readonly steady: Measured
}

const programs: ProgramRow[] = []
for (const [name, units, objective] of [
  ['mlp-8', 16, 'latency'],
  ['mlp', 64, 'latency'],
  ['mlp-8', 64, 'latency'],
  ['resnet-18', 256, 'latency'],
  ['vgg-13', 576, 'writes'],
  ['resnet-18', 576, 'writes'],
  ['mixer', 576, 'latency'],
] as const) {
  process.stderr.write(`program of ${name} on ${units} units for ${objective}\n`)
  const { shared, lockStep } = main.find((r) => r.name === name && r.units === units)!.compared
  const assumptions = { ...basis, units }
  const predicted = objective === 'latency' ? shared : await analyseFewest(name, layerWise, assumptions)
  const [cold, steady] = [
    await measured(name, layerWise, assumptions, { objective, steady: false }),
    await measured(name, layerWise, assumptions, { objective, steady: true }),
  ]
  programs.push({ name, units, objective, predicted, lockStep: lockStep.cold, cold, steady })
}

const folder = join(import.meta.dirname, '../../docs/papers')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'reuse-and-blend.md'), page({ main, kinds, sweep, fewest, programs }))
