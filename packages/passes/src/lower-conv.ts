import { f32, i64, tensorType, type Operation, type Value, bytesBlob } from '@onnc/ir'

import { constantAnyFloats, isAbsent, isFiniteBlob } from './constant-operand.ts'
import { windowOf } from './conv-window.ts'
import { convolutionFault, convolve } from './convolve.ts'
import { anyFloatShape, asFloat32, backTo } from './floats.ts'
import type { Lowering, LoweringContext } from './lowering.ts'
import { intOf } from './node-attributes.ts'

/** Conv with constant weights. A bias that is computed is added afterwards. */
export const lowerConv: Lowering = (node, context) => {
  const result = convolveNode(node, context)
  return typeof result === 'string' ? result : [backTo(node.results[0]!.type, result, context)]
}

/** The float32 result of a Conv node, or the reason why it stays electronic. */
export function convolveNode(node: Operation, context: LoweringContext): Value | string {
  const [input, weight, bias] = node.operands
  const shape = anyFloatShape(input)
  const weights = constantAnyFloats(weight)
  const outShape = anyFloatShape(node.results[0])
  if (weights === undefined) return 'its weights are not a constant of floats'
  if (shape === undefined || outShape === undefined) return 'its shape is not known, or its elements are not floats'
  if (!isFiniteBlob(weights)) return 'its weights hold NaN or infinity'
  const constantBias = constantAnyFloats(bias)
  const convolution = {
    input: input!,
    weights,
    bias: constantBias !== undefined && isFiniteBlob(constantBias) ? constantBias : undefined,
    biasName: bias?.name,
    groups: intOf(node, 'group', 1),
    window: windowOf(node, shape.slice(2), weights.shape.slice(2)),
    outShape,
    name: weight!.name ?? 'weights',
  }
  const fault = convolutionFault(convolution)
  if (fault !== undefined) return fault
  const product = convolve(context, { ...convolution, input: asFloat32(input!, context) })
  return isAbsent(bias) || convolution.bias !== undefined ? product : addPerChannel(product, bias!, context)
}

/** Adds one value per channel, which is computed. */
export function addPerChannel(planes: Value, bias: Value, context: LoweringContext): Value {
  const type = planes.type as typeof planes.type & { kind: 'tensor' }
  const shape = type.shape!.map((count, axis) => (axis === 1 ? count : 1))
  const column = context.node('Reshape', [asFloat32(bias, context), shapeConstant(context, shape as number[])], tensorType(shape, f32))
  return context.node('Add', [planes, column], type)
}

/** A shape as a constant, for Reshape. */
export function shapeConstant(context: LoweringContext, shape: readonly number[]): Value {
  const bytes = new Uint8Array(BigInt64Array.from(shape, BigInt).buffer)
  return context.constant('shape', tensorType([shape.length], i64), bytesBlob(i64, [shape.length], bytes))
}
