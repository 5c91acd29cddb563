import {
  type Diagnostic,
  elementCount,
  type ElementType,
  elementTypeOfOnnx,
  elementTypes,
  failure,
  type NumericElementType,
  packedByteLength,
  type Result,
  success,
  type Tensor,
} from '@onnc/support'
import { toBigInt, toNumber } from './int64.ts'
import {
  tensorDimension,
  tensorExternal,
  tensorFields,
  tensorSegment,
  tensorSize,
  tensorType,
  tensorTypeMissing,
  tensorValue,
} from './message-diagnostics.ts'
import { isPresent, onnx, type TensorProto } from './messages.ts'
import { elementsOfList, elementsOfRaw, fieldOf, listLength, unsignedBits, type ValueField, valueFields } from './tensor-fields.ts'

/** What a tensor message declares, before any value is looked at. */
export interface TensorHead {
  /** For messages: its name in quotes, or `tensor` without one. */
  readonly words: string
  readonly type: ElementType
  readonly shape: readonly number[]
  /** Product of the dimensions, as a floating-point number: exact up to 2^53, infinite or NaN where it is far beyond. */
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
  return message.dataLocation === onnx.TensorProto.DataLocation.EXTERNAL || (message.externalData?.length ?? 0) > 0
}

/**
 * The values of a tensor message. Numbers in `raw_data` are a view of the message's bytes where these are aligned for their type (so
 * the message's buffer must stay unchanged), else a copy. Nothing is allocated before the declared shape agrees with the bytes there.
 *
 * Refuses, as unsupported: values in another file, segments, element types the schema does not know.
 */
export function tensorFromProto(message: TensorProto): Result<Tensor> {
  const head = tensorHead(message)
  if (!head.ok) return head
  const { words, type, shape, count } = head.value
  if (isExternal(message)) return failure(tensorExternal(words))
  const expected = fieldOf(type)
  const raw = isPresent(message, 'rawData') && message.rawData!.length > 0 ? message.rawData! : undefined
  for (const field of Object.keys(valueFields) as ValueField[]) {
    if (!message[field]?.length) continue
    if (raw !== undefined) return failure(tensorFields(words, 'one field', `raw_data and ${valueFields[field]}`))
    if (field !== expected) return failure(tensorFields(words, valueFields[expected], valueFields[field]))
  }
  if (type === 'string')
    return raw === undefined ? strings(words, shape, message.stringData ?? []) : failure(tensorFields(words, 'string_data', 'raw_data'))

  if (raw !== undefined) {
    const wrong = checkRawLength(head.value, raw.length)
    return wrong === undefined ? success({ type, shape, data: elementsOfRaw(type, raw, count) }) : failure(wrong)
  }
  const listed = message[expected]?.length ?? 0
  if (listed !== listLength(type, count)) {
    const eighths = elementTypes[type].bits < 8 ? elementTypes[type].bits : 8 * listLength(type, 1)
    return failure(tensorSize(words, shape, exactLength(shape, eighths), 'values', valueFields[expected], listed))
  }
  const wrong = checkBits(words, type, message.int32Data ?? [])
  return wrong === undefined ? success({ type, shape, data: elementsOfList(type, message, count) }) : failure(wrong)
}

/** What is wrong with the number of bytes found for a tensor, if anything. */
export function checkRawLength({ words, type, shape, count }: TensorHead, found: number, field = 'raw_data'): Diagnostic | undefined {
  if (type === 'string') return tensorFields(words, 'string_data', field)
  if (found === packedByteLength(type, count)) return undefined
  return tensorSize(words, shape, exactLength(shape, elementTypes[type].bits), 'bytes', field, found)
}

/** The length that a shape asks for, given in eighths of one per element; exact beyond what a number holds. */
function exactLength(shape: readonly number[], eighths: number): string {
  return String((shape.reduce((product, size) => product * BigInt(size), BigInt(eighths)) + 7n) / 8n)
}

function checkBits(words: string, type: NumericElementType, values: readonly number[]): Diagnostic | undefined {
  const bits = unsignedBits(type)
  if (bits === undefined) return undefined
  const index = values.findIndex((value) => value < 0 || value >= 2 ** bits)
  if (index < 0) return undefined
  const expected = elementTypes[type].bits < bits ? `a byte of packed ${type} values` : `the ${bits} bits of a ${type}`
  return tensorValue(words, index, String(values[index]), expected)
}

function strings(words: string, shape: readonly number[], list: readonly Uint8Array[]): Result<Tensor> {
  if (list.length !== elementCount(shape))
    return failure(tensorSize(words, shape, exactLength(shape, 8), 'values', 'string_data', list.length))
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const data: string[] = []
  for (const bytes of list) {
    try {
      data.push(decoder.decode(bytes))
    } catch {
      return failure(tensorValue(words, data.length, 'bytes that are not UTF-8', 'text'))
    }
  }
  return success({ type: 'string', shape, data })
}
