import type { Checksums, Claims, KernelClaim, StreamClaim } from './claims.ts'
import { hasLength } from './columns.ts'
import type { MemoryBudget } from './memory-budget.ts'
import type { ClaimsMessage, Read } from './messages.ts'
import { readPattern, writePattern } from './patterns-section.ts'
import type { Problems } from './problems.ts'
import { entryNumber, entryReference } from './program-diagnostics.ts'

/** The heap of a claim, measured on Node 24. */
const heapBytesPerClaim = 150

const accumulatesFlag = 1
const signedFlag = 2
const transposedFlag = 4

/** The message of claims. The checksums of tiles are for `fillChecksums` to put in, when tiles have been written. */
export function writeClaims({
  tensors,
  inputs,
  outputs,
  kernels,
  streams,
  imprints,
  constants,
  compacts,
  patterns,
  tileChecksums,
}: Claims): ClaimsMessage {
  return {
    tensors,
    inputs: [...inputs],
    outputs: [...outputs],
    kernelInputCounts: kernels.map((kernel) => kernel.inputs.length),
    kernelInputs: kernels.flatMap((kernel) => kernel.inputs),
    kernelOutputCounts: kernels.map((kernel) => kernel.outputs.length),
    kernelOutputs: kernels.flatMap((kernel) => kernel.outputs),
    tile: streams.map(({ tile }) => tile),
    source: streams.map(({ source }) => source),
    destination: streams.map(({ destination }) => destination),
    input: streams.map(({ input }) => input),
    output: streams.map(({ output }) => output),
    flags: streams.map(
      ({ accumulates, signed, transposed }) =>
        (accumulates ? accumulatesFlag : 0) + (signed ? signedFlag : 0) + (transposed ? transposedFlag : 0),
    ),
    calibration: streams.map(({ calibration }) => calibration),
    scaleChecksums: wordsToBytes(streams.map(({ scaleChecksum }) => scaleChecksum)),
    biasChecksums: wordsToBytes(streams.map(({ biasChecksum }) => biasChecksum)),
    patterns: patterns.map((pattern) => writePattern({ buffer: 0, ...pattern })),
    tileChecksums: new Uint8Array(tileChecksums.length * 4),
    imprintTile: imprints.map(({ tile }) => tile),
    imprintSource: imprints.map(({ source }) => source),
    imprintPattern: imprints.map(({ pattern }) => pattern),
    constantTile: constants.map(({ tile }) => tile),
    constantTensor: constants.map(({ tensor }) => tensor),
    compactSource: compacts.map(({ source }) => source),
    compactPattern: compacts.map(({ pattern }) => pattern),
    compactValues: compacts.map(({ values }) => values),
    compactIndices: compacts.map((claim) => claim.indices),
    gain: streams.some((claim) => claim.gain !== undefined) ? streams.map((claim) => claim.gain ?? 0) : [],
    inScaleChecksums: streams.some((claim) => claim.inScaleChecksum !== undefined)
      ? wordsToBytes(streams.map((claim) => claim.inScaleChecksum ?? 0))
      : new Uint8Array(),
    firstOutput: streams.some((claim) => claim.firstOutput !== undefined) ? streams.map(({ firstOutput }) => (firstOutput ?? -1) + 1) : [],
    indices: streams.some(({ indices: list }) => list !== undefined) ? streams.map(({ indices: list }) => (list ?? -1) + 1) : [],
  }
}

/** Puts the checksums of tiles where the message has room for them. */
export function fillChecksums({ tileChecksums: bytes }: ClaimsMessage, { tileChecksums }: Claims): void {
  bytes?.set(wordsToBytes(tileChecksums))
}

/** The claims; `undefined`, with the reason among `problems`, where their lists do not fit together or name what does not exist. */
export function readClaims(message: Read<ClaimsMessage>, budget: MemoryBudget, problems: Problems): Claims | undefined {
  const count = message.tile.length
  budget.charge(count * heapBytesPerClaim)
  const { source, destination, input, output, flags, calibration } = message
  const lists = { source, destination, input, output, flags, calibration }
  for (const [list, { length }] of Object.entries(lists)) if (!hasLength('claims', list, length, count, problems)) return undefined
  const { scaleChecksums, biasChecksums, tileChecksums } = message
  if (!hasLength('claims', 'scale_checksums', scaleChecksums.length, count * 4, problems, 'bytes')) return undefined
  if (!hasLength('claims', 'bias_checksums', biasChecksums.length, count * 4, problems, 'bytes')) return undefined
  if (!hasLength('claims', 'tile_checksums', tileChecksums.length, tileChecksums.length & ~3, problems, 'bytes')) return undefined
  const { imprintTile, imprintSource, imprintPattern } = message
  budget.charge(imprintTile.length * heapBytesPerClaim)
  if (!hasLength('claims', 'imprint_source', imprintSource.length, imprintTile.length, problems)) return undefined
  if (!hasLength('claims', 'imprint_pattern', imprintPattern.length, imprintTile.length, problems)) return undefined
  const imprints = imprintTile.map((tile, i) => ({ tile, source: imprintSource[i]!, pattern: imprintPattern[i]! }))
  const { compactSource, compactPattern, compactValues, compactIndices, indices: madeLists, gain, firstOutput } = message
  budget.charge(compactSource.length * heapBytesPerClaim)
  for (const [list, { length }] of Object.entries({ compactPattern, compactValues, compactIndices }))
    if (!hasLength('claims', list, length, compactSource.length, problems)) return undefined
  if (madeLists.length > 0 && !hasLength('claims', 'indices', madeLists.length, count, problems)) return undefined
  if (gain.length > 0 && !hasLength('claims', 'gain', gain.length, count, problems)) return undefined
  const { inScaleChecksums } = message
  const hasInScales = inScaleChecksums.length > 0
  if (hasInScales && !hasLength('claims', 'in_scale_checksums', inScaleChecksums.length, count * 4, problems, 'bytes')) return undefined
  if (firstOutput.length > 0 && !hasLength('claims', 'first_output', firstOutput.length, count, problems)) return undefined
  const compacts = compactSource.map((read, i) => ({
    source: read,
    pattern: compactPattern[i]!,
    values: compactValues[i]!,
    indices: compactIndices[i]!,
  }))
  const { constantTile, constantTensor } = message
  budget.charge(constantTile.length * heapBytesPerClaim)
  if (!hasLength('claims', 'constant_tensor', constantTensor.length, constantTile.length, problems)) return undefined
  const constants = constantTile.map((tile, i) => ({ tile, tensor: constantTensor[i]! }))
  const kernels = readKernels(message, problems)
  if (kernels === undefined) return undefined
  const [scales, biases, inScales] = [scaleChecksums, biasChecksums, inScaleChecksums].map(bytesToWords) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  const streams = message.tile.map((tile, i): StreamClaim => {
    return {
      tile,
      source: source[i]!,
      destination: destination[i]!,
      input: input[i]!,
      output: output[i]!,
      accumulates: (flags[i]! & accumulatesFlag) !== 0,
      signed: (flags[i]! & signedFlag) !== 0,
      transposed: (flags[i]! & transposedFlag) !== 0,
      calibration: calibration[i]!,
      scaleChecksum: scales[i]!,
      biasChecksum: biases[i]!,
      ...((gain[i] ?? 0) === 0 ? {} : { gain: gain[i]! }),
      ...((inScales[i] ?? 0) === 0 ? {} : { inScaleChecksum: inScales[i]! }),
      ...((firstOutput[i] ?? 0) > 0 ? { firstOutput: firstOutput[i]! - 1 } : {}),
      ...((madeLists[i] ?? 0) > 0 ? { indices: madeLists[i]! - 1 } : {}),
    }
  })
  const patterns = message.patterns.map((pattern, i) => {
    const { buffer: _, indices: _made, ...claimed } = readPattern(pattern, i, problems)
    return claimed
  })
  const { tensors, inputs, outputs } = message
  const claims: Claims = {
    tensors,
    inputs,
    outputs,
    kernels,
    streams,
    imprints,
    constants,
    compacts,
    patterns,
    tileChecksums: bytesToWords(tileChecksums),
  }
  return pointInside(claims, problems) ? claims : undefined
}

function readKernels(message: Read<ClaimsMessage>, problems: Problems): KernelClaim[] | undefined {
  const { kernelInputCounts, kernelOutputCounts, kernelInputs, kernelOutputs } = message
  const fits =
    hasLength('claims', 'kernel_output_counts', kernelOutputCounts.length, kernelInputCounts.length, problems) &&
    hasLength('claims', 'kernel_inputs', kernelInputs.length, sumOf(kernelInputCounts), problems) &&
    hasLength('claims', 'kernel_outputs', kernelOutputs.length, sumOf(kernelOutputCounts), problems)
  if (!fits) return undefined
  let [i, o] = [0, 0]
  return kernelInputCounts.map((inputCount, k) => ({
    inputs: kernelInputs.slice(i, (i += inputCount)),
    outputs: kernelOutputs.slice(o, (o += kernelOutputCounts[k]!)),
  }))
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((total, n) => total + n, 0)
}

/** Whether every tensor and pattern that is named exists; tiles are compared with those of the program. */
function pointInside(
  { tensors, inputs, outputs, kernels, streams, imprints, constants, compacts, patterns }: Claims,
  problems: Problems,
): boolean {
  const most =
    inputs.length +
    constants.length +
    2 * compacts.length +
    streams.length +
    kernels.reduce((sum, kernel) => sum + kernel.outputs.length, 0)
  if (tensors > most) problems.add(entryNumber('claims', 'tensors', tensors, `at most ${most}, as many as are written`))
  const named = [
    ...[...inputs, ...outputs].map((tensor) => ['inputs and outputs', tensor] as const),
    ...constants.map(({ tensor }) => ['constants', tensor] as const),
    ...compacts.flatMap(({ source, values, indices }) => [source, values, indices].map((tensor) => ['compacts', tensor] as const)),
    ...streams.flatMap(({ indices }) => (indices === undefined ? [] : [['streams', indices] as const])),
    ...kernels.flatMap((kernel, k) => [...kernel.inputs, ...kernel.outputs].map((tensor) => [`kernels[${k}]`, tensor] as const)),
  ]
  const wrong = named.find(([, tensor]) => tensor >= tensors)
  if (wrong !== undefined) problems.add(entryReference(`claims.${wrong[0]}`, 'tensor', wrong[1], tensors))
  const stream = streams.findIndex(
    (claim) => claim.source >= tensors || claim.destination >= tensors || claim.input >= patterns.length || claim.output >= patterns.length,
  )
  if (stream !== -1) problems.add(entryReference(`claims.streams[${stream}]`, 'a tensor or pattern of number', stream, tensors))
  const imprint = imprints.findIndex(({ source, pattern }) => source >= tensors || pattern >= patterns.length)
  const compact = compacts.findIndex(({ pattern }) => pattern >= patterns.length)
  if (compact !== -1) problems.add(entryReference(`claims.compacts[${compact}]`, 'a pattern of number', compact, patterns.length))
  if (imprint !== -1) problems.add(entryReference(`claims.imprints[${imprint}]`, 'a tensor or pattern of number', imprint, tensors))
  return tensors <= most && wrong === undefined && stream === -1 && imprint === -1 && compact === -1
}

function wordsToBytes(words: Checksums | readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(words.length * 4))
  for (let i = 0; i < words.length; i++) view.setUint32(i * 4, words.at(i)!, true)
  return new Uint8Array(view.buffer)
}

function bytesToWords(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length: bytes.length >>> 2 }, (_, i) => view.getUint32(i * 4, true))
}
