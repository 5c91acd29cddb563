import { matmulOp, patchesOp, planesOp, type Window, windowPositions } from '@onnc/dialects'
import { type Blob, denseAttribute, f32, reshapeBlob, sliceBlob, tensorType, transposeBlob } from '@onnc/ir'

import { constantFloats, floatShape, isAbsent, isFiniteBlob } from './constant-operand.ts'
import type { Lowering } from './lowering.ts'
import { intOf, intsOf, stringOf } from './node-attributes.ts'
import { isNonnegative } from './nonnegative.ts'

/** Conv: per group, patches ordered (kernel position, channel) times the kernel matrix; the groups' rows side by side are the channels. */
export const lowerConv: Lowering = (node, { emit }) => {
  const [input, weight, bias] = node.operands
  const shape = floatShape(input)
  const weights = constantFloats(weight)
  const outShape = floatShape(node.results[0])
  if (weights === undefined) return 'its weights are not a constant of float32'
  if (shape === undefined || outShape === undefined) return 'its shape is not known, or it is not float32'
  if (!isAbsent(bias) && constantFloats(bias) === undefined) return 'its bias is not a constant of float32'
  if (!isFiniteBlob(weights)) return 'its weights hold NaN or infinity'
  const [channelsOut, groupChannels, ...kernel] = weights.shape as [number, number, ...number[]]
  if (kernel.length === 0 || kernel.length !== shape.length - 2)
    return `its weights have ${weights.shape.length} dimensions, its input ${shape.length}`
  const groups = intOf(node, 'group', 1)
  if (groups * groupChannels !== shape[1] || channelsOut % groups !== 0)
    return `its ${shape[1]} channels do not fit ${groups} groups of ${channelsOut}x${groupChannels} weights`
  const window = windowOf(shape.slice(2), kernel, {
    strides: intsOf(
      node,
      'strides',
      kernel.map(() => 1),
    ),
    dilations: intsOf(
      node,
      'dilations',
      kernel.map(() => 1),
    ),
    pads: intsOf(
      node,
      'pads',
      [...kernel, ...kernel].map(() => 0),
    ),
    autoPad: stringOf(node, 'auto_pad', 'NOTSET'),
  })
  if ([...window.padsBegin, ...window.padsEnd].some((pad) => pad < 0)) return 'it has negative padding'
  const outputs = windowPositions(shape.slice(2), { kernel, ...window })
  if (outputs.join() !== outShape.slice(2).join())
    return `its weights make ${outputs.join('x')} positions, the model says ${outShape.slice(2).join('x')}`
  const positions = outShape[0]! * outputs.reduce((a, b) => a * b, 1)
  const rows = channelsOut / groups
  const kernelPositions = kernel.reduce((a, b) => a * b, 1)
  const columns = kernelPositions * groupChannels
  const nonnegative = isNonnegative(input!)
  const name = weight!.name ?? 'weights'
  const biasBlob = constantFloats(bias)
  const results = Array.from({ length: groups }, (_, group) => {
    const channels = [group * groupChannels, groupChannels]
    const vectors = emit(patchesOp, { input: input!, kernel, ...window, channels, vectors: tensorType([positions, columns], f32) })
    return emit(matmulOp, {
      vectors,
      matrix: denseAttribute(tensorType([rows, columns], f32), kernelMatrix(sliceRows(weights, group * rows, rows)), name),
      ...(biasBlob === undefined
        ? {}
        : { bias: denseAttribute(tensorType([rows], f32), sliceBlob(biasBlob, [group * rows], [rows]), bias!.name ?? 'bias') }),
      nonnegative,
      out: tensorType([positions, rows], f32),
    })
  })
  return [emit(planesOp, { groups: results, out: node.results[0]!.type })]
}

function sliceRows(blob: Blob, first: number, count: number): Blob {
  const [, ...rest] = blob.shape
  return sliceBlob(blob, [first, ...rest.map(() => 0)], [count, ...rest])
}

/** [M, C, kernel...] as [M, (kernel position, channel)]. */
function kernelMatrix(weights: Blob): Blob {
  const axes = weights.shape.map((_, i) => i)
  const moved = transposeBlob(weights, [0, ...axes.slice(2), 1])
  return reshapeBlob(moved, [weights.shape[0]!, weights.shape.slice(1).reduce((a, b) => a * b, 1)])
}

interface ConvAttributes {
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly pads: readonly number[]
  readonly autoPad: string
}

/** Explicit padding for every `auto_pad` (ONNX Conv): SAME keeps ceil(size / stride) positions, the odd element at the end or the beginning. */
function windowOf(
  sizes: readonly number[],
  kernel: readonly number[],
  { strides, dilations, pads, autoPad }: ConvAttributes,
): Omit<Window, 'kernel'> {
  if (autoPad === 'VALID') return { strides, dilations, padsBegin: sizes.map(() => 0), padsEnd: sizes.map(() => 0) }
  if (autoPad === 'NOTSET') return { strides, dilations, padsBegin: pads.slice(0, sizes.length), padsEnd: pads.slice(sizes.length) }
  const totals = sizes.map((size, axis) => {
    const reach = dilations[axis]! * (kernel[axis]! - 1) + 1
    return Math.max(0, (Math.ceil(size / strides[axis]!) - 1) * strides[axis]! + reach - size)
  })
  const small = totals.map((total) => Math.floor(total / 2))
  const large = totals.map((total) => Math.ceil(total / 2))
  return autoPad === 'SAME_UPPER'
    ? { strides, dilations, padsBegin: small, padsEnd: large }
    : { strides, dilations, padsBegin: large, padsEnd: small }
}
