import { fromBfloat16, fromFloat16 } from './half-float.ts'
import { decodeScale, decodeSmallFloat, encodeScale, encodeSmallFloat, smallFloat, type SmallFloat } from './small-float.ts'
import type { NumericElementType } from './tensor.ts'

/** How one number of a type that tensors hold as bits is read and written. Writing rounds to nearest, ties to even. */
export interface FloatBits {
  readonly decode: (bits: number) => number
  readonly encode: (value: number) => number
}

/** The float types without a JavaScript array of their own. Layouts: ONNX, "Float stored in 8 bits" and "Float stored in 4 bits". */
export const floatBits: Readonly<Partial<Record<NumericElementType, FloatBits>>> = {
  float16: { ...codec(smallFloat(5, 10, 15, 'ieee')), decode: fromFloat16 },
  bfloat16: { ...codec(smallFloat(8, 7, 127, 'ieee')), decode: fromBfloat16 },
  float8e4m3fn: codec(smallFloat(4, 3, 7, 'nan')),
  float8e4m3fnuz: codec(smallFloat(4, 3, 8, 'unsigned-zero')),
  float8e5m2: codec(smallFloat(5, 2, 15, 'ieee')),
  float8e5m2fnuz: codec(smallFloat(5, 2, 16, 'unsigned-zero')),
  float8e8m0: { decode: decodeScale, encode: encodeScale },
  float4e2m1: codec(smallFloat(2, 1, 1, 'finite')),
}

function codec(layout: SmallFloat): FloatBits {
  return { decode: (bits) => decodeSmallFloat(bits, layout), encode: (value) => encodeSmallFloat(value, layout) }
}
