/**
 * Dense tensors as plain data, and the table of ONNX element types: number in the ONNX schema, bits per element, and the
 * array that holds them in JavaScript. Types without an arithmetic JavaScript array are held as their bits.
 */
export const elementTypes = {
  float32: { onnx: 1, bits: 32, array: Float32Array },
  uint8: { onnx: 2, bits: 8, array: Uint8Array },
  int8: { onnx: 3, bits: 8, array: Int8Array },
  uint16: { onnx: 4, bits: 16, array: Uint16Array },
  int16: { onnx: 5, bits: 16, array: Int16Array },
  int32: { onnx: 6, bits: 32, array: Int32Array },
  int64: { onnx: 7, bits: 64, array: BigInt64Array },
  bool: { onnx: 9, bits: 8, array: Uint8Array },
  float16: { onnx: 10, bits: 16, array: Uint16Array },
  float64: { onnx: 11, bits: 64, array: Float64Array },
  uint32: { onnx: 12, bits: 32, array: Uint32Array },
  uint64: { onnx: 13, bits: 64, array: BigUint64Array },
  bfloat16: { onnx: 16, bits: 16, array: Uint16Array },
} as const

export type NumericElementType = keyof typeof elementTypes
export type ElementType = NumericElementType | 'string'

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array

/** Row-major values of `shape`; `data.length` is the product of the dimensions (1 for a scalar). */
export type Tensor =
  | { readonly type: NumericElementType; readonly shape: readonly number[]; readonly data: TensorData }
  | { readonly type: 'string'; readonly shape: readonly number[]; readonly data: readonly string[] }

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1)
}

export function formatTensorType(type: string, shape: readonly (number | string | null)[]): string {
  return `${type}[${shape.map((d) => d ?? '?').join(',')}]`
}

/** The element type with this number in the ONNX schema, if it is one this build computes on. */
export function elementTypeOfOnnx(number: number): ElementType | undefined {
  if (number === 8) return 'string'
  for (const [name, { onnx }] of Object.entries(elementTypes)) if (onnx === number) return name as NumericElementType
  return undefined
}

export function onnxOfElementType(type: ElementType): number {
  return type === 'string' ? 8 : elementTypes[type].onnx
}
