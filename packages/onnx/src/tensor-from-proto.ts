import {
  type Diagnostic,
  elementCount,
  elementTypeOfOnnx,
  elementTypes,
  failure,
  type NumericElementType,
  type Result,
  success,
  type Tensor,
  type TensorData,
} from '@onnc/support'
import { type Int64, toBigInt, toNumber } from './int64.ts'
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

/** The values of a tensor message that are not in `raw_data` stand in one of these lists. */
type ValueField = 'floatData' | 'int32Data' | 'stringData' | 'int64Data' | 'doubleData' | 'uint64Data'

const valueFields: Readonly<Record<ValueField, string>> = {
  floatData: 'float_data',
  int32Data: 'int32_data',
  stringData: 'string_data',
  int64Data: 'int64_data',
  doubleData: 'double_data',
  uint64Data: 'uint64_data',
}

/** How a list's values become array elements; small integers wrap as in C, like everywhere ONNX is read. */
const fieldOf: Readonly<Record<NumericElementType, ValueField>> = {
  float32: 'floatData',
  float64: 'doubleData',
  int64: 'int64Data',
  uint64: 'uint64Data',
  uint32: 'uint64Data',
  int32: 'int32Data',
  int16: 'int32Data',
  uint16: 'int32Data',
  int8: 'int32Data',
  uint8: 'int32Data',
  bool: 'int32Data',
  float16: 'int32Data',
  bfloat16: 'int32Data',
}

/**
 * The values of a tensor message. Numbers in `raw_data` are a view of the message's bytes where these are aligned for their type (so
 * the message's buffer must stay unchanged), else a copy. Nothing is allocated before the declared shape agrees with the bytes there.
 *
 * Refuses, as unsupported: values in another file, segments, element types the `Tensor` of this build has not.
 */
export function tensorFromProto(message: TensorProto): Result<Tensor> {
  const name = message.name ? `tensor '${message.name}'` : 'tensor'
  const number = message.dataType ?? 0
  if (number === 0) return failure(tensorTypeMissing(name))
  const type = elementTypeOfOnnx(number)
  if (type === undefined) return failure(tensorType(name, onnx.TensorProto.DataType[number] ?? `type ${number}`))
  if (message.dataLocation === onnx.TensorProto.DataLocation.EXTERNAL || message.externalData?.length) return failure(tensorExternal(name))
  if (message.segment) return failure(tensorSegment(name))

  const shape: number[] = []
  for (const [axis, dimension] of (message.dims ?? []).entries()) {
    const size = toNumber(dimension)
    if (size === undefined || size < 0) return failure(tensorDimension(name, axis, String(toBigInt(dimension))))
    shape.push(size)
  }
  const expected = type === 'string' ? 'stringData' : fieldOf[type]
  const raw = isPresent(message, 'rawData') && message.rawData!.length > 0 ? message.rawData! : undefined
  for (const field of Object.keys(valueFields) as ValueField[]) {
    if (!message[field]?.length) continue
    if (raw !== undefined) return failure(tensorFields(name, 'one field', `raw_data and ${valueFields[field]}`))
    if (field !== expected) return failure(tensorFields(name, valueFields[expected], valueFields[field]))
  }
  if (type === 'string')
    return raw === undefined ? strings(name, shape, message.stringData ?? []) : failure(tensorFields(name, 'string_data', 'raw_data'))

  const count = elementCount(shape)
  const bytesPerElement = elementTypes[type].bits / 8
  if (raw !== undefined) {
    if (raw.length !== count * bytesPerElement) {
      return failure(tensorSize(name, shape, byteCount(shape, bytesPerElement), 'bytes', 'raw_data', raw.length))
    }
    return success({ type, shape, data: fromRaw(type, raw) })
  }
  const listed = message[fieldOf[type]]?.length ?? 0
  if (listed !== count) return failure(tensorSize(name, shape, byteCount(shape, 1), 'values', valueFields[fieldOf[type]], listed))
  const wrong = checkHalves(name, type, message.int32Data ?? [])
  return wrong === undefined ? success({ type, shape, data: fromList(type, message) }) : failure(wrong)
}

/** The size in words that stay exact where the product passes what a number holds. */
function byteCount(shape: readonly number[], bytesPerElement: number): string {
  return String(shape.reduce((product, size) => product * BigInt(size), BigInt(bytesPerElement)))
}

/** Little-endian, as in the file; so is every machine this runs on. */
function fromRaw(type: NumericElementType, raw: Uint8Array): TensorData {
  const { array } = elementTypes[type]
  const aligned = raw.byteOffset % array.BYTES_PER_ELEMENT === 0
  const { buffer, byteOffset } = aligned ? raw : new Uint8Array(raw)
  const data = new array(buffer as ArrayBuffer, byteOffset, raw.length / array.BYTES_PER_ELEMENT)
  return type === 'bool' && raw.some((value) => value > 1) ? Uint8Array.from(raw, toBit) : data
}

function fromList(type: NumericElementType, message: TensorProto): TensorData {
  switch (type) {
    case 'float32':
      return Float32Array.from(message.floatData ?? [])
    case 'float64':
      return Float64Array.from(message.doubleData ?? [])
    case 'int64':
      return BigInt64Array.from((message.int64Data ?? []) as Int64[], toBigInt)
    case 'uint64':
      return BigUint64Array.from((message.uint64Data ?? []) as Int64[], toBigInt)
    case 'uint32':
      return Uint32Array.from((message.uint64Data ?? []) as Int64[], (value) => Number(BigInt.asUintN(32, toBigInt(value))))
    case 'bool':
      return Uint8Array.from(message.int32Data ?? [], toBit)
    default:
      return elementTypes[type].array.from(message.int32Data ?? [])
  }
}

function toBit(value: number): number {
  return value === 0 ? 0 : 1
}

/** Half-precision values are stored as their 16 bits; more bits than that mean something else was written. */
function checkHalves(name: string, type: NumericElementType, values: readonly number[]): Diagnostic | undefined {
  if (type !== 'float16' && type !== 'bfloat16') return undefined
  const index = values.findIndex((value) => value < 0 || value > 0xffff)
  return index < 0 ? undefined : tensorValue(name, index, String(values[index]), `the 16 bits of a ${type}`)
}

function strings(name: string, shape: readonly number[], list: readonly Uint8Array[]): Result<Tensor> {
  if (list.length !== elementCount(shape))
    return failure(tensorSize(name, shape, byteCount(shape, 1), 'values', 'string_data', list.length))
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const data: string[] = []
  for (const bytes of list) {
    try {
      data.push(decoder.decode(bytes))
    } catch {
      return failure(tensorValue(name, data.length, 'bytes that are not UTF-8', 'text'))
    }
  }
  return success({ type: 'string', shape, data })
}
