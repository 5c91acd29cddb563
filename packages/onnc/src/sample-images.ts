import {
  type Diagnostic,
  elementCount,
  type ElementType,
  failure,
  formatTensorType,
  type Result,
  success,
  type Tensor,
} from '@onnc/support'
import type { Mode } from '@onnc/executor'
import type { Program } from '@onnc/isa'

import { interleavePlanes, wantsChannelsLast } from './data/interleave-planes.ts'
import { imagePixels, type readImageSet } from './data/read-images.ts'
import { argumentMalformed, evalInputs, evalShape } from './onnc-diagnostics.ts'

export type ImageSet = Extract<ReturnType<typeof readImageSet>, { ok: true }>['value']

/** The flags that say which images, as commander hands them over. */
export interface NumberFlags {
  readonly limit?: string
  readonly scale: string
  readonly offset: string
  readonly mode: Mode
}

/** Which images, and how pixels enter. */
export interface EvalNumbers {
  readonly limit: number
  readonly scale: number
  readonly offset: number
}

export function parseNumbers({ limit, scale, offset, mode }: NumberFlags): Result<EvalNumbers> {
  const faults: Diagnostic[] = []
  if (limit !== undefined && !/^[1-9]\d{0,9}$/.test(limit)) faults.push(argumentMalformed('--limit', 'a number of images from 1', limit))
  for (const [option, text] of [
    ['--scale', scale],
    ['--offset', offset],
  ] as const)
    if (text.trim() === '' || !Number.isFinite(Number(text))) faults.push(argumentMalformed(option, 'a number', text))
  if (mode === 'timing') faults.push(argumentMalformed('--mode', 'a mode that computes values (ideal, quantized, noisy)', mode))
  if (faults.length > 0) return failure(...faults)
  return success({ limit: limit === undefined ? Infinity : Number(limit), scale: Number(scale), offset: Number(offset) })
}

/** The inputs of an image by its number. */
export type Sampler = (index: number) => ReadonlyMap<string, Tensor>

/**
 * Images become the model's one input when their elements match in number. Images in planes [C, H, W], as CIFAR has them, are
 * interleaved for an input [..., H, W, C].
 */
export function imageSampler(program: Program, set: ImageSet, numbers: EvalNumbers): Result<Sampler> {
  if (program.inputs.length !== 1) return failure(evalInputs(program.inputs.length))
  const { name, buffer } = program.inputs[0]!
  const { type, shape } = program.buffers[buffer]!
  return inputSampler({ name, type, shape }, set, numbers)
}

/** What images go into. */
export interface ImageInput {
  readonly name: string
  readonly type: ElementType
  readonly shape: readonly (number | null)[] | null
}

/** The same for an input of whatever runs the model. */
export function inputSampler({ name, type, shape }: ImageInput, { images }: ImageSet, { scale, offset }: EvalNumbers): Result<Sampler> {
  const known = (shape ?? []).map((d) => d ?? 0)
  const imageShape = images.shape.slice(1)
  if (type !== 'float32' || shape === null || elementCount(known) !== elementCount(imageShape))
    return failure(evalShape(formatTensorType(images.type, imageShape), formatTensorType(type, shape)))
  const isInterleaved = wantsChannelsLast(imageShape, known)
  const pixels = (index: number): Tensor => {
    const data = imagePixels(images, index, scale, offset)
    return { type: 'float32', shape: known, data: isInterleaved ? interleavePlanes(data, imageShape[0]!) : data }
  }
  return success<Sampler>((index) => new Map([[name, pixels(index)]]))
}

/** Classes are the elements of the first output. */
export function classCount(program: Program): number {
  return elementCount(program.buffers[program.outputs[0]!.buffer]!.shape?.map((d) => d ?? 1) ?? [])
}

/** The class with the largest value. */
export function largestIndex({ data }: Tensor): number {
  let best = 0
  for (let i = 1; i < data.length; i++) if (data[i]! > data[best]!) best = i
  return best
}
