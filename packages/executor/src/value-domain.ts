import type { UnitClass } from '@onnc/hardware'
import type { Tile, Use } from '@onnc/isa'
import type { Diagnostic } from '@onnc/support'
import type { CompiledPattern } from './compile-pattern.ts'
import type { MachineState } from './machine-state.ts'

/** One stream with everything its instruction refers to. */
export interface StreamWork {
  readonly instruction: number
  readonly unitClass: UnitClass
  /** As the stream sees it: turned where it goes backwards, without outputs that it does not read. */
  readonly tile: Tile
  /** The same for streams that see the same of the same tile. */
  readonly view: string
  readonly transposed: boolean
  /** Index of the tile, and where it is: unit * 16 + bank. */
  readonly tileIndex: number
  /** The tile was written from activations: it is another in every inference. */
  readonly imprinted: boolean
  readonly bank: number
  readonly use: Use
  readonly input: CompiledPattern
  readonly output: CompiledPattern
  /** Name of the input buffer. */
  readonly inputName: string
  /** Largest magnitude of an input that is constant. */
  readonly inputRange?: number
  /** Add to the output instead of overwriting it. */
  readonly accumulate: boolean
  /** The input may be negative. */
  readonly signed: boolean
}

/** How a machine computes: what a stream does to the values of a block of samples. Everything else is common to all domains. */
export interface ValueDomain {
  /** For messages. */
  readonly mode: 'ideal' | 'quantized' | 'noisy' | 'device'
  /** Float32 arrays kept for each buffer: its values, and what is derived from them. */
  readonly arraysPerBuffer: number
  /** Takes a stream; what it writes is there after the next `settle` at the latest. */
  stream(state: MachineState, work: StreamWork): Diagnostic | undefined
  /** Computes every stream taken so far: before anything else reads or writes values. */
  settle(state: MachineState): void
}

/** What a domain may want to know of the rings. Banks are unit * 16 + bank. */
export interface RingEvents {
  /** Every inference starts with the same chip. */
  restart(): void
  program(bank: number, tileIndex: number, tile: Tile, write: 'whole' | 'changed', instruction: number): void
  calibrate(bank: number, instruction: number): void
}
