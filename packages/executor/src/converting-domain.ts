import type { Target } from '@onnc/hardware'
import type { Engine } from './engine.ts'
import { type InputEncoding, inputEncoding } from './input-planes.ts'
import type { Arithmetic, PackedWeights } from './pack-weights.ts'
import type { Conversion, PendingStream } from './pending-stream.ts'
import { createStreamQueue } from './stream-queue.ts'
import { createSymbolStore } from './symbols.ts'
import type { StreamWork, ValueDomain } from './value-domain.ts'
import { createWeightCache, type Weights } from './weight-cache.ts'

/** What a stream needs besides its values; the same for every inference. */
export interface Preparation {
  readonly encoding: InputEncoding
  readonly arithmetic: Arithmetic
  readonly weights: PackedWeights
  readonly conversion: Omit<Conversion, 'encoded'>
}

/** Packs weights, or finds them packed under this key. */
export type Weigh = (key: string, arithmetic: Arithmetic, weights: Weights) => PackedWeights

/** A domain whose inputs are encoded and whose sums go through ADCs; `prepare` says how, once for each instruction. */
export function createConvertingDomain(
  engine: Engine,
  target: Target,
  mode: string,
  prepare: (work: StreamWork, weigh: Weigh) => Preparation,
): ValueDomain {
  const queue = createStreamQueue(engine)
  const cache = createWeightCache(engine)
  const symbols = createSymbolStore(engine, mode)
  const prepared = new Map<number, { readonly ready: Preparation; readonly generation: number; pending?: PendingStream }>()
  const planeCounts = target.units.map(({ moving }) => inputEncoding(moving, true).planes.length)
  return {
    arraysPerBuffer: 1 + Math.max(...planeCounts),
    stream: (state, work) => {
      queue.makeWay(state, work)
      let entry = prepared.get(work.instruction)
      if (entry?.generation !== cache.generation()) {
        const ready = prepare(work, (key, arithmetic, weights) => cache.get(key, arithmetic, weights, () => queue.settle(state)))
        entry = { ready, generation: cache.generation() }
        prepared.set(work.instruction, entry)
      }
      const { encoding, arithmetic, weights, conversion } = entry.ready
      const encoded = symbols.of(state, work, encoding, arithmetic === 'float32')
      if ('severity' in encoded) return encoded
      if (entry.pending?.converted?.encoded !== encoded)
        entry.pending = { work, arithmetic, weights, converted: { ...conversion, encoded } }
      queue.add(entry.pending)
      return undefined
    },
    settle: queue.settle,
  }
}
