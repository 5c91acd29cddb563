/** Writes docs/papers/sonic.md: the published results of SONIC (arXiv 2109.04459) beside what our model of it gives. No constant is fitted. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { loadTarget, type Target } from '@onnc/hardware'

import { exploreMachines, planError } from './explore.ts'
import {
  compileDense,
  compileDenseWhole,
  compileSparse,
  compileSparseWhole,
  type Figures,
  figuresOf,
  meanDensity,
  unwrap,
  type Work,
} from './measure.ts'
import { type Network, networks } from './networks.ts'
import { page, type Whole } from './page.ts'
import { type Reading, scaledByLight } from './readings.ts'

const note = (text: string): void => void process.stderr.write(`${text}\n`)
const load = (name: string): Target => unwrap(loadTarget(name))
const sonic = load('sonic')
const crosslight = load('crosslight')
const baselines = [crosslight, load('deap'), load('lt-mrr-bank')]
const names = process.argv.slice(2)
const judged = names.length === 0 ? networks : networks.filter(({ name }) => names.includes(name))

// Programs, once each; machines that differ in numbers only run the same one.
const slice = new Map<Network, readonly Work[]>()
const packed = new Map<Network, readonly Work[]>()
const lit = new Map<Network, readonly Work[]>()
const dense = new Map<Network, ReadonlyMap<Target, Figures>>()
const whole: Whole[] = []
for (const network of judged) {
  note(`${network.name}: ${sonic.name}`)
  slice.set(network, await compileSparse(network, sonic, 'slice'))
  packed.set(network, await compileSparse(network, sonic, 'packed'))
  lit.set(network, await compileSparse(network, scaledByLight(sonic), 'slice'))
  const figures = new Map<Target, Figures>()
  for (const target of baselines) {
    note(`${network.name}: ${target.name}`)
    figures.set(target, figuresOf(network, await compileDense(network, target), target))
  }
  dense.set(network, figures)
  const other = await compileDenseWhole(network, crosslight)
  if (other === undefined) continue
  const own = await compileSparseWhole(network, sonic, 'slice')
  whole.push({ network, own: figuresOf(network, own, sonic), other: figuresOf(network, other, crosslight) })
}

/** SONIC under a reading, or with other numbers, or with other shares of nonzero inputs. */
function sonicFigures(
  network: Network,
  reading: Reading,
  { target = sonic, density }: { target?: Target; density?: number } = {},
): Figures {
  const works = (reading.compress === 'packed' ? packed : reading.scaledByLight === true ? lit : slice).get(network)!
  const { idlePowered = false } = reading
  return figuresOf(network, works, reading.change(target), { idlePowered, ...(density === undefined ? {} : { density }) })
}

const densities = new Map(
  judged.map((network) => {
    const [convolutions, rest] = slice.get(network)!
    return [network, { streamed: meanDensity(convolutions!, 'stream'), compacted: meanDensity(rest!, 'compact') }]
  }),
)
note('exploration')
const explore = (compress: 'slice' | 'packed'): ReturnType<typeof exploreMachines> =>
  exploreMachines(judged, sonic, compress, (network, part) => densities.get(network)![part === 'dense' ? 'compacted' : 'streamed'])
const explored = {
  slice: await explore('slice'),
  packed: await explore('packed'),
  planError: await planError(judged[0]!, sonic, 'slice', densities.get(judged[0]!)!.streamed),
}

note('page')
const text = page({
  networks: judged,
  sonic,
  baselines,
  figures: sonicFigures,
  baseline: (network, target) => dense.get(network)!.get(target)!,
  densities,
  explored,
  whole,
})
const folder = join(import.meta.dirname, '../../docs/papers')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'sonic.md'), text)
