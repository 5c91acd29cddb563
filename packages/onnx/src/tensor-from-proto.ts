import { type Diagnostic, elementTypes, failure, type NumericElementType, type Result, success, type Tensor } from '@onnc/support'
import { externalSlice, readSlice } from './external-data.ts'
import { tensorExternal, tensorFields, tensorSize, tensorValue } from './message-diagnostics.ts'
import { isPresent, type TensorProto } from './messages.ts'
import {
  elementsOfList,
  elementsOfRaw,
  entriesPerElement,
  fieldOf,
  listLength,
  unsignedBits,
  type ValueField,
  valueFields,
} from './tensor-fields.ts'
import { checkRawLength, exactLength, isExternal, type TensorHead, tensorHead } from './tensor-head.ts'

/**
 * The values of a tensor message. Numbers in `raw_data` are a view of the message's bytes where these are aligned for their type (so
 * the message's buffer must stay unchanged), else a copy. Values in another file are read, where `attachExternalData` found them. Nothing
 * is allocated before the declared shape agrees with the bytes there.
 *
 * Refuses, as unsupported: values in a file that was not found, segments, element types the schema does not know.
 */
export function tensorFromProto(message: TensorProto): Result<Tensor> {
  const head = tensorHead(message)
  if (!head.ok) return head
  const { words, type, shape, count } = head.value
  if (isExternal(message)) return fromFile(message, head.value)
  const raw = rawOf(message, head.value)
  if (!raw.ok) return raw
  if (raw.value !== undefined)
    return success({ type: type as NumericElementType, shape, data: elementsOfRaw(type as NumericElementType, raw.value, count) })
  const wrong = checkList(message, head.value)
  if (wrong !== undefined) return failure(wrong)
  if (type === 'string') return strings(words, shape, message.stringData ?? [])
  const wrongBits = checkBits(words, type, message.int32Data ?? [])
  return wrongBits === undefined ? success({ type, shape, data: elementsOfList(type, message, count) }) : failure(wrongBits)
}

/** What is wrong with the number of values in the list of a tensor's type, if anything. */
export function checkList(message: TensorProto, { words, type, shape, count }: TensorHead): Diagnostic | undefined {
  const field = fieldOf(type)
  const listed = message[field]?.length ?? 0
  if (listed === listLength(type, count)) return undefined
  return tensorSize(words, shape, exactLength(shape, 8 * entriesPerElement(type)), 'values', valueFields[field], listed)
}

/** The bytes in `raw_data`, checked to be as many as the shape asks for; undefined where values stand in the list of their type. */
export function rawOf(message: TensorProto, head: TensorHead): Result<Uint8Array | undefined> {
  const { words, type } = head
  const expected = fieldOf(type)
  const raw = isPresent(message, 'rawData') && message.rawData!.length > 0 ? message.rawData! : undefined
  for (const field of Object.keys(valueFields) as ValueField[]) {
    if (!message[field]?.length) continue
    if (raw !== undefined) return failure(tensorFields(words, 'one field', `raw_data and ${valueFields[field]}`))
    if (field !== expected) return failure(tensorFields(words, valueFields[expected], valueFields[field]))
  }
  const wrong = raw === undefined ? undefined : checkRawLength(head, raw.length)
  return wrong === undefined ? success(raw) : failure(wrong)
}

function fromFile(message: TensorProto, { words, type, shape, count }: TensorHead): Result<Tensor> {
  const slice = externalSlice(message)
  if (slice === undefined || type === 'string') return failure(tensorExternal(words))
  const bytes = readSlice(message, slice)
  return bytes.ok ? success({ type, shape, data: elementsOfRaw(type, bytes.value, count) }) : bytes
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
