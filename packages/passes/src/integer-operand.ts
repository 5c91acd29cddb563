import { type Blob, f32, float32Blob, integerAttribute, readFloat32, tensorType, type Value } from '@onnc/ir'

import { constantBlob, constantNumbers, isAbsent, shapeOf } from './constant-operand.ts'
import { dequantisedBlob } from './dequantised-blob.ts'
import { float32Like } from './floats.ts'
import type { LoweringContext } from './lowering.ts'

/** Weights as their codes minus the code of zero, exactly; undefined where they are no constant of integers up to 16 bits. */
export function centredCodes(codes: Value | undefined, zero: Value | undefined, axis: number): Blob | undefined {
  const blob = constantBlob(codes)
  if (blob?.element.kind !== 'integer' || blob.element.width > 16) return undefined
  const zeroBlob = constantNumbers(zero)
  if (!isAbsent(zero) && zeroBlob === undefined) return undefined
  return dequantisedBlob(blob, { zero: zeroBlob, axis })
}

/** Activations as their codes minus the code of zero, in float32 on the ECU; or the reason why they are not. */
export function centredActivations(context: LoweringContext, codes: Value, zero: Value | undefined): Value | string {
  const element = codes.type.kind === 'tensor' ? codes.type.element : undefined
  if (element?.kind !== 'integer' || element.width > 16) return 'its inputs are not integers of at most 16 bits'
  const type = float32Like(codes.type)
  const asFloats = (value: Value): Value =>
    context.node('Cast', [value], float32Like(value.type), { attributes: { to: integerAttribute(1) } })
  if (isAbsent(zero)) return asFloats(codes)
  const known = constantNumbers(zero)
  if (known === undefined) {
    const shape = shapeOf(zero)
    if (shape === undefined || shape.some((d) => d !== 1)) return 'its zero point is not one for all inputs'
    return context.node('Sub', [asFloats(codes), asFloats(zero!)], type)
  }
  const values = readFloat32(known)
  if (values.length !== 1) return 'its zero point is not one for all inputs'
  const floats = asFloats(codes)
  if (values[0] === 0) return floats
  return context.node(
    'Sub',
    [floats, context.constant('zero_point', tensorType([], f32), float32Blob([], Float32Array.of(values[0]!)))],
    type,
  )
}

/** The whole numbers that an exact product of integers has, whatever float32 made of them; operator sets before 11 have no Round. */
export function rounded(context: LoweringContext, value: Value): Value {
  if (context.opset >= 11) return context.node('Round', [value], value.type)
  const half = context.constant('half', tensorType([], f32), float32Blob([], Float32Array.of(0.5)))
  return context.node('Floor', [context.node('Add', [value, half], value.type)], value.type)
}
