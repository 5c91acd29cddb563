import { boundWrites } from './bound-writes.ts'
import type { Machine, ResidencyStep } from './plan-residency.ts'

/**
 * Seconds that no placement of these tiles goes below, kernels and dependences included, where nothing is in place at first. When a step is
 * through, each place holds one tile or is being written with one. So of the writes that the layers between it and a later step take at least, all
 * but one a place begin behind it, on units that do one thing at a time: docs/reuse.md has the proof. Cost: pairs of steps that depend on each other,
 * times that of `boundWrites` for those where it may matter.
 */
export function boundLatency(steps: readonly ResidencyStep[], machine: Machine): number {
  const { needs, behind } = dependences(steps)
  const layers = steps.map(summaryOf)
  const known = new Map<string, number>()
  const writesOf = (inside: readonly number[]): number => {
    const key = inside.join()
    const writes = known.get(key) ?? leastWrites(inside, { layers, behind, places: machine.units * machine.banks })
    known.set(key, writes)
    return writes
  }
  const ends: number[] = []
  for (const [to, step] of steps.entries()) {
    const own = step.kind === 'kernel' ? step.seconds : 0
    let end = own
    for (const from of needs[to]!) end = Math.max(end, ends[from]! + own)
    const windows = [-1, ...needs[to]!].map((from) => {
      const inside = [...needs[to]!, to].filter((k) => layers[k] !== undefined && (from === -1 || behind[k]!.has(from)))
      const begin = own + (from === -1 ? 0 : ends[from]!)
      const held = from === -1 ? 0 : machine.units * machine.banks
      const window = windowOf(inside, layers)
      return { inside, begin, held, window, most: begin + secondsFor(window.tiles - held, window, machine) }
    })
    for (const { inside, begin, held, window, most } of windows.toSorted((a, b) => b.most - a.most)) {
      if (most <= end) break
      end = Math.max(end, begin + secondsFor(writesOf(inside.toSorted((a, b) => a - b)) - held, window, machine))
    }
    ends.push(end)
  }
  return Math.max(0, ...ends)
}

interface Dependences {
  /** By step, those that have to be through before it is. */
  readonly needs: readonly ReadonlySet<number>[]
  /** By step, those that have to be through before any of it begins. */
  readonly behind: readonly ReadonlySet<number>[]
}

function dependences(steps: readonly ResidencyStep[]): Dependences {
  const writers = new Map<number, number>()
  const needs: ReadonlySet<number>[] = []
  const behind: ReadonlySet<number>[] = []
  const through = (tensor: number): ReadonlySet<number> => {
    const writer = writers.get(tensor)
    return writer === undefined ? new Set() : new Set([...needs[writer]!, writer])
  }
  for (const [index, step] of steps.entries()) {
    const isKernel = step.kind === 'kernel'
    const read = (isKernel ? step.reads : [...new Set(step.uses.flatMap(({ streams }) => streams.map(({ source }) => source)))]).map(
      through,
    )
    const written = isKernel ? [] : step.uses.flatMap(({ madeOf }) => (madeOf === undefined ? [] : [through(madeOf)]))
    const all = new Set([...read, ...written].flatMap((before) => [...before]))
    needs.push(all)
    // A kernel waits for all that it reads, a stream for its source only.
    behind.push(isKernel ? all : new Set([...all].filter((k) => read.every((before) => before.has(k)))))
    for (const tensor of isKernel ? step.writes : [step.out]) writers.set(tensor, index)
  }
  return { needs, behind }
}

interface Summary {
  readonly tiles: ReadonlySet<number>
  readonly writeSeconds: number
  /** Of all streams, as if all overwrote or added, whichever is faster. */
  readonly streamSeconds: number
}

function summaryOf(step: ResidencyStep): Summary | undefined {
  if (step.kind === 'kernel') return undefined
  let [writeSeconds, streamSeconds] = [Infinity, 0]
  for (const use of step.uses) {
    writeSeconds = Math.min(writeSeconds, use.writeSeconds)
    for (const { overwriteSeconds, addSeconds } of use.streams) streamSeconds += Math.min(overwriteSeconds, addSeconds)
  }
  return { tiles: new Set(step.uses.map(({ tile }) => tile)), writeSeconds, streamSeconds }
}

/** Layers together; `tiles`: those of each. */
interface Window {
  readonly tiles: number
  readonly writeSeconds: number
  readonly streamSeconds: number
}

function windowOf(inside: readonly number[], layers: readonly (Summary | undefined)[]): Window {
  let [tiles, writeSeconds, streamSeconds] = [0, Infinity, 0]
  for (const k of inside) {
    const layer = layers[k]!
    tiles += layer.tiles.size
    writeSeconds = Math.min(writeSeconds, layer.writeSeconds)
    streamSeconds += layer.streamSeconds
  }
  return { tiles, writeSeconds, streamSeconds }
}

/** For so many writes, and all streams. A bank does one thing at a time; of several one streams, and one or all are written. */
function secondsFor(writes: number, { tiles, writeSeconds, streamSeconds }: Window, { units, banks, writesOne = true }: Machine): number {
  if (tiles === 0) return 0
  const written = Math.max(0, writes)
  const writers = units * (writesOne ? 1 : banks)
  const busy = written * writeSeconds + streamSeconds
  return Math.max(Math.ceil(written / writers) * writeSeconds, streamSeconds / units, busy / (units * banks))
}

/** Writes that layers take at least: those that follow each other by the bound, tiles that only others use once each. */
function leastWrites(
  inside: readonly number[],
  { layers, behind, places }: { readonly layers: readonly (Summary | undefined)[]; readonly places: number } & Pick<Dependences, 'behind'>,
): number {
  const chain: number[] = []
  for (const k of inside.toReversed()) if (chain.length === 0 || behind[chain.at(-1)!]!.has(k)) chain.push(k)
  const tilesOf = (of: readonly number[]): ReadonlySet<number>[] => of.map((k) => layers[k]!.tiles)
  const followed = tilesOf(chain.toReversed())
  const used = new Set(followed.flatMap((tiles) => [...tiles]))
  const isRepeated = used.size < followed.reduce((sum, tiles) => sum + tiles.size, 0)
  const all = new Set(tilesOf(inside).flatMap((tiles) => [...tiles]))
  return (isRepeated ? boundWrites(followed, places) : used.size) + (all.size - used.size)
}
