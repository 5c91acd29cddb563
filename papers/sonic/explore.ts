/**
 * The machines around SONIC's best one. Dense layers wait for what is flattened, so that a machine is the sum of its convolutions, which see n and N, and
 * of its dense layers, which see m and K. `onnc explore` compiles and times them for each n and each m; other numbers of units are planned, as
 * ratios to the number that was compiled for.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { areaOf, type Target } from '@onnc/hardware'
import type { Operation } from '@onnc/ir'
import { encodeModel, exportModel } from '@onnc/onnx'
import { type Compression, networkSeconds, planNetwork, stages } from '@onnc/passes'
import { type ExploreResult, resultSchemas } from '@onnc/results'

import { importPart, transform, unwrap } from './measure.ts'
import type { Network, Part } from './networks.ts'

/** A machine of N units of n wavelengths for convolutions and K of m for dense layers; means over the networks. */
export interface Point {
  readonly n: number
  readonly m: number
  readonly N: number
  readonly K: number
  readonly framesPerJoule: number
  readonly joulesPerBit: number
  readonly watts: number
  readonly seconds: number
  readonly squareMetres: number
  readonly isPareto: boolean
}

/** What the paper varies; it does not say over which values. */
export const sweeps = { n: [3, 4, 5, 6, 7, 8, 9, 10], N: [25, 50, 100], m: [20, 50, 100], K: [5, 10, 20] } as const

const root = join(import.meta.dirname, '../..')
/** Models and what is known of them, so that a run that was cut off goes on. */
const folder = join(root, 'out/papers-sonic')

interface Cost {
  readonly seconds: number
  readonly joules: number
  readonly bits: number
}

/** Costs of a network's parts by columns and number of units, as in '5,50'. */
export interface PartCosts {
  readonly convolutions: { readonly slice: Costs; readonly packed: Costs }
  readonly dense: Costs
}

export type Costs = Readonly<Record<string, Cost>>

/** All machines. */
export function machines(networks: readonly PartCosts[], target: Target, compress: 'slice' | 'packed'): readonly Point[] {
  const points = sweeps.n.flatMap((n) =>
    sweeps.m.flatMap((m) =>
      sweeps.N.flatMap((N) =>
        sweeps.K.map((K) => {
          const sums = networks.map(({ convolutions, dense }) => sumOf(convolutions[compress][`${n},${N}`]!, dense[`${m},${K}`]!))
          return { n, m, N, K, ...meansOf(sums), squareMetres: floorOf(withSizes(target, { n, m, N, K })) }
        }),
      ),
    ),
  )
  return points.map((point) => ({ ...point, isPareto: !points.some((other) => dominates(other, point)) }))
}

/** A part of a network by columns and number of units: compiled for each number of columns, planned for other numbers of units. */
export async function partCosts(
  network: Network,
  part: 'convolutions' | 'dense',
  target: Target,
  { compress, density }: { readonly compress: Compression; readonly density: number },
): Promise<Costs> {
  const [columns, counts, path] =
    part === 'dense' ? ([sweeps.m, sweeps.K, 'units.fc.columns'] as const) : ([sweeps.n, sweeps.N, 'units.conv.columns'] as const)
  // Dense layers have no kernel slices.
  const how = part === 'dense' ? 'packed' : compress
  const module = await importPart(network, part, true)
  const file = fileOf(network, part, module)
  const { points } = explore(file, target.name, how, density, [`${path}=${columns.join()}`])
  transform(module, stages.mvm, target)
  const sized = (width: number, count?: number): Target =>
    withSizes(target, part === 'dense' ? { m: width, ...(count && { K: count }) } : { n: width, ...(count && { N: count }) })
  return Object.fromEntries(
    columns.flatMap((width, i) => {
      const compiled = costOf(points[i]!)
      const base = planned(module, sized(width), how)
      return counts.map((count): [string, Cost] => {
        const other = planned(module, sized(width, count), how)
        const { seconds, joules, bits } = compiled
        return [
          `${width},${count}`,
          { seconds: (seconds * other.seconds) / base.seconds, joules: (joules * other.joules) / base.joules, bits },
        ]
      })
    }),
  )
}

/** How far the cost of convolutions that is planned for other numbers of units is off that of programs for them, at most: of time or energy. */
export async function planError(network: Network, target: Target, compress: Compression, density: number): Promise<number> {
  const costs = await partCosts(network, 'convolutions', target, { compress, density })
  const file = fileOf(network, 'convolutions', await importPart(network, 'convolutions', true))
  const { points } = explore(file, target.name, compress, density, [
    `units.conv.columns=${sweeps.n.join()}`,
    `units.conv.count=${sweeps.N.join()}`,
  ])
  const errors = points.flatMap((point) => {
    const [real, guess] = [costOf(point), costs[point.settings.map(({ value }) => value).join()]!]
    return [guess.seconds / real.seconds, guess.joules / real.joules].map((ratio) => Math.abs(ratio - 1))
  })
  return Math.max(...errors)
}

/** What planning makes of a lowered network on a machine. */
function planned(module: Operation, target: Target, compress: Compression): Omit<Cost, 'bits'> {
  const plans = planNetwork(module, target, 'latency', { compress })
  const joules = [...plans.values()].reduce((sum, { plan }) => sum + plan.cost.energyJoules, 0)
  return { seconds: networkSeconds(module, plans, target), joules }
}

/** The target with other sizes of its units. */
function withSizes(target: Target, { n, m, N, K }: Partial<Pick<Point, 'n' | 'm' | 'N' | 'K'>>): Target {
  const [conv, fc] = target.units as [Target['units'][number], Target['units'][number]]
  return {
    ...target,
    units: [
      { ...conv, columns: n ?? conv.columns, count: N ?? conv.count },
      { ...fc, columns: m ?? fc.columns, count: K ?? fc.count },
    ],
  }
}

/** A part of a network, with Table 3's zeros and clusters, as a file. */
function fileOf(network: Network, part: Part, module: Operation): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${network.name}-${part}.onnx`)
  writeFileSync(file, encodeModel(unwrap(exportModel(module))))
  return file
}

function explore(model: string, target: string, compress: Compression, density: number, swept: readonly string[]): ExploreResult {
  const options = [
    '--target',
    target,
    ...swept.flatMap((sweep) => ['--sweep', sweep]),
    '--compress',
    compress,
    '--density',
    String(density),
    '--json',
  ]
  const kept = ['--resume', `${model.replace(/\.onnx$/, '')}-${compress}-${density.toPrecision(6)}-${swept.length}.json`]
  const command = ['--conditions=@onnc/source', join(root, 'packages/onnc/src/main.ts'), 'explore', model, ...options, ...kept]
  const text = execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 2 ** 26 })
  return resultSchemas.explore.parse(JSON.parse(text))
}

function costOf({ settings, mean, problem }: ExploreResult['points'][number]): Cost {
  if (mean === undefined) throw new Error(`${JSON.stringify(settings)}: ${problem}`)
  const [seconds, joules] = [1 / mean.framesPerSecond, 1 / mean.framesPerSecondPerWatt]
  return { seconds, joules, bits: joules / mean.joulesPerBit }
}

function sumOf(a: Cost, b: Cost): Cost {
  return { seconds: a.seconds + b.seconds, joules: a.joules + b.joules, bits: a.bits + b.bits }
}

function meansOf(costs: readonly Cost[]): Pick<Point, 'framesPerJoule' | 'joulesPerBit' | 'watts' | 'seconds'> {
  const mean = (of: (cost: Cost) => number): number => costs.reduce((sum, cost) => sum + of(cost), 0) / costs.length
  return {
    framesPerJoule: mean(({ joules }) => 1 / joules),
    joulesPerBit: mean(({ joules, bits }) => joules / bits),
    watts: mean(({ joules, seconds }) => joules / seconds),
    seconds: mean(({ seconds }) => seconds),
  }
}

function floorOf(target: Target): number {
  return (areaOf(target) ?? []).reduce((sum, { squareMetres }) => sum + squareMetres, 0)
}

type Rated = Omit<Point, 'isPareto'>

/** At least as good by all that is judged, and better by something. */
function dominates(a: Rated, b: Rated): boolean {
  const goals = (p: Rated): number[] => [p.framesPerJoule, -p.joulesPerBit, -p.watts, -p.squareMetres]
  const [own, other] = [goals(a), goals(b)]
  return own.every((value, i) => value >= other[i]!) && own.some((value, i) => value > other[i]!)
}
