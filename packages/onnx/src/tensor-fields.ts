import { elementTypes, type NumericElementType, type TensorData, unpackElements } from '@onnc/support'
import { type Int64, toBigInt } from './int64.ts'
import type { TensorProto } from './messages.ts'

/** The values of a tensor message that are not in `raw_data` stand in one of these lists. */
export type ValueField = 'floatData' | 'int32Data' | 'stringData' | 'int64Data' | 'doubleData' | 'uint64Data'

/** Their names in the ONNX schema. */
export const valueFields: Readonly<Record<ValueField, string>> = {
  floatData: 'float_data',
  int32Data: 'int32_data',
  stringData: 'string_data',
  int64Data: 'int64_data',
  doubleData: 'double_data',
  uint64Data: 'uint64_data',
}

const ownFields: Readonly<Partial<Record<NumericElementType | 'string', ValueField>>> = {
  string: 'stringData',
  float32: 'floatData',
  complex64: 'floatData',
  float64: 'doubleData',
  complex128: 'doubleData',
  int64: 'int64Data',
  uint64: 'uint64Data',
  uint32: 'uint64Data',
}

/** The list for values of a type; whatever has none of its own stands in `int32_data`. */
export function fieldOf(type: NumericElementType | 'string'): ValueField {
  return ownFields[type] ?? 'int32Data'
}

/** Entries of its list that an element takes: two for a complex number; `int32_data` holds packed elements byte by byte. */
export function entriesPerElement(type: NumericElementType | 'string'): number {
  if (type === 'string') return 1
  return type === 'complex64' || type === 'complex128' ? 2 : Math.min(1, elementTypes[type].bits / 8)
}

/** Entries of its list that `count` elements take. */
export function listLength(type: NumericElementType | 'string', count: number): number {
  return Math.ceil(count * entriesPerElement(type))
}

/** `int32_data` holds the bits of these as unsigned numbers; more bits mean that something else was written. */
export function unsignedBits(type: NumericElementType): number | undefined {
  if (type === 'float16' || type === 'bfloat16') return 16
  return type.startsWith('float8') || elementTypes[type].bits < 8 ? 8 : undefined
}

/** The elements in the list of their type, which has `listLength` entries; small integers wrap as in C, like everywhere ONNX is read. */
export function elementsOfList(type: NumericElementType, message: TensorProto, count: number): TensorData {
  switch (type) {
    case 'float32':
    case 'complex64':
      return new Float32Array(message.floatData ?? [])
    case 'float64':
    case 'complex128':
      return new Float64Array(message.doubleData ?? [])
    case 'int64':
      return BigInt64Array.from((message.int64Data ?? []) as Int64[], toBigInt)
    case 'uint64':
      return BigUint64Array.from((message.uint64Data ?? []) as Int64[], toBigInt)
    case 'uint32':
      return Uint32Array.from((message.uint64Data ?? []) as Int64[], (value) => Number(BigInt.asUintN(32, toBigInt(value))))
    case 'bool':
      return Uint8Array.from(message.int32Data ?? [], (value) => Number(value !== 0))
    default: {
      const { array, bits } = elementTypes[type]
      const values = message.int32Data ?? []
      return bits < 8 ? unpackElements(type, Uint8Array.from(values), count) : (array as Int32ArrayConstructor).from(values)
    }
  }
}

/** The elements in `raw_data`, of the right length: a view where it is aligned, else a copy. Truth values become 0 or 1. */
export function elementsOfRaw(type: NumericElementType, raw: Uint8Array, count: number): TensorData {
  if (type === 'bool' && raw.some((value) => value > 1)) return Uint8Array.from(raw, (value) => Number(value !== 0))
  return unpackElements(type, raw, count)
}
