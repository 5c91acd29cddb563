import type { Target } from '@onnc/hardware'
import type { Engine } from './engine.ts'
import { type InputEncoding, inputEncoding } from './input-planes.ts'
import type { Arithmetic, PackedWeights } from './pack-weights.ts'
import type { Conversion, PendingStream } from './pending-stream.ts'
import type { Ranges, StreamRange, Watched } from './ranges.ts'
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

/** Ranges to convert with, and where to note what streams reach: only one sample may run at a time then. */
export interface RangeOptions {
  readonly ranges?: Ranges | undefined
  readonly watch?: Map<number, Watched> | undefined
}

/** A domain whose inputs are encoded and whose sums go through ADCs; `prepare` says how, once for each instruction. */
export function createConvertingDomain(
  engine: Engine,
  target: Target,
  mode: Exclude<ValueDomain['mode'], 'ideal'>,
  prepare: (work: StreamWork, weigh: Weigh) => Preparation,
  { ranges, watch }: RangeOptions = {},
): ValueDomain {
  const queue = createStreamQueue(engine)
  const cache = createWeightCache(engine)
  const symbols = createSymbolStore(engine, mode)
  const prepared = new Map<number, { readonly ready: Preparation; readonly generation: number; pending?: PendingStream }>()
  const planeCounts = target.units.map(({ moving }) => inputEncoding(moving, true).planes.length)
  return {
    mode,
    arraysPerBuffer: 1 + Math.max(...planeCounts),
    stream: (state, work) => {
      queue.makeWay(state, work)
      let entry = prepared.get(work.instruction)
      if (work.imprinted || entry?.generation !== cache.generation()) {
        const makeRoom = (): void => queue.settle(state)
        const ready = prepare(work, (key, arithmetic, weights) =>
          work.imprinted
            ? cache.renew(`imprinted ${work.instruction} ${arithmetic}`, arithmetic, weights, makeRoom)
            : cache.get(key, arithmetic, weights, makeRoom),
        )
        entry = { ready, generation: cache.generation() }
        prepared.set(work.instruction, entry)
      }
      const { encoding, arithmetic, weights, conversion } = entry.ready
      const range = ranges?.get(work.instruction)
      const encoded = symbols.of(state, work, encoding, arithmetic === 'float32', work.inputRange ?? range?.input)
      if ('severity' in encoded) return encoded
      if (entry.pending?.converted?.encoded !== encoded) {
        const noted = noteOf(work, encoding.planes.length)
        const given = range === undefined ? {} : { given: givenRanges(range, conversion, work.tile.rows) }
        const kept = noted === undefined ? {} : { reached: noted.reached, clips: noted.clips }
        entry.pending = { work, arithmetic, weights, converted: { ...conversion, encoded, ...given, ...kept } }
      }
      const noted = watch?.get(work.instruction)
      if (noted !== undefined) {
        noted.samples += state.samples
        for (let sample = 0; sample < state.samples; sample++)
          noted.input = Math.max(noted.input, encoded.steps[sample]! * encoding.largest)
      }
      queue.add(state, entry.pending)
      return undefined
    },
    settle: queue.settle,
  }

  function noteOf(work: StreamWork, planes: number): Watched | undefined {
    if (watch === undefined) return undefined
    const known = watch.get(work.instruction)
    if (known !== undefined) return known
    const { rows } = work.tile
    const reached = ranges === undefined ? engine.allocate(planes * rows * 4) : 0
    const noted = { planes, rows, output: work.output, reached, clips: engine.allocate(4), input: 0, samples: 0 }
    watch.set(work.instruction, noted)
    return noted
  }
}

/** Ranges in the units of the packed weights: for each row, or where one gain serves all rows the largest of them. */
function givenRanges({ sums }: StreamRange, { perRow, scale }: Pick<Conversion, 'perRow' | 'scale'>, rows: number): Float32Array {
  if (perRow) return sums.map((sum) => sum * scale)
  return Float32Array.from(
    { length: sums.length / rows },
    (_, plane) => Math.max(...sums.subarray(plane * rows, (plane + 1) * rows)) * scale,
  )
}
