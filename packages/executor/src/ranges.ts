import type { CompiledPattern } from './compile-pattern.ts'

/** What the converters of one stream are set to, from data: in values for the input, in codes times symbols for the sums. */
export interface StreamRange {
  /** Largest magnitude of the input buffer. */
  readonly input: number
  /** Largest magnitude of the sums, by plane of the encoding and row of the tile: [plane * rows + row]. */
  readonly sums: Float32Array
}

/** Ranges of all streams, by instruction. */
export type Ranges = ReadonlyMap<number, StreamRange>

/** Conversions of a stream, and how many of them met a sum outside the ADC's range. */
export interface Clipping {
  readonly conversions: number
  readonly clipped: number
}

/** Where the kernels leave what streams reach, by instruction. */
export interface Watched {
  readonly planes: number
  readonly rows: number
  readonly output: CompiledPattern
  /** Addresses of largest sums (0 where they are not kept) and of the count of clipped ones. */
  readonly reached: number
  readonly clips: number
  /** Largest input so far. */
  input: number
  samples: number
}
