import { matmulOp, patchesOp, planesOp } from '@onnc/dialects'
import { type Blob, denseAttribute, derivedBlob, f32, tensorType } from '@onnc/ir'

import { constantAnyFloats, isAbsent, isFiniteBlob } from './constant-operand.ts'
import { anyFloatShape, asFloat32, backTo } from './floats.ts'
import { addPerChannel } from './lower-conv.ts'
import type { Lowering } from './lowering.ts'
import { intOf, intsOf, stringOf } from './node-attributes.ts'
import { isNonnegative } from './nonnegative.ts'

/** Phases that one node may become, each a convolution of its own. */
const mostPhases = 4096

/**
 * ConvTranspose with constant weights. Output positions that are equal modulo the stride see the same kernel elements: each such phase
 * is a convolution of stride 1 whose results go to every stride-th position, so no product with an inserted zero is ever computed.
 */
export const lowerConvTranspose: Lowering = (node, context) => {
  const [input, weight, bias] = node.operands
  const shape = anyFloatShape(input)
  const weights = constantAnyFloats(weight)
  const outShape = anyFloatShape(node.results[0])
  if (weights === undefined) return 'its weights are not a constant of floats'
  if (shape === undefined || outShape === undefined) return 'its shape is not known, or its elements are not floats'
  if (!isFiniteBlob(weights)) return 'its weights hold NaN or infinity'
  const [channelsIn, rows, ...kernel] = weights.shape as [number, number, ...number[]]
  const groups = intOf(node, 'group', 1)
  const sizes = shape.slice(2)
  if (kernel.length === 0 || kernel.length !== sizes.length || channelsIn !== shape[1] || channelsIn % groups !== 0)
    return `its weights [${weights.shape.join(', ')}] do not fit its input [${shape.join(', ')}] in ${groups} groups`
  if (outShape.length !== shape.length) return `its result has ${outShape.length} dimensions, its input ${shape.length}`
  if (rows * groups !== outShape[1]) return `its weights make ${rows * groups} channels, the model says ${outShape[1]}`
  const ones = kernel.map(() => 1)
  const strides = intsOf(node, 'strides', ones)
  const dilations = intsOf(node, 'dilations', ones)
  if (strides.length !== kernel.length || dilations.length !== kernel.length) return `its window does not have ${kernel.length} dimensions`
  const pads = cropOf(node, { sizes, kernel, strides, dilations, outputs: outShape.slice(2) })
  const axes = kernel.map((count, axis) =>
    planPhases({
      kernel: count,
      stride: strides[axis]!,
      dilation: dilations[axis]!,
      crop: pads[axis]!,
      size: sizes[axis]!,
      outputs: outShape[2 + axis]!,
    }),
  )
  const phases = axes.reduce<AxisPhase[][]>((all, axis) => all.flatMap((chosen) => axis.map((phase) => [...chosen, phase])), [[]])
  if (phases.length > mostPhases) return `its strides make ${phases.length} phases, more than ${mostPhases}`
  const source = asFloat32(input!, context)
  const constantBias = constantAnyFloats(bias)
  const rowBias = constantBias !== undefined && isFiniteBlob(constantBias) ? constantBias : undefined
  const nonnegative = isNonnegative(source)
  const groupChannels = channelsIn / groups
  const parts = phases.map((phase) => {
    const positions = shape[0]! * phase.reduce((product, { count }) => product * count, 1)
    const columns = groupChannels * phase.reduce((product, { taps }) => product * taps.length, 1)
    const vectors = context.emit(patchesOp, {
      input: source,
      kernel: phase.map(({ taps }) => taps.length),
      strides: ones,
      dilations: phase.map(({ dilation }) => dilation),
      padsBegin: phase.map(({ begin }) => begin),
      padsEnd: phase.map(({ end }) => end),
      vectors: tensorType([positions, groups * columns], f32),
    })
    const matrix = phaseMatrix(
      weights,
      phase.map(({ taps }) => taps),
      groups,
    )
    return context.emit(matmulOp, {
      vectors,
      matrix: denseAttribute(tensorType([groups * rows, columns], f32), matrix, weight!.name ?? 'weights'),
      ...(rowBias === undefined ? {} : { bias: denseAttribute(tensorType([groups * rows], f32), rowBias, bias!.name ?? 'bias') }),
      ...(groups === 1 ? {} : { blocks: [groups, groupChannels] }),
      nonnegative,
      out: tensorType([positions, groups * rows], f32),
    })
  })
  const planes = context.emit(planesOp, {
    parts,
    ...(phases.length === 1 && strides.every((s) => s === 1)
      ? {}
      : { steps: strides, origins: phases.flatMap((phase) => phase.map(({ origin }) => origin)) }),
    out: tensorType(outShape, f32),
  })
  const result = isAbsent(bias) || rowBias !== undefined ? planes : addPerChannel(planes, bias!, context)
  return [backTo(node.results[0]!.type, result, context)]
}

interface Sizes {
  readonly sizes: readonly number[]
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly outputs: readonly number[]
}

/** Output positions cut off at the beginning of each axis (ONNX ConvTranspose: given, or what `output_shape` or `auto_pad` leave over, halved). */
function cropOf(node: Parameters<Lowering>[0], { sizes, kernel, strides, dilations, outputs }: Sizes): number[] {
  const autoPad = stringOf(node, 'auto_pad', 'NOTSET')
  const isGiven = node.attributes.has('output_shape')
  if (!isGiven && !autoPad.startsWith('SAME')) {
    const zeros = kernel.map(() => 0)
    return autoPad === 'VALID' ? zeros : intsOf(node, 'pads', zeros).slice(0, kernel.length)
  }
  const extra = intsOf(
    node,
    'output_padding',
    kernel.map(() => 0),
  )
  return sizes.map((size, axis) => {
    const whole = strides[axis]! * (size - 1) + extra[axis]! + (kernel[axis]! - 1) * dilations[axis]! + 1
    const total = Math.max(0, whole - outputs[axis]!)
    return autoPad === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2)
  })
}

/** One axis of a phase: output positions origin, origin + stride, ...; position j reads inputs from j - begin on. */
export interface AxisPhase {
  readonly origin: number
  readonly count: number
  /** Kernel elements, in the order of the inputs they meet; -1 stands for a zero. */
  readonly taps: readonly number[]
  /** Inputs from one tap to the next. */
  readonly dilation: number
  readonly begin: number
  readonly end: number
}

/** The phases of one axis of a transposed convolution: output o = i * stride - crop + k * dilation. */
export function planPhases({
  kernel,
  stride,
  dilation,
  crop,
  size,
  outputs,
}: {
  kernel: number
  stride: number
  dilation: number
  crop: number
  size: number
  outputs: number
}): AxisPhase[] {
  return Array.from({ length: Math.min(stride, outputs) }, (_, origin) => {
    const count = Math.ceil((outputs - origin) / stride)
    const met = Array.from({ length: kernel }, (_, k) => kernel - 1 - k)
      .filter((k) => (origin + crop - k * dilation) % stride === 0)
      .map((k) => ({ k, input: (origin + crop - k * dilation) / stride }))
    const taps = met.length === 0 ? [{ k: -1, input: 0 }] : met
    const first = taps[0]!.input
    const step = taps.length > 1 ? taps[1]!.input - first : 1
    const reach = step * (taps.length - 1)
    return { origin, count, taps: taps.map(({ k }) => k), dilation: step, begin: -first, end: count - 1 + first + reach + 1 - size }
  })
}

/** Of [C, M, kernel...] the matrix [groups * M, (tap, channel)] of one phase, computed when it is read. */
function phaseMatrix(weights: Blob, taps: readonly (readonly number[])[], groups: number): Blob {
  const [channels, rows, ...kernel] = weights.shape as [number, number, ...number[]]
  const count = channels / groups
  const plane = kernel.reduce((a, b) => a * b, 1)
  const places = taps.reduce<number[]>(
    (all, axis, i) => all.flatMap((place) => axis.map((k) => (k < 0 || place < 0 ? -1 : place * kernel[i]! + k))),
    [0],
  )
  return derivedBlob(f32, [groups * rows, places.length * count], [weights], ([bytes]) => {
    const values = new Float32Array(bytes!.slice().buffer)
    const matrix = new Float32Array(groups * rows * places.length * count)
    let at = 0
    for (let group = 0; group < groups; group++)
      for (let row = 0; row < rows; row++)
        for (const place of places)
          for (let channel = group * count; channel < (group + 1) * count; channel++, at++)
            if (place >= 0) matrix[at] = values[(channel * rows + row) * plane + place]!
    return new Uint8Array(matrix.buffer)
  })
}
