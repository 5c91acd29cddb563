import type { Engine } from './engine.ts'
import { createStreamQueue } from './stream-queue.ts'
import type { ValueDomain } from './value-domain.ts'
import { createWeightCache } from './weight-cache.ts'

/**
 * What the network computes: float32 weights and inputs, the products of a tile's row added in float32 in ascending columns, then scaled,
 * and stored or added to what is stored. Every tile in use must have `exact`.
 */
export function createIdeal(engine: Engine): ValueDomain {
  const queue = createStreamQueue(engine)
  const cache = createWeightCache(engine)
  return {
    mode: 'ideal',
    arraysPerBuffer: 1,
    stream: (state, work) => {
      const { tile, view, imprinted, instruction } = work
      queue.makeWay(state, work)
      const { rows, columns } = tile
      const source = { rows, columns, values: () => tile.exact!, shift: 0, withOnes: false }
      const makeRoom = (): void => queue.settle(state)
      const weights = imprinted
        ? cache.renew(`imprinted ${instruction}`, 'float32', source, makeRoom)
        : cache.get(view, 'float32', source, makeRoom)
      queue.add(state, { work, arithmetic: 'float32', weights })
      return undefined
    },
    settle: queue.settle,
  }
}
