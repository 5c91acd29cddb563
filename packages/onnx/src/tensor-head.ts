import {
  type Diagnostic,
  elementCount,
  type ElementType,
  elementTypeOfOnnx,
  elementTypes,
  failure,
  packedByteLength,
  type Result,
  success,
} from '@onnc/support'
import { toBigInt, toNumber } from './int64.ts'
import { tensorDimension, tensorFields, tensorSegment, tensorSize, tensorType, tensorTypeMissing } from './message-diagnostics.ts'
import { onnx, type TensorProto } from './messages.ts'

/** What a tensor message declares, before any value is looked at. */
export interface TensorHead {
  /** For messages: its name in quotes, or `tensor` without one. */
  readonly words: string
  readonly type: ElementType
  readonly shape: readonly number[]
  /** Product of the dimensions, as a floating-point number: exact up to 2^53, infinite where it is far beyond. */
  readonly count: number
}

/** The type and shape of a tensor message, checked; refuses segments. */
export function tensorHead(message: TensorProto): Result<TensorHead> {
  const words = message.name ? `tensor '${message.name}'` : 'tensor'
  const number = message.dataType ?? 0
  if (number === 0) return failure(tensorTypeMissing(words))
  const type = elementTypeOfOnnx(number)
  if (type === undefined) return failure(tensorType(words, onnx.TensorProto.DataType[number] ?? `type ${number}`))
  if (message.segment) return failure(tensorSegment(words))
  const shape: number[] = []
  for (const [axis, dimension] of (message.dims ?? []).entries()) {
    const size = toNumber(dimension)
    if (size === undefined || size < 0) return failure(tensorDimension(words, axis, String(toBigInt(dimension))))
    shape.push(size)
  }
  return success({ words, type, shape, count: elementCount(shape) })
}

/** Whether a tensor keeps its values in another file. */
export function isExternal(message: TensorProto): boolean {
  return message.dataLocation === onnx.TensorProto.DataLocation.EXTERNAL
}

/** What is wrong with the number of bytes found for a tensor, if anything. */
export function checkRawLength({ words, type, shape, count }: TensorHead, found: number, field = 'raw_data'): Diagnostic | undefined {
  if (type === 'string') return tensorFields(words, 'string_data', field)
  if (found === packedByteLength(type, count)) return undefined
  return tensorSize(words, shape, exactLength(shape, elementTypes[type].bits), 'bytes', field, found)
}

/** The length that a shape asks for, given in eighths of one per element; exact beyond what a number holds. */
export function exactLength(shape: readonly number[], eighths: number): string {
  return String((shape.reduce((product, size) => product * BigInt(size), BigInt(eighths)) + 7n) / 8n)
}
