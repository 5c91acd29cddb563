import type { Engine } from './engine.ts'
import { type Arithmetic, packedWeightBytes, type PackedWeights, packWeights } from './pack-weights.ts'

/** Weights to pack: row-major, and what is added to each. */
export interface Weights {
  readonly rows: number
  readonly columns: number
  readonly values: () => ArrayLike<number>
  readonly shift: number
  readonly withOnes: boolean
}

/** Packed weights by key. When they outgrow their room all are forgotten, so memory stays bounded however large a program is. */
export interface WeightCache {
  /** `makeRoom` is called before anything is forgotten: what uses packed weights has to be computed first. */
  readonly get: (key: string, arithmetic: Arithmetic, weights: Weights, makeRoom: () => void) => PackedWeights
  /** The same, but packs them again, over those that had this key: none of its streams may wait to be computed. */
  readonly renew: WeightCache['get']
  /** Goes up whenever all are forgotten. */
  readonly generation: () => number
}

const regionBytes = 2 ** 22
const largestRegions = 256

export function createWeightCache(engine: Engine): WeightCache {
  const known = new Map<string, PackedWeights>()
  const regions: { readonly address: number; readonly bytes: number }[] = []
  let [region, used, generation] = [-1, 0, 0]

  const room = (bytes: number, makeRoom: () => void): number => {
    const needed = Math.ceil((bytes + 64) / 64) * 64
    while (region < 0 || used + needed > regions[region]!.bytes) {
      const next = region + 1
      if (next < regions.length) {
        ;[region, used] = [next, 0]
        const { address, bytes: size } = regions[region]!
        engine.views().bytes.fill(0, address, address + size)
      } else if (regions.length < largestRegions || needed > regionBytes) {
        const size = Math.max(needed, regions.length === 0 ? Math.max(needed, 2 ** 16) : regionBytes)
        regions.push({ address: engine.allocate(size), bytes: size })
        ;[region, used] = [regions.length - 1, 0]
      } else {
        makeRoom()
        known.clear()
        region = -1
        generation++
      }
    }
    const address = regions[region]!.address + used
    used += needed
    return address
  }

  const pack: WeightCache['get'] = (key, arithmetic, weights, makeRoom) => {
    const { rows, columns, shift, withOnes } = weights
    const address = known.get(key)?.address ?? room(packedWeightBytes(arithmetic, rows, columns, withOnes), makeRoom)
    const packed = packWeights(engine, address, arithmetic, weights.values(), rows, columns, shift, withOnes)
    known.set(key, packed)
    return packed
  }
  return {
    get: (key, arithmetic, weights, makeRoom) => known.get(key) ?? pack(key, arithmetic, weights, makeRoom),
    renew: pack,
    generation: () => generation,
  }
}
