import {
  activationsOp,
  calibrateOp,
  compactOp,
  crossbarSize,
  mrrElectronicOp,
  type Pattern,
  programOp,
  returnOp,
  streamOp,
  tileOp,
  weightsOp,
} from '@onnc/dialects'
import { type Block, definingOperation, type Operation, operationsOf, type Value } from '@onnc/ir'
import {
  calibrationKey,
  type ClaimedPattern,
  type Claims,
  type CompactClaim,
  type ConstantClaim,
  floatsChecksum,
  type ImprintClaim,
  type KernelClaim,
  type StreamClaim,
} from '@onnc/isa'
import { readFloat32, type Blob } from '@onnc/ir'

import { type ClaimedTile, claimedChecksums } from './claimed-checksums.ts'
import { readBy } from './written-from.ts'

/** What is known of the bank that a value stands for. */
interface Rings {
  readonly tile: number
  readonly calibration: number
}

interface Writer {
  /** Tensor of each value. */
  readonly tensors: Map<Value, number>
  readonly rings: Map<Value, Rings>
  readonly tiles: Map<Operation, number>
  readonly patterns: ClaimedPattern[]
  readonly patternIndex: Map<string, number>
  readonly knownPatterns: Map<Pattern, number>
  readonly checksums: Map<Blob, number>
  readonly kernels: KernelClaim[]
  readonly streams: StreamClaim[]
  readonly imprints: ImprintClaim[]
  readonly constants: ConstantClaim[]
  readonly compacts: CompactClaim[]
  readonly claimedTiles: ClaimedTile[]
  nextTensor: number
}

/**
 * What a block of the mrr dialect means, for a checker of the instructions that are made of it. Written from the operations alone: it knows
 * no buffer, event or queue, and shares nothing with the code generator but the order of operations.
 */
export function writeClaims(block: Block): Claims {
  const writer: Writer = {
    tensors: new Map(),
    rings: new Map(),
    tiles: new Map(),
    patterns: [],
    patternIndex: new Map(),
    knownPatterns: new Map(),
    checksums: new Map(),
    kernels: [],
    streams: [],
    imprints: [],
    constants: [],
    compacts: [],
    claimedTiles: [],
    nextTensor: 0,
  }
  const inputs = block.arguments.map((argument) => newTensor(writer, argument))
  let outputs: number[] = []
  for (const operation of operationsOf(block)) {
    if (tileOp.is(operation)) claimTile(writer, operation)
    else if (activationsOp.is(operation)) claimActivations(writer, operation)
    else if (weightsOp.is(operation)) claimConstant(writer, operation)
    else if (compactOp.is(operation)) claimCompact(writer, operation)
    else if (programOp.is(operation)) claimProgram(writer, operation)
    else if (calibrateOp.is(operation)) claimCalibration(writer, operation)
    else if (streamOp.is(operation)) claimStream(writer, operation)
    else if (mrrElectronicOp.is(operation)) claimKernel(writer, operation)
    else if (returnOp.is(operation)) outputs = operation.operands.map((value) => tensorOf(writer, value))
  }
  const { nextTensor, kernels, streams, imprints, constants, compacts, patterns, claimedTiles } = writer
  return {
    tensors: nextTensor,
    inputs,
    outputs,
    kernels,
    streams,
    imprints,
    constants,
    compacts,
    patterns,
    tileChecksums: claimedChecksums(claimedTiles),
  }
}

function newTensor(writer: Writer, value: Value): number {
  const tensor = writer.nextTensor++
  writer.tensors.set(value, tensor)
  return tensor
}

/** A value that no claim has made yet is room that streams will fill. */
function tensorOf(writer: Writer, value: Value): number {
  return writer.tensors.get(value) ?? newTensor(writer, value)
}

function claimTile(writer: Writer, operation: Operation): void {
  const { codes, step, levels, tile } = tileOp.view(operation)
  writer.tiles.set(operation, writer.claimedTiles.length)
  writer.claimedTiles.push({ ...crossbarSize(tile.type), levels, step, codes: codes.blob })
}

function claimCompact(writer: Writer, operation: Operation): void {
  const { source, vector, values, indices } = compactOp.view(operation)
  const claim = { source: tensorOf(writer, source), pattern: claimedPattern(writer, vector) }
  writer.compacts.push({ ...claim, values: newTensor(writer, values), indices: newTensor(writer, indices) })
}

function claimConstant(writer: Writer, operation: Operation): void {
  const { codes, step, levels, weights } = weightsOp.view(operation)
  const [rows, columns] = codes.blob.shape as [number, number]
  writer.constants.push({ tile: writer.claimedTiles.length, tensor: newTensor(writer, weights) })
  writer.claimedTiles.push({ rows, columns, levels, step, codes: codes.blob })
}

/** Such a tile has no codes before it is written. */
function claimActivations(writer: Writer, operation: Operation): void {
  const { source, values, levels, tile } = activationsOp.view(operation)
  const index = writer.claimedTiles.length
  writer.tiles.set(operation, index)
  writer.imprints.push({ tile: index, source: tensorOf(writer, source), pattern: claimedPattern(writer, values) })
  writer.claimedTiles.push({ ...crossbarSize(tile.type), levels, step: 1 })
}

function claimProgram(writer: Writer, operation: Operation): void {
  const { tile, rings } = programOp.view(operation)
  writer.rings.set(rings, { tile: writer.tiles.get(definingOperation(tile)!)!, calibration: 0 })
}

function claimCalibration(writer: Writer, operation: Operation): void {
  const { rings, probes, iterations, calibrated } = calibrateOp.view(operation)
  // No iterations, no instruction: such rings are good as written.
  const calibration = iterations === 0 ? 0 : calibrationKey(probes, iterations)
  writer.rings.set(calibrated, { ...writer.rings.get(rings)!, calibration })
}

function claimStream(writer: Writer, operation: Operation): void {
  const view = streamOp.view(operation)
  const { rings, source, destination, out, input, output, scale, bias, store, nonnegative, transposed, firstOutput, gain, inScale } = view
  const filled = tensorOf(writer, destination)
  writer.tensors.set(out, filled)
  const { tensor, list } = readBy(source)
  writer.streams.push({
    ...writer.rings.get(rings)!,
    source: tensorOf(writer, tensor),
    destination: filled,
    input: claimedPattern(writer, input),
    output: claimedPattern(writer, output),
    accumulates: store === 'accumulate',
    signed: !nonnegative,
    transposed,
    scaleChecksum: checksumOf(writer, scale.blob),
    biasChecksum: bias === undefined ? 0 : checksumOf(writer, bias.blob),
    ...(inScale === undefined ? {} : { inScaleChecksum: checksumOf(writer, inScale.blob) }),
    ...(firstOutput === undefined ? {} : { firstOutput }),
    ...(gain === undefined ? {} : { gain: Math.fround(gain) }),
    ...(list === undefined ? {} : { indices: tensorOf(writer, list) }),
  })
}

function claimKernel(writer: Writer, operation: Operation): void {
  const inputs = operation.operands.map((value) => tensorOf(writer, value))
  writer.kernels.push({ inputs, outputs: operation.results.map((value) => newTensor(writer, value)) })
}

function claimedPattern({ patterns, patternIndex, knownPatterns }: Writer, pattern: Pattern): number {
  const known = knownPatterns.get(pattern)
  if (known !== undefined) return known
  const key = JSON.stringify(pattern)
  const index = patternIndex.get(key) ?? patterns.push(pattern) - 1
  patternIndex.set(key, index)
  knownPatterns.set(pattern, index)
  return index
}

function checksumOf({ checksums }: Writer, blob: Blob): number {
  const checksum = checksums.get(blob) ?? floatsChecksum(readFloat32(blob))
  checksums.set(blob, checksum)
  return checksum
}
