import type { ElementType } from '@onnc/support'
import type { Claims } from './claims.ts'
import type { AddressPattern } from './address-pattern.ts'
import type { SectionSizes } from './field.ts'
import type { Instruction } from './instruction-table.ts'

/**
 * A compiled program: the meeting point of code generation and execution. All indices count from 0. `checkProgram` says what makes one
 * valid.
 */
export interface Program {
  readonly target: ProgramTarget
  readonly instructions: readonly Instruction[]
  readonly tiles: readonly Tile[]
  readonly uses: readonly Use[]
  readonly patterns: readonly AddressPattern[]
  readonly kernels: readonly Kernel[]
  readonly buffers: readonly ProgramBuffer[]
  readonly inputs: readonly Binding[]
  readonly outputs: readonly Binding[]
  /** In ascending order of instructions, without overlap; instructions may be left out. */
  readonly sourceMap: readonly SourceMapEntry[]
  /** What the program was meant to do; programs of format 1.1 and older have none. */
  readonly claims?: Claims
  /** What drives the rings of the chip it was linked to. */
  readonly link?: Link
  /** What converters are set to, from data; measured for each inference where absent. Ascending uses. */
  readonly ranges?: readonly UseRange[]
  /** Every bank of a unit has a queue of its own; a unit is one queue where absent. */
  readonly queues?: 'bank'
}

/** What the converters of a stream are set to. */
export interface UseRange {
  readonly use: number
  /** Largest magnitude of the input buffer. */
  readonly input: number
  /** Largest magnitude of the sums, in codes times symbols: [plane * outputs + output]. */
  readonly sums: Float32Array
}

/** Drive codes for one physical chip. */
export interface Link {
  /** The chip's fingerprint. */
  readonly chip: string
  /** Bits of a drive code. */
  readonly bits: number
  readonly writes: readonly LinkedWrite[]
}

/** What drives a tile in a bank. */
export interface LinkedWrite {
  readonly tile: number
  /** unit * 16 + bank. */
  readonly bank: number
  /** Where the tile's rows and columns lie in the bank; at its first ones if absent. */
  readonly place?: TilePlace
  /**
   * Row-major, of the tile's rows and of all columns of the bank up to the last in use; those of the rings for the negative part behind the
   * others, where a weight has two rings.
   */
  readonly codes: Uint16Array
  /** Root mean square of the error that remains, as a fraction of the largest weight. */
  readonly residual: number
}

/** Rows and columns of a bank, one for each of a tile. */
export interface TilePlace {
  readonly rows: readonly number[]
  readonly columns: readonly number[]
}

/** Columns of a bank from the first to the last that a tile lies at. */
export function columnsInReach({ columns }: Pick<Tile, 'columns'>, place: TilePlace | undefined): number {
  return place === undefined ? columns : place.columns.reduce((most, column) => Math.max(most, column), 0) + 1
}

/** The machine the program was compiled for. */
export interface ProgramTarget {
  readonly name: string
  /** SHA-256 of `definition` in hexadecimal. */
  readonly fingerprint: string
  /** Canonical JSON of the resolved target. */
  readonly definition: string
}

/** Ring levels of one tile, row-major `rows` x `columns`: rows are detectors (outputs), columns are wavelengths (inputs). */
export interface Tile {
  readonly rows: number
  readonly columns: number
  /** Odd, 3 to 65535: codes lie in [-(levels-1)/2, (levels-1)/2]. */
  readonly levels: number
  /** May be read or computed at each access: take them once. `Int8Array` up to 255 levels in what was read from a file, `Int16Array` above. */
  readonly codes: Int8Array | Int16Array
  /** Weight per code. */
  readonly step: number
  /**
   * The unquantised weights, in the normalisation of the codes: about `codes[i] * step`. Without them `ideal` mode cannot run. May be read or
   * computed at each access; `hasExact` says whether they are there.
   */
  readonly exact?: Float32Array
  /**
   * Of a tile of activations: the pattern of the values that `imprint` writes to rings, vector r as row r. Its `codes` are all 0: they are
   * known at run time, and so is their step, in which `step` counts.
   */
  readonly activations?: number
}

/**
 * How a stream uses a tile: y[r] (+)= outScale[r] * (row r of the tile . x); an overwriting stream adds bias[r]. A transposed one
 * takes the columns of the tile for its rows.
 */
export interface Use {
  readonly tile: number
  /** The way through the rings; `forward` if absent. */
  readonly direction?: 'transposed'
  /**
   * Of a use that sees some of the tile's outputs the first of them, as many as `outScale` has; all if absent. The others are not read:
   * tiles may hold matrices below each other that are streamed one by one.
   */
  readonly firstOutput?: number
  /** One per output: per row of the tile, per column of a transposed one. */
  readonly outScale: Float32Array
  /** One per output. */
  readonly bias?: Float32Array
  /** One per input, by which the control unit multiplies what is read before it is converted; 1 for all if absent. */
  readonly inScale?: Float32Array
  /** Of a use with one output: what its broadband ring multiplies the light by, above 0 and at most 1; it is a part of `outScale`. */
  readonly gain?: number
}

/** A small ONNX model run by the electronic control unit. */
export interface Kernel {
  readonly name: string
  /** An ONNX ModelProto; may be read at each access. */
  readonly model: Uint8Array
  /** Graph inputs and outputs by name. */
  readonly inputs: readonly Binding[]
  readonly outputs: readonly Binding[]
  /** What it computes, for the cost model: operations by kind, counted per element. */
  readonly work: readonly KernelWork[]
}

export const workKinds = ['add', 'multiply', 'compare', 'special', 'move'] as const
export type WorkKind = (typeof workKinds)[number]

export interface KernelWork {
  readonly kind: WorkKind
  readonly operations: number
}

/** A name at the edge of a program or a kernel, and the buffer that holds its value. */
export interface Binding {
  readonly name: string
  readonly buffer: number
}

/** A named value. */
export interface ProgramBuffer {
  readonly name: string
  readonly type: ElementType
  /** `null`: known only at run time, a dimension or even their number (ECU only). */
  readonly shape: readonly (number | null)[] | null
  /**
   * `activation`: float32 values in the activation memory, what patterns address; `weight`: constants in the weight memory, which streams read;
   * `ecu`: any type, held by the ECU.
   */
  readonly memory: 'activation' | 'weight' | 'ecu'
  /** Byte address in the activation memory; 0 elsewhere. */
  readonly address: number
  /** Of the weight memory: the tile whose values, row-major, it holds. Streams send its codes as they are. */
  readonly tile?: number
}

/** Instructions [first, first + count) come from IR op `op`, such as `mrr.stream`, and from ONNX node `node`. */
export interface SourceMapEntry {
  readonly first: number
  readonly count: number
  readonly op: string
  readonly node: string
}

/** Bounds that every section keeps, so that no product of counts leaves the exact integers. */
export const programLimits = {
  /** Elements of a buffer, positions or elements of a pattern: below this. */
  count: 2 ** 31,
  /** Rings of a tile. */
  rings: 2 ** 24,
  /** Axes of a pattern, of positions and of elements each; also guards of a pattern. Checking one takes time with their third power. */
  axes: 8,
  /** Dimensions of a buffer. */
  rank: 64,
  /** Levels of a ring; what codes of 16 bits can tell apart. */
  levels: 65535,
  /** What one axis may add to an address or a guard's coordinate, in elements. */
  span: 2 ** 40,
} as const

/** What indices in the program's instructions are checked against. */
export function sectionSizes({ tiles, uses, patterns, kernels }: Pick<Program, keyof SectionSizes>): SectionSizes {
  return { tiles: tiles.length, uses: uses.length, patterns: patterns.length, kernels: kernels.length }
}
