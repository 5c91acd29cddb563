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

/** What the binding feeds and fetches. */
const carried: ReadonlySet<ElementType> = new Set([
  ...(['float32', 'float64', 'float16', 'bool', 'string'] as const),
  ...(['int8', 'int16', 'int32', 'int64', 'uint8', 'uint16', 'uint32', 'uint64'] as const),
])

/** The binding's numbers are those of the ONNX schema up to this one; behind it come ONNX Runtime's own. */
const lastSchemaNumber = 23

export function valueInfo(metadata: NativeMetadata): ValueInfo {
  if (!metadata.isTensor) return { name: metadata.name, type: null, typeName: 'a sequence, a map or an optional', shape: null }
  const type = metadata.type <= lastSchemaNumber ? elementTypeOfOnnx(metadata.type) : undefined
  return {
    name: metadata.name,
    type: type !== undefined && carried.has(type) ? type : null,
    typeName: type ?? 'a narrow type',
    shape: metadata.shape.map((size, axis) => (size >= 0 ? size : symbol(metadata.symbolicDimensions[axis]))),
  }
}

/** ONNX Runtime invents names for dimensions it knows nothing about. */
function symbol(name: string | undefined): string | null {
  return name === undefined || name === '' || /^unk__\d+$/.test(name) ? null : name
}
