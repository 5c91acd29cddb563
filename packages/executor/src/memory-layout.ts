import type { Target } from '@onnc/hardware'
import type { AddressPattern, ProgramBuffer } from '@onnc/isa'

/** Where the buffers of a program lie in the executor's copy of the activation memory: one float32 per stored value. */
export interface MemoryLayout {
  /** Values that one sample takes: those of the activation memory, and behind them those of the weight memory that streams read. */
  readonly words: number
  readonly activationWords: number
  /** Index of each buffer's first value; -1 for what the ECU holds. */
  readonly base: Int32Array
  /** Elements of each buffer; for those of the ECU a dimension that only run time knows counts as 0. */
  readonly size: Float64Array
  /** Buffers that share values, directly or through others, are of one region; -1 for what the ECU holds. */
  readonly region: Int32Array
  readonly regions: number
  /** Number of a place behind all buffers, for inputs that are gathered by lists made at run time, or scaled; it is no buffer of the program. */
  readonly gathered: number
}

/**
 * Lays buffers out as their byte addresses say, at the width the target stores values in, leaving out what no buffer covers. Buffers
 * that share addresses share values: one that is written takes the place of the other, as in the machine. There is room for the vectors of one of the
 * patterns `gatheredBy`.
 */
export function layOutMemory(buffers: readonly ProgramBuffer[], target: Target, gatheredBy: Iterable<AddressPattern> = []): MemoryLayout {
  const gathered = buffers.length
  const size = Float64Array.of(...buffers.map(elementsOf), 0)
  const base = new Int32Array(buffers.length + 1).fill(-1)
  const region = new Int32Array(buffers.length + 1).fill(-1)
  const elementBytes = target.memories.activation.elementBits / 8
  const first = (buffer: number): number => buffers[buffer]!.address / elementBytes
  const placed = [...buffers.keys()].filter((buffer) => buffers[buffer]!.memory === 'activation').toSorted((a, b) => first(a) - first(b))
  let regions = 0
  let words = 0
  /** One past the last address covered so far, which is value `words`. */
  let covered = 0
  for (const buffer of placed) {
    if (first(buffer) >= covered) {
      regions++
      covered = first(buffer)
    }
    region[buffer] = regions - 1
    base[buffer] = words - (covered - first(buffer))
    const more = Math.max(0, first(buffer) + size[buffer]! - covered)
    covered += more
    words += more
  }
  const activationWords = words
  for (const [buffer, { memory }] of buffers.entries()) {
    if (memory !== 'weight') continue
    region[buffer] = regions++
    base[buffer] = words
    words += size[buffer]!
  }
  for (const { positions, count } of gatheredBy)
    size[gathered] = Math.max(
      size[gathered]!,
      positions.reduce((product, axis) => product * axis.count, count),
    )
  if (size[gathered]! > 0) {
    region[gathered] = regions++
    base[gathered] = words
    words += size[gathered]!
  }
  return { gathered, words, activationWords, base, size, region, regions }
}

/** Whether two buffers of the activation memory have values in common. */
export function sharesValues({ base, size }: MemoryLayout, a: number, b: number): boolean {
  return base[a]! < base[b]! + size[b]! && base[b]! < base[a]! + size[a]!
}

export function elementsOf(buffer: ProgramBuffer): number {
  return buffer.shape === null ? 0 : buffer.shape.reduce<number>((product, dimension) => product * (dimension ?? 0), 1)
}
