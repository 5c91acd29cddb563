/**
 * Dense tensors as plain data, and the table of ONNX element types: number in the ONNX schema, bits per element in files and blobs, and
 * the array that holds them in JavaScript. Types without an arithmetic JavaScript array are held as their bits (`floatBits` reads
 * them); those of less than a byte take a byte each; complex numbers take two places, the real part first.
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
  complex64: { onnx: 14, bits: 64, array: Float32Array },
  complex128: { onnx: 15, bits: 128, array: Float64Array },
  bfloat16: { onnx: 16, bits: 16, array: Uint16Array },
  float8e4m3fn: { onnx: 17, bits: 8, array: Uint8Array },
  float8e4m3fnuz: { onnx: 18, bits: 8, array: Uint8Array },
  float8e5m2: { onnx: 19, bits: 8, array: Uint8Array },
  float8e5m2fnuz: { onnx: 20, bits: 8, array: Uint8Array },
  uint4: { onnx: 21, bits: 4, array: Uint8Array },
  int4: { onnx: 22, bits: 4, array: Int8Array },
  float4e2m1: { onnx: 23, bits: 4, array: Uint8Array },
  float8e8m0: { onnx: 24, bits: 8, array: Uint8Array },
  uint2: { onnx: 25, bits: 2, array: Uint8Array },
  int2: { onnx: 26, bits: 2, array: Int8Array },
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

/** Row-major values of `shape`; `data` is `dataLength(type, shape)` long. */
export type Tensor =
  | { readonly type: NumericElementType; readonly shape: readonly number[]; readonly data: TensorData }
  | { readonly type: 'string'; readonly shape: readonly number[]; readonly data: readonly string[] }

/** The product of the dimensions; beyond 2^53 inexact, and infinite far beyond. */
export function elementCount(shape: readonly number[]): number {
  // An infinite product times 0 would be no number.
  return shape.includes(0) ? 0 : shape.reduce((product, dimension) => product * dimension, 1)
}

/** The length of a tensor's array: the product of the dimensions (1 for a scalar), twice that for complex numbers. */
export function dataLength(type: ElementType, shape: readonly number[]): number {
  return elementCount(shape) * (type === 'complex64' || type === 'complex128' ? 2 : 1)
}

/** `float32[1,?]`: a dimension that is not known; `float32[*]`: not even their number is. */
export function formatTensorType(type: string, shape: readonly (number | string | null)[] | null): string {
  return `${type}[${formatShape(shape)}]`
}

/** The dimensions for people: sizes, symbols, `?` for unknown, `*` for unknown rank; of very many only the first. */
export function formatShape(shape: readonly (number | string | null)[] | null): string {
  if (shape === null) return '*'
  const shown = shape.slice(0, mostShownDimensions).map((d) => d ?? '?')
  return shape.length > shown.length ? `${shown.join(',')},... (rank ${shape.length})` : shown.join(',')
}

const mostShownDimensions = 16

const types: ReadonlyMap<number, ElementType> = new Map<number, ElementType>([
  [8, 'string'],
  ...(Object.keys(elementTypes) as NumericElementType[]).map((type) => [elementTypes[type].onnx, type] as const),
])

/** The element type with this number in the ONNX schema. */
export function elementTypeOfOnnx(number: number): ElementType | undefined {
  return types.get(number)
}

export function onnxOfElementType(type: ElementType): number {
  return type === 'string' ? 8 : elementTypes[type].onnx
}
