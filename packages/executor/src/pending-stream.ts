import type { EncodedInput } from './encode-input.ts'
import { type Arithmetic, arithmeticCode, type PackedWeights } from './pack-weights.ts'
import type { StreamWork } from './value-domain.ts'

/** A stream that is ready to be computed: its input has its values, encoded if it is to be. */
export interface PendingStream {
  readonly work: StreamWork
  readonly arithmetic: Arithmetic
  readonly weights: PackedWeights
  /** Of the values themselves if absent (`ideal`). */
  readonly converted?: Conversion
}

/** What happens to the sums on the way through an ADC. All numbers are in units of the packed weights times symbols, rounded to float32 where used. */
export interface Conversion {
  readonly encoded: EncodedInput
  /** Weight of one unit of the packed weights. */
  readonly codeStep: number
  /** Units of the packed weights in a code. */
  readonly scale: number
  readonly ringShift: number
  readonly largestCode: number
  readonly leastRange: number
  readonly perRow: boolean
  /** What the offset of the inputs adds to each row; absent where there is none. */
  readonly corrections?: Float32Array
  readonly noise?: StreamNoise
  /** Ranges of the ADC, [plane * rows + row], or [plane] where one gain serves all rows; measured where absent. */
  readonly given?: Float32Array
  /** Addresses where the largest sums are kept, and clipped ones counted; 0: not. */
  readonly reached?: number
  readonly clips?: number
}

/** Read noise of the sums of one stream. */
export interface StreamNoise {
  /** Distinct for each stream of a program under a seed; not 0. */
  readonly key: number
  /** By plane of the encoding: variance constant + each * sum of symbols + squared * sum of their squares. */
  readonly planes: readonly { readonly constant: number; readonly each: number; readonly squared: number }[]
  /** Deviation that the sample-and-hold adds, of the range. */
  readonly held: number
}

/** Streams with the same signature read the same vectors the same way. */
export function signatureOf({ work, arithmetic, converted }: PendingStream, idOf: (value: object) => number): string {
  return `${idOf(work.input)} ${arithmeticCode[arithmetic]} ${converted === undefined ? 0 : idOf(converted.encoded)} ${converted?.noise === undefined ? 0 : 1}`
}
