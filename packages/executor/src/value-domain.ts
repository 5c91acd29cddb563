import type { UnitClass } from '@onnc/hardware'
import type { Tile, Use } from '@onnc/isa'
import type { Diagnostic } from '@onnc/support'
import type { CompiledPattern } from './compile-pattern.ts'
import type { MachineState } from './machine-state.ts'

/** One stream with everything its instruction refers to. */
export interface StreamWork {
  readonly instruction: number
  readonly unitClass: UnitClass
  readonly tile: Tile
  readonly use: Use
  readonly input: CompiledPattern
  readonly output: CompiledPattern
  /** Name of the input buffer. */
  readonly inputName: string
  /** Add to the output instead of overwriting it. */
  readonly accumulate: boolean
  /** The input may be negative. */
  readonly signed: boolean
}

/** How a machine computes: what a stream does to the values of a block of samples. Everything else is common to all domains. */
export interface ValueDomain {
  /** Float32 arrays kept for each buffer: its values, and what is derived from them. */
  readonly arraysPerBuffer: number
  stream(state: MachineState, work: StreamWork): Diagnostic | undefined
}

/** Vectors multiplied at a time: a block of 64 columns in float64 stays in the first-level cache. */
export const blockVectors = 64

/** A growing array that is reused from call to call; contents are whatever the last user left. */
export function createScratch(): (length: number) => Float64Array {
  let array = new Float64Array(0)
  return (length) => {
    if (array.length < length) array = new Float64Array(length)
    return array
  }
}

/**
 * Vectors are numbered sample by sample, position by position. Calls `visit` for each stretch of positions of one sample in
 * vectors [first, first + count), `at` being the stretch's place in that range.
 */
export function eachStretch(
  first: number,
  count: number,
  positions: number,
  visit: (sample: number, from: number, to: number, at: number) => void,
): void {
  let at = 0
  while (at < count) {
    const sample = Math.floor((first + at) / positions)
    const from = first + at - sample * positions
    const to = Math.min(positions, from + count - at)
    visit(sample, from, to, at)
    at += to - from
  }
}
