import { bytesBlob, f32, float32Blob, readFloat32, reshapeBlob, type TensorType, tensorType, type Type, type Value } from '@onnc/ir'

import { constantBlob, constantFloats, isAbsent } from './constant-operand.ts'
import { rounded } from './integer-operand.ts'
import type { LoweringContext } from './lowering.ts'
import { scalar } from './multiply-matrices.ts'

/** The scales of a quantised product: real value = scale * code. */
export interface ProductScales {
  readonly input: Value | undefined
  readonly weights: Value | undefined
  readonly output: Value | undefined
}

/**
 * input * weights / output in float32, one number or one for each row, in the order of operations of ONNX Runtime; undefined where a
 * scale is not constant.
 */
export function outputFactors({ input, weights, output }: ProductScales): Float32Array | undefined {
  const [x, w, y] = [input, weights, output].map((value) => {
    const blob = isAbsent(value) ? float32Blob([], Float32Array.of(1)) : constantFloats(value)
    return blob === undefined ? undefined : readFloat32(blob)
  })
  if (x?.length !== 1 || w === undefined || y?.length !== 1) return undefined
  return w.map((scale) => Math.fround(Math.fround(x[0]! * scale) / y[0]!))
}

/** Times one factor, or one for each index of `axis`. */
export function scaledBy(context: LoweringContext, value: Value, factors: Float32Array, axis: number): Value {
  const rank = (value.type as TensorType).shape!.length
  if (factors.length === 1)
    return factors[0] === 1 ? value : context.node('Mul', [value, scalar(context, 'scale', factors[0]!)], value.type)
  const shape = Array.from({ length: rank }, (_, i) => (i === axis ? factors.length : 1))
  return context.node('Mul', [value, context.constant('scale', tensorType(shape, f32), float32Blob(shape, factors))], value.type)
}

/**
 * The codes of a sum of products of integers: rounded to whole numbers (light is not exact), scaled, and quantised as QuantizeLinear
 * does it with scale 1. `zero` absent: code 0.
 */
export function requantised(
  context: LoweringContext,
  sums: Value,
  { factors, axis, zero, out }: { factors: Float32Array; axis: number; zero: Value | undefined; out: Type },
): Value {
  const scaled = scaledBy(context, rounded(context, sums), factors, axis)
  return context.node('QuantizeLinear', [scaled, scalar(context, 'one', 1), zeroCode(context, zero, out)], out)
}

function zeroCode(context: LoweringContext, zero: Value | undefined, out: Type): Value {
  const element = (out as TensorType).element
  const blob = isAbsent(zero) ? undefined : constantBlob(zero)
  const width = element.kind === 'integer' ? element.width / 8 : 1
  if (!isAbsent(zero) && blob === undefined) return zero!
  const bytes = new Uint8Array(width)
  const type = tensorType([], element)
  if (blob === undefined) return context.constant('zero_point', type, bytesBlob(element, [], bytes))
  return context.constant('zero_point', type, reshapeBlob(blob, []))
}
