import { matmulOp, patchesOp, planesOp, type Window, windowPositions } from '@onnc/dialects'
import { type Blob, denseAttribute, f32, reshapeBlob, staticShape, tensorType, transposeBlob, type Value } from '@onnc/ir'

import type { LoweringContext } from './lowering.ts'
import { isNonnegative } from './nonnegative.ts'

/** A convolution of a float32 tensor [N, C, spatial...] with constant weights. */
export interface Convolution {
  readonly input: Value
  /** f32 [M, C / groups, kernel...] */
  readonly weights: Blob
  /** f32 [M] */
  readonly bias?: Blob | undefined
  readonly groups: number
  readonly window: Window
  /** [N, M, spatial...] */
  readonly outShape: readonly number[]
  readonly name: string
  readonly biasName?: string | undefined
}

/** What is wrong with a convolution's shapes, if anything. */
export function convolutionFault({ input, weights, groups, window, outShape }: Convolution): string | undefined {
  const shape = staticShape(input.type)!
  const [channelsOut, groupChannels, ...kernel] = weights.shape as [number, number, ...number[]]
  if (kernel.length === 0 || kernel.length !== shape.length - 2)
    return `its weights have ${weights.shape.length} dimensions, its input ${shape.length}`
  if (groups < 1 || groups * groupChannels !== shape[1] || channelsOut % groups !== 0)
    return `its ${shape[1]} channels do not fit ${groups} groups of ${channelsOut}x${groupChannels} weights`
  const lists = [window.strides, window.dilations, window.padsBegin, window.padsEnd]
  if (lists.some((list) => list.length !== kernel.length)) return `its window does not have ${kernel.length} dimensions`
  if ([...window.padsBegin, ...window.padsEnd].some((pad) => pad < 0)) return 'it has negative padding'
  const outputs = windowPositions(shape.slice(2), window)
  if (outputs.join() !== outShape.slice(2).join())
    return `its weights make ${outputs.join('x')} positions, the model says ${outShape.slice(2).join('x')}`
  return undefined
}

/** Patches ordered (kernel position, channel) times the kernel matrix, which is block-diagonal where there are groups. */
export function convolve({ emit }: LoweringContext, convolution: Convolution): Value {
  const { input, weights, bias, groups, window, outShape, name, biasName } = convolution
  const [rows, groupChannels, ...kernel] = weights.shape as [number, number, ...number[]]
  const positions = outShape[0]! * outShape.slice(2).reduce((a, b) => a * b, 1)
  const columns = kernel.reduce((a, b) => a * b, 1) * groupChannels
  const vectors = emit(patchesOp, { input, ...window, vectors: tensorType([positions, groups * columns], f32) })
  const product = emit(matmulOp, {
    vectors,
    matrix: denseAttribute(tensorType([rows, columns], f32), kernelMatrix(weights), name),
    ...(bias === undefined ? {} : { bias: denseAttribute(tensorType([rows], f32), bias, biasName ?? 'bias') }),
    ...(groups === 1 ? {} : { blocks: [groups, groupChannels] }),
    nonnegative: isNonnegative(input),
    out: tensorType([positions, rows], f32),
  })
  return emit(planesOp, { parts: [product], out: tensorType(outShape, f32) })
}

/** [M, C, kernel...] as [M, (kernel position, channel)]. */
function kernelMatrix(weights: Blob): Blob {
  const axes = weights.shape.map((_, i) => i)
  const moved = transposeBlob(weights, [0, ...axes.slice(2), 1])
  return reshapeBlob(moved, [weights.shape[0]!, weights.shape.slice(1).reduce((a, b) => a * b, 1)])
}
