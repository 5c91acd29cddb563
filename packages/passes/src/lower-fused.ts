import type { Value } from '@onnc/ir'

import { activated, clipped, isActivation } from './activation.ts'
import { constantAnyFloats, isAbsent } from './constant-operand.ts'
import { anyFloatShape, asFloat32, backTo } from './floats.ts'
import { convolveNode } from './lower-conv.ts'
import { factors } from './lower-matmul.ts'
import type { Lowering, LoweringContext } from './lowering.ts'
import { multiplyMatrices } from './multiply-matrices.ts'
import { floatOf, floatsOf, intOf, stringOf } from './node-attributes.ts'

/** FusedConv of com.microsoft: Conv, plus a tensor of the result's shape, through an activation. */
export const lowerFusedConv: Lowering = (node, context) => {
  const name = stringOf(node, 'activation', '')
  const parameters = floatsOf(node, 'activation_params', [])
  if (!isFusable(name, parameters)) return `it has the activation '${name}'`
  const convolved = convolveNode(node, context)
  if (typeof convolved === 'string') return convolved
  const [, , , addend] = node.operands
  const sum = isAbsent(addend) ? convolved : context.node('Add', [convolved, asFloat32(addend!, context)], convolved.type)
  return [backTo(node.results[0]!.type, fusedActivation(context, sum, name, parameters), context)]
}

function isFusable(name: string, parameters: readonly number[]): boolean {
  const key = name.toLowerCase()
  return isActivation({ name }) || (key === 'clip' && parameters.length === 2) || (key === 'hardswish' && parameters.length === 2)
}

function fusedActivation(context: LoweringContext, value: Value, name: string, parameters: readonly number[]): Value {
  const [first, second] = parameters
  switch (name.toLowerCase()) {
    case 'clip':
      return clipped(context, value, first!, second!)
    case 'hardswish': {
      const gate = activated(context, value, { name: 'HardSigmoid', alpha: first, beta: second })
      return context.node('Mul', [value, gate], value.type)
    }
    default:
      return activated(context, value, { name, alpha: first, beta: second })
  }
}

/** FusedGemm of com.microsoft: Gemm through an activation. */
export const lowerFusedGemm: Lowering = (node, context) => {
  const name = stringOf(node, 'activation', '')
  if (!isActivation({ name })) return `it has the activation '${name}'`
  const [left, right] = factors(context, node.operands)
  const [, , addend] = node.operands
  const [out] = node.results
  if (left === undefined || right === undefined || anyFloatShape(out) === undefined)
    return 'its shape is not known, or its elements are not floats'
  const product = multiplyMatrices(context, {
    left: { ...left, transposed: intOf(node, 'transA', 0) !== 0 },
    right: { ...right, transposed: intOf(node, 'transB', 0) !== 0 },
    alpha: floatOf(node, 'alpha', 1),
    beta: floatOf(node, 'beta', 1),
    addend: addend === undefined || constantAnyFloats(addend) !== undefined ? addend : asFloat32(addend, context),
    out: out!.type,
  })
  if (typeof product === 'string') return product
  const attribute = (key: string): number | undefined =>
    node.attributes.has(`activation_${key}`) ? floatOf(node, `activation_${key}`, 0) : undefined
  const result = activated(context, product, { name, alpha: attribute('alpha'), beta: attribute('beta') })
  return [backTo(out!.type, result, context)]
}
