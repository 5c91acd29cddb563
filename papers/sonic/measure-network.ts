/** All figures of one network, as a process of its own: `node measure-network.ts NAME FILE` writes them to a file. */
import { writeFileSync } from 'node:fs'

import { loadTarget, type Target } from '@onnc/hardware'

import { partCosts, type PartCosts, planError } from './explore.ts'
import {
  compileConvolutions,
  compileDense,
  compileDenseWhole,
  compileSparseDense,
  compileSparseWhole,
  type Conditions,
  type Figures,
  figuresOf,
  meanDensity,
  unwrap,
  type Work,
} from './measure.ts'
import { type Network, networks } from './networks.ts'
import { assumedQuantities, byDefault, combinations, type Reading, readings, scaledByLight } from './readings.ts'

/** What is known of a network; figures of SONIC by the name of the reading. */
export interface NetworkFigures {
  readonly readings: Readonly<Record<string, Figures>>
  /** By the path of the quantity that is assumed. */
  readonly assumptions: Readonly<Record<string, { readonly halved: Figures; readonly doubled: Figures }>>
  /** By share of nonzero inputs. */
  readonly densities: Readonly<Record<string, Figures>>
  /** Of dense networks, by target. */
  readonly baselines: Readonly<Record<string, Figures>>
  /** SONIC and CrossLight with one program for all, where it fits one. */
  readonly whole?: { readonly own: Figures; readonly other: Figures }
  /** Mean shares of nonzero inputs: of convolutions, and of what dense layers compact. */
  readonly nonzero: { readonly streamed: number; readonly compacted: number }
  /** For the exploration; STL10's shapes are a stand-in, and it is left out. */
  readonly parts?: PartCosts
  /** How far planned numbers of units are off, measured with the smallest network. */
  readonly planError?: number
}

/** Targets that are compared with. */
export const baselineNames = ['crosslight', 'deap', 'lt-mrr-bank'] as const
/** Shares of nonzero inputs that are tried. */
export const triedDensities = [0.25, 0.5, 0.75, 1] as const

const load = (name: string): Target => unwrap(loadTarget(name))

async function measureNetwork(network: Network): Promise<NetworkFigures> {
  const sonic = load('sonic')
  const { work: slice, flat } = await compileConvolutions(network, sonic, 'slice')
  const dense = await compileSparseDense(network, sonic, flat)
  const works: Record<'slice' | 'packed' | 'lit', readonly Work[]> = {
    slice: [slice, dense],
    packed: [(await compileConvolutions(network, sonic, 'packed')).work, dense],
    lit: [(await compileConvolutions(network, scaledByLight(sonic), 'slice')).work, dense],
  }
  const figures = (reading: Reading, target = sonic, conditions: Conditions = {}): Figures => {
    const of = reading.scaledByLight === true ? 'lit' : (reading.compress ?? 'slice')
    return figuresOf(network, works[of], reading.change(target), { idlePowered: reading.idlePowered ?? false, ...conditions })
  }
  const baselines: Record<string, Figures> = {}
  for (const name of baselineNames) baselines[name] = figuresOf(network, await compileDense(network, load(name)), load(name))
  const nonzero = { streamed: meanDensity(slice, 'stream'), compacted: meanDensity(dense, 'compact') }
  return {
    readings: Object.fromEntries([...readings, ...combinations].map((reading) => [reading.name, figures(reading)])),
    assumptions: Object.fromEntries(
      assumedQuantities(sonic).map(({ path, times }) => [
        path,
        { halved: figures(byDefault, times(0.5)), doubled: figures(byDefault, times(2)) },
      ]),
    ),
    densities: Object.fromEntries(triedDensities.map((density) => [density, figures(byDefault, sonic, { density })])),
    baselines,
    ...(await asWhole(network, sonic)),
    nonzero,
    ...(await asParts(network, sonic, nonzero)),
  }
}

async function asWhole(network: Network, sonic: Target): Promise<Pick<NetworkFigures, 'whole'>> {
  const crosslight = load('crosslight')
  const other = await compileDenseWhole(network, crosslight)
  if (other === undefined) return {}
  const own = await compileSparseWhole(network, sonic, 'slice')
  return { whole: { own: figuresOf(network, own, sonic), other: figuresOf(network, other, crosslight) } }
}

async function asParts(
  network: Network,
  sonic: Target,
  { streamed, compacted }: NetworkFigures['nonzero'],
): Promise<Pick<NetworkFigures, 'parts' | 'planError'>> {
  if (network.name === 'STL10') return {}
  const convolutions = (compress: 'slice' | 'packed'): ReturnType<typeof partCosts> =>
    partCosts(network, 'convolutions', sonic, { compress, density: streamed })
  const parts = {
    convolutions: { slice: await convolutions('slice'), packed: await convolutions('packed') },
    dense: await partCosts(network, 'dense', sonic, { compress: 'packed', density: compacted }),
  }
  return network.name === 'MNIST' ? { parts, planError: await planError(network, sonic, 'slice', streamed) } : { parts }
}

const [name, file] = process.argv.slice(2)
if (import.meta.main) writeFileSync(file!, JSON.stringify(await measureNetwork(networks.find((network) => network.name === name)!)))
