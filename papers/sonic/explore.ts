/**
 * The machines around SONIC's best one, explored by `onnc explore`. Dense layers wait for what is flattened, so that a machine is the sum of its
 * convolutions, which see n and N, and of its dense layers, which see m and K: 24 and 9 programs a network instead of 216.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { areaOf, type Target } from '@onnc/hardware'
import { encodeModel, exportModel } from '@onnc/onnx'
import type { Compression } from '@onnc/passes'
import { type ExploreResult, resultSchemas } from '@onnc/results'

import { importPart, unwrap } from './measure.ts'
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

/** All machines; `densityOf` gives the share of nonzero inputs of a network's part. */
export async function exploreMachines(
  networks: readonly Network[],
  target: Target,
  compress: Compression,
  densityOf: (network: Network, part: Part) => number,
): Promise<readonly Point[]> {
  const costs: { convolutions: ReadonlyMap<string, Cost>; dense: ReadonlyMap<string, Cost> }[] = []
  for (const network of networks) {
    const part = async (of: Part, columns: readonly number[], counts: readonly number[]): Promise<ReadonlyMap<string, Cost>> => {
      const unit = `units.${of === 'dense' ? 'fc' : 'conv'}`
      const result = explore(await fileOf(network, of), target.name, of === 'dense' ? 'packed' : compress, densityOf(network, of), [
        `${unit}.columns=${columns.join()}`,
        `${unit}.count=${counts.join()}`,
      ])
      return new Map(result.points.map((point) => [point.settings.map(({ value }) => value).join(), costOf(point)]))
    }
    costs.push({ convolutions: await part('convolutions', sweeps.n, sweeps.N), dense: await part('dense', sweeps.m, sweeps.K) })
  }
  const points = sweeps.n.flatMap((n) =>
    sweeps.m.flatMap((m) =>
      sweeps.N.flatMap((N) =>
        sweeps.K.map((K) => {
          const sums = costs.map(({ convolutions, dense }) => sumOf(convolutions.get(`${n},${N}`)!, dense.get(`${m},${K}`)!))
          return { n, m, N, K, ...meansOf(sums), squareMetres: floorOf(target, { n, m, N, K }) }
        }),
      ),
    ),
  )
  return points.map((point) => ({ ...point, isPareto: !points.some((other) => dominates(other, point)) }))
}

/** A part of a network, with Table 3's zeros and clusters, as a file. */
async function fileOf(network: Network, part: Part): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${network.name}-${part}.onnx`)
  writeFileSync(file, encodeModel(unwrap(exportModel(await importPart(network, part, true)))))
  return file
}

function explore(model: string, target: string, compress: Compression, density: number, swept: readonly string[]): ExploreResult {
  const options = ['--target', target, '--compress', compress, '--density', String(density), '--json']
  const kept = ['--resume', `${model.replace(/\.onnx$/, '')}-${compress}-${density.toPrecision(6)}.json`]
  const command = ['--conditions=@onnc/source', join(root, 'packages/onnc/src/main.ts'), 'explore', model]
  const text = execFileSync(process.execPath, [...command, ...options, ...kept, ...swept.flatMap((sweep) => ['--sweep', sweep])], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  })
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

function floorOf(target: Target, { n, m, N, K }: Pick<Point, 'n' | 'm' | 'N' | 'K'>): number {
  const [conv, fc] = target.units as [Target['units'][number], Target['units'][number]]
  const parts = areaOf({
    ...target,
    units: [
      { ...conv, columns: n, count: N },
      { ...fc, columns: m, count: K },
    ],
  })
  return (parts ?? []).reduce((sum, { squareMetres }) => sum + squareMetres, 0)
}

type Rated = Omit<Point, 'isPareto'>

/** At least as good by all that is judged, and better by something. */
function dominates(a: Rated, b: Rated): boolean {
  const goals = (p: Rated): number[] => [p.framesPerJoule, -p.joulesPerBit, -p.watts, -p.squareMetres]
  const [own, other] = [goals(a), goals(b)]
  return own.every((value, i) => value >= other[i]!) && own.some((value, i) => value > other[i]!)
}
