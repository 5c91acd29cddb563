import type { Value } from '@onnc/ir'

import { constantAnyFloats } from './constant-operand.ts'
import { anyFloatShape, asFloat32, backTo } from './floats.ts'
import type { Lowering, LoweringContext } from './lowering.ts'
import { type Factor, multiplyMatrices } from './multiply-matrices.ts'
import { floatOf, intOf } from './node-attributes.ts'

const untyped = 'its shape is not known, or its elements are not floats'

/** MatMul with a constant on either side, by broadcasting. */
export const lowerMatMul: Lowering = (node, context) => {
  const [left, right] = factors(context, node.operands)
  const [out] = node.results
  if (left === undefined || right === undefined || anyFloatShape(out) === undefined) return untyped
  const product = multiplyMatrices(context, { left, right, out: out!.type })
  return typeof product === 'string' ? product : [backTo(out!.type, product, context)]
}

/** Gemm: alpha A B + beta C with A or B constant. */
export const lowerGemm: Lowering = (node, context) => {
  const [left, right] = factors(context, node.operands)
  const [, , addend] = node.operands
  const [out] = node.results
  if (left === undefined || right === undefined || anyFloatShape(out) === undefined) return untyped
  const product = multiplyMatrices(context, {
    left: { ...left, transposed: intOf(node, 'transA', 0) !== 0 },
    right: { ...right, transposed: intOf(node, 'transB', 0) !== 0 },
    alpha: floatOf(node, 'alpha', 1),
    beta: floatOf(node, 'beta', 1),
    addend: addend === undefined ? undefined : asFloat32OrAbsent(addend, context),
    out: out!.type,
  })
  return typeof product === 'string' ? product : [backTo(out!.type, product, context)]
}

/** A constant keeps its own type: it is read as it is. */
function asFloat32OrAbsent(value: Value, context: LoweringContext): Value {
  return constantAnyFloats(value) === undefined ? asFloat32(value, context) : value
}

/** FusedMatMul of com.microsoft: MatMul with transposes and a factor. */
export const lowerFusedMatMul: Lowering = (node, context) => {
  const [left, right] = factors(context, node.operands)
  const [out] = node.results
  if (left === undefined || right === undefined || anyFloatShape(out) === undefined) return untyped
  const flag = (name: string): boolean => intOf(node, name, 0) !== 0
  const product = multiplyMatrices(context, {
    left: { ...left, transposed: flag('transA'), batchTransposed: flag('transBatchA') },
    right: { ...right, transposed: flag('transB'), batchTransposed: flag('transBatchB') },
    alpha: floatOf(node, 'alpha', 1),
    out: out!.type,
  })
  return typeof product === 'string' ? product : [backTo(out!.type, product, context)]
}

/** The two factors of a product: the activation as float32, the constant as it is. Undefined where a shape is not known. */
export function factors(context: LoweringContext, [left, right]: readonly Value[]): [Factor | undefined, Factor | undefined] {
  const rightBlob = constantAnyFloats(right)
  const leftBlob = rightBlob === undefined ? constantAnyFloats(left) : undefined
  const factor = (value: Value | undefined, constant: Factor['constant']): Factor | undefined => {
    const shape = anyFloatShape(value)
    if (shape === undefined || shape.length === 0) return undefined
    const isLowered = leftBlob !== undefined || rightBlob !== undefined
    return { value: constant === undefined && isLowered ? asFloat32(value!, context) : value!, shape, constant }
  }
  return [factor(left, leftBlob), factor(right, rightBlob)]
}
