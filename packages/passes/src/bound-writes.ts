import { createFlow } from './cheapest-flow.ts'

/**
 * The least number of writes with which layers, run one after the other on so many places, can be done; each layer uses a set of tiles, once
 * each, in any order. No placement is below it: see docs/reuse.md for the proof. It is found as the cheapest flow of the places through the layers:
 * between two uses of a tile a place may hold it, which saves a write, or anything else; a layer that has to write at all writes through a place
 * that neither holds something for later nor one of its own tiles from before to behind it. Cost: about kinds of tiles times layers times places,
 * where tiles used by the same layers are of one kind.
 */
export function boundWrites(layers: readonly ReadonlySet<number>[], places: number): number {
  const kinds = kindsOf(layers)
  const uses = layers.reduce((sum, tiles) => sum + tiles.size, 0)
  const flow = createFlow()
  const [before, behind] = [layers.map(() => flow.node()), layers.map(() => flow.node())]
  const first = firstUses(kinds, layers.length)
  let forced = 0
  for (const [layer, tiles] of layers.entries()) {
    if (layer > 0) flow.edge(behind[layer - 1]!, before[layer]!, places, 0)
    flow.edge(before[layer]!, behind[layer]!, places, 0)
    const mustWrite = first[layer]! > 0 || tiles.size > places
    if (!mustWrite) continue
    forced++
    flow.edge(before[layer]!, behind[layer]!, 1, -surelyTaken)
  }
  for (const { layers: used, count } of kinds.values()) {
    let kept: number | undefined
    for (let i = 0; i + 1 < used.length; i++) {
      const [from, to] = [flow.node(), flow.node()]
      // Kept up to its next use: from a place that was free, or from one that has held it already.
      flow.edge(behind[used[i]!]!, from, count, 0)
      if (kept !== undefined) flow.edge(kept, from, count, 0)
      flow.edge(from, to, count, -1)
      flow.edge(to, before[used[i + 1]!]!, count, 0)
      kept = to
    }
  }
  if (layers.length === 0) return 0
  const saved = -flow.cheapest(before[0]!, behind.at(-1)!, places) - forced * surelyTaken
  return uses - saved
}

/** More than all writes together could save. */
const surelyTaken = 2 ** 32

/** Writes that each pass takes when a network is run again and again, seen over several passes. */
export function boundSteadyWrites(layers: readonly ReadonlySet<number>[], places: number): number {
  const [few, more] = [3, 4].map((passes) => boundWrites(Array.from({ length: passes }, () => layers).flat(), places)) as [number, number]
  return more - few
}

interface Kind {
  /** That use such a tile, ascending. */
  readonly layers: readonly number[]
  count: number
}

function kindsOf(layers: readonly ReadonlySet<number>[]): ReadonlyMap<string, Kind> {
  const usedBy = new Map<number, number[]>()
  for (const [layer, tiles] of layers.entries())
    for (const tile of tiles) {
      const known = usedBy.get(tile)
      if (known === undefined) usedBy.set(tile, [layer])
      else known.push(layer)
    }
  const kinds = new Map<string, Kind>()
  for (const used of usedBy.values()) {
    const kind = kinds.get(used.join())
    if (kind === undefined) kinds.set(used.join(), { layers: used, count: 1 })
    else kind.count++
  }
  return kinds
}

/** Tiles that each layer is the first to use. */
function firstUses(kinds: ReadonlyMap<string, Kind>, layers: number): number[] {
  const first = Array.from({ length: layers }, () => 0)
  for (const { layers: used, count } of kinds.values()) first[used[0]!]! += count
  return first
}
