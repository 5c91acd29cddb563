import type { AddressPattern } from './address-pattern.ts'

/**
 * What a program was meant to do, written from the operations it was made of and not from its instructions. Tensors have numbers; values
 * that hold the same tensor, such as the destination of a stream before and after, have the same one.
 */
export interface Claims {
  readonly tensors: number
  /** Tensors of the program's inputs and outputs, in their order. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
  /** One per kernel, each of which runs once. */
  readonly kernels: readonly KernelClaim[]
  /** One per use, each of which is streamed once. */
  readonly streams: readonly StreamClaim[]
  /** Tiles that stand in the weight memory, and the tensors that are their values. */
  readonly constants: readonly ConstantClaim[]
  readonly compacts: readonly CompactClaim[]
  /** One per tile of activations. */
  readonly imprints: readonly ImprintClaim[]
  readonly patterns: readonly ClaimedPattern[]
  /** `tileChecksum` of each tile. */
  readonly tileChecksums: Checksums
}

/** A list of checksums, which may be computed when they are asked for. */
export type Checksums = Pick<Uint32Array, 'length' | 'at'>

export interface KernelClaim {
  /** Tensors in the order of the kernel's bindings. */
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

export interface StreamClaim {
  readonly tile: number
  readonly source: number
  readonly destination: number
  /** Indices of patterns of the claims. */
  readonly input: number
  readonly output: number
  readonly accumulates: boolean
  readonly signed: boolean
  readonly transposed: boolean
  /** How the bank was calibrated after it was programmed: probes * 256 + iterations; 0: not at all. */
  readonly calibration: number
  /** `floatsChecksum` of the scales, and of the biases; 0 without. */
  readonly scaleChecksum: number
  readonly biasChecksum: number
  /** Of the scales of inputs; absent without. */
  readonly inScaleChecksum?: number
  /** The first output of the tile that is read, of those that the scales are for; all are read if absent. */
  readonly firstOutput?: number
  /** What a broadband ring multiplies by. */
  readonly gain?: number
  /** The tensor by whose entries elements of the source are found. */
  readonly indices?: number
}

/** A vector without its zeros. */
export interface CompactClaim {
  readonly source: number
  /** Index of a pattern of the claims. */
  readonly pattern: number
  /** Tensors that it makes. */
  readonly values: number
  readonly indices: number
}

export interface ConstantClaim {
  readonly tile: number
  readonly tensor: number
}

/** What a tile of activations holds. */
export interface ImprintClaim {
  readonly tile: number
  readonly source: number
  /** Index of a pattern of the claims. */
  readonly pattern: number
}

export type ClaimedPattern = Omit<AddressPattern, 'buffer' | 'indices'>

/** A calibration as claims hold it. */
export function calibrationKey(probes: number, iterations: number): number {
  return probes * 256 + iterations
}
