import type { Tile } from '@onnc/isa'
import type { Diagnostic, Tensor } from '@onnc/support'
import type { EncodedInput } from './encode-input.ts'
import type { Engine } from './engine.ts'
import { mixWords } from './mix-words.ts'
import { type MemoryLayout, sharesValues } from './memory-layout.ts'

/** The values of a block of samples that go through the program together. */
export interface MachineState {
  /** Samples in the block, and where the block starts in the caller's list (for messages). */
  samples: number
  firstSample: number
  /** Samples in the caller's list. */
  allSamples: number
  /** Samples of the lists before. */
  earlierSamples: number
  /** Samples there is room for. */
  readonly capacity: number
  readonly layout: MemoryLayout
  /** Tile in each bank, keyed by unit * 16 + bank. */
  readonly resident: Map<number, number>
  /** What banks hold that activations were written to, by the same key. Such programs run one sample at a time. */
  readonly imprinted: Map<number, Tile>
  /** What count registers hold. */
  readonly counts: Map<number, number>
  /** The activation memory of each sample, one after the other; it lies in the engine's memory, from byte `address`. */
  readonly memory: Float32Array
  readonly address: number
  /** Where noise starts: the same seed gives the same bits. */
  readonly seed: number
  /** Per buffer held by the ECU: one tensor a sample. */
  readonly held: readonly (Tensor | undefined)[][]
  /** Symbols of buffers, by encoding and buffer; kept until the buffer, or another at its addresses, is written. */
  readonly encoded: Map<number, Map<string, EncodedInput>>
  /** By instruction, so that each warns once. */
  readonly warnings: Map<number, Diagnostic>
}

const blockBytes = 2 ** 26
const largestBlock = 128

/** Samples to run together: many enough to fill the multiply, few enough that 64 MiB of values hold them. */
export function blockSize(layout: MemoryLayout, arraysPerBuffer: number): number {
  const bytes = layout.words * arraysPerBuffer * Float32Array.BYTES_PER_ELEMENT
  return Math.max(1, Math.min(largestBlock, Math.floor(blockBytes / Math.max(1, bytes))))
}

export function createState(layout: MemoryLayout, capacity: number, engine: Engine, seed: number): MachineState {
  const words = capacity * layout.words
  const address = engine.allocate(words * Float32Array.BYTES_PER_ELEMENT)
  return {
    samples: 0,
    firstSample: 0,
    allSamples: 0,
    earlierSamples: 0,
    capacity,
    layout,
    resident: new Map(),
    imprinted: new Map(),
    counts: new Map(),
    memory: new Float32Array(engine.views().bytes.buffer, address, words),
    address,
    seed,
    held: Array.from(layout.size, () => []),
    encoded: new Map(),
    warnings: new Map(),
  }
}

/** A new list of samples. */
export function startRun(state: MachineState, samples: number): void {
  state.earlierSamples += state.allSamples
  state.allSamples = samples
  state.warnings.clear()
}

/** Clears what an earlier block left, but for what banks hold where that is kept, so that a sample's results do not depend on the block it runs in. */
export function startBlock(state: MachineState, firstSample: number, samples: number, keepsBanks: boolean): void {
  state.firstSample = firstSample
  state.samples = samples
  if (!keepsBanks) state.resident.clear()
  state.imprinted.clear()
  state.counts.clear()
  const { words, activationWords } = state.layout
  for (let sample = 0; sample < samples; sample++) state.memory.fill(0, sample * words, sample * words + activationWords)
  for (const tensors of state.held) tensors.length = 0
  state.encoded.clear()
}

/** Notes that a buffer is about to change: what was computed from it, or from others at its addresses, is stale. */
export function noteWrite({ layout, encoded }: MachineState, buffer: number): void {
  if (encoded.size === 0 || layout.region[buffer] === -1) return
  for (const other of encoded.keys()) if (sharesValues(layout, buffer, other)) encoded.delete(other)
}

/** Where a sample's values of a buffer start in the state's memory. */
export function startOf(state: MachineState, buffer: number, sample: number): number {
  return sample * state.layout.words + state.layout.base[buffer]!
}

/** ' of sample 3' for messages; nothing where there is only one. */
export function sampleName(index: number, count: number): string {
  return count > 1 ? ` of sample ${index}` : ''
}

/** The key of a sample's read noise; samples are counted over everything the machine has run. */
export function sampleKey(state: MachineState, sample: number): number {
  return mixWords(state.seed, state.earlierSamples + state.firstSample + sample)
}
