import { type ElementType, elementTypeOfOnnx } from '@onnc/support'
import type { NativeMetadata } from './binding.ts'

/** An input or output of a session. */
export interface ValueInfo {
  readonly name: string
  /** `null` where values of this type cannot be fed or fetched: non-tensors, and element types the binding does not carry. */
  readonly type: ElementType | null
  /** The type in words: an element type's name, or what else it is. */
  readonly typeName: string
  /** Sizes, symbols, `null` for unknown; `null` altogether for non-tensors. ONNX Runtime shows unknown rank as `[]`, like a scalar. */
  readonly shape: readonly (number | string | null)[] | null
}

/** Names of the element types by their number in the ONNX schema, as far as the binding uses these numbers. */
const typeNames: readonly string[] = (
  'undefined float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 complex128 bfloat16 ' +
  'float8e4m3fn float8e4m3fnuz float8e5m2 float8e5m2fnuz uint4 int4 float4e2m1'
).split(' ')

export function valueInfo(metadata: NativeMetadata): ValueInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: null, typeName: 'a sequence, a map or an optional', shape: null }
  const type = elementTypeOfOnnx(metadata.type) ?? null
  return {
    name: metadata.name,
    // bfloat16 is a type of ours, and the one of those that the binding refuses.
    type: type === 'bfloat16' ? null : type,
    typeName: typeNames[metadata.type] ?? 'a narrow type',
    shape: metadata.shape.map((size, axis) => (size >= 0 ? size : symbol(metadata.symbolicDimensions[axis]))),
  }
}

/** ONNX Runtime invents names for dimensions it knows nothing about. */
function symbol(name: string | undefined): string | null {
  return name === undefined || name === '' || /^unk__\d+$/.test(name) ? null : name
}
