import { integerAttribute, type Operation, type Value } from '@onnc/ir'

import { constantAnyFloats, constantBlob, constantNumbers, isAbsent, isFiniteBlob, shapeOf } from './constant-operand.ts'
import { windowOf } from './conv-window.ts'
import { convolutionFault, convolve } from './convolve.ts'
import { asFloat32, backTo, float32Like, onnxNumber } from './floats.ts'
import { centredActivations, centredCodes, rounded } from './integer-operand.ts'
import type { Lowering, LoweringContext } from './lowering.ts'
import { multiplyMatrices } from './multiply-matrices.ts'
import { floatOf, intOf } from './node-attributes.ts'
import { outputFactors, requantised, scaledBy } from './requantise.ts'
import { unpackedBlocks } from './unpacked-blocks.ts'

const weightsUnknown = 'its weights and their zero point are not constants of at most 16 bits'
const scalesUnknown = 'its scales are not constants, one for all inputs and outputs'

/** Integer inputs and weights as they enter a product: both without their zero points, so that no correction is left to do. */
interface IntegerFactors {
  readonly left: Value
  readonly leftZero: Value | undefined
  readonly right: Value
  readonly rightZero: Value | undefined
  readonly transLeft?: boolean
  readonly transRight?: boolean
}

/** The sums of a matrix product of integers in float32, or the reason why it stays electronic. */
function integerProduct(context: LoweringContext, factors: IntegerFactors, out: Value, addend?: Value): Value | string {
  const { left, leftZero, right, rightZero, transLeft = false, transRight = false } = factors
  const [leftShape, rightShape] = [shapeOf(left), shapeOf(right)]
  if (leftShape === undefined || rightShape === undefined || shapeOf(out) === undefined) return 'its shape is not known'
  const rightCodes = centredCodes(right, rightZero, rightShape.length === 1 ? 0 : transRight ? -2 : -1)
  const leftCodes = rightCodes === undefined ? centredCodes(left, leftZero, leftShape.length === 1 ? 0 : transLeft ? -1 : -2) : undefined
  if (rightCodes === undefined && leftCodes === undefined) return weightsUnknown
  const activations = rightCodes === undefined ? centredActivations(context, right, rightZero) : centredActivations(context, left, leftZero)
  if (typeof activations === 'string') return activations
  return multiplyMatrices(context, {
    left: { value: rightCodes === undefined ? left : activations, shape: leftShape, constant: leftCodes, transposed: transLeft },
    right: { value: rightCodes === undefined ? activations : right, shape: rightShape, constant: rightCodes, transposed: transRight },
    ...(addend === undefined ? {} : { addend }),
    out: float32Like(out.type),
  })
}

/** MatMulInteger: the sums themselves, as int32. */
export const lowerMatMulInteger: Lowering = (node, context) => {
  const [left, right, leftZero, rightZero] = node.operands as [Value, Value, ...Value[]]
  const [out] = node.results as [Value]
  const sums = integerProduct(context, { left, leftZero, right, rightZero }, out)
  return typeof sums === 'string' ? sums : [toIntegers(context, sums, out)]
}

function toIntegers(context: LoweringContext, sums: Value, out: Value): Value {
  const element = out.type.kind === 'tensor' ? out.type.element : undefined
  return context.node('Cast', [rounded(context, sums)], out.type, { attributes: { to: integerAttribute(onnxNumber(element!)) } })
}

/** QLinearMatMul: the sums scaled and quantised again. */
export const lowerQLinearMatMul: Lowering = (node, context) => {
  const [left, leftScale, leftZero, right, rightScale, rightZero, outScale, outZero] = node.operands
  const [out] = node.results as [Value]
  const isRightConstant = constantNumbers(right) !== undefined
  const factors = outputFactors(
    isRightConstant
      ? { input: leftScale, weights: rightScale, output: outScale }
      : { input: rightScale, weights: leftScale, output: outScale },
  )
  if (factors === undefined || !isOneZero(outZero)) return scalesUnknown
  const rank = shapeOf(out)?.length ?? 0
  const sums = integerProduct(context, { left: left!, leftZero, right: right!, rightZero }, out)
  if (typeof sums === 'string') return sums
  return [requantised(context, sums, { factors, axis: isRightConstant ? rank - 1 : rank - 2, zero: outZero, out: out.type })]
}

function isOneZero(zero: Value | undefined): boolean {
  return isAbsent(zero) || shapeOf(zero)?.every((d) => d === 1) === true
}

/** MatMulIntegerToFloat of com.microsoft: the sums scaled, with a bias. */
export const lowerMatMulIntegerToFloat: Lowering = (node, context) => {
  const [left, right, leftScale, rightScale, leftZero, rightZero, bias] = node.operands
  const [out] = node.results as [Value]
  const sums = integerProduct(context, { left: left!, leftZero, right: right!, rightZero }, out)
  return typeof sums === 'string' ? sums : [scaledResult(context, sums, { left: leftScale!, right: rightScale!, bias, out })]
}

/** Sums of codes times the product of two scales, which may be computed, plus a bias. */
function scaledResult(
  context: LoweringContext,
  sums: Value,
  { left, right, bias, out }: { left: Value; right: Value; bias: Value | undefined; out: Value },
): Value {
  const wider = (shapeOf(left)?.length ?? 0) >= (shapeOf(right)?.length ?? 0) && (shapeOf(right) ?? []).every((d) => d === 1) ? left : right
  const scale = context.node('Mul', [asFloat32(left, context), asFloat32(right, context)], float32Like(wider.type))
  const scaled = context.node('Mul', [rounded(context, sums), scale], sums.type)
  const result = isAbsent(bias) ? scaled : context.node('Add', [scaled, asFloat32(bias!, context)], sums.type)
  return backTo(out.type, result, context)
}

/** DynamicQuantizeMatMul of com.microsoft: inputs are quantised on their own range first. */
export const lowerDynamicQuantizeMatMul: Lowering = (node, context) => {
  const [input, right, rightScale, rightZero, bias] = node.operands
  const [out] = node.results as [Value]
  if (context.opset < 11) return 'it needs DynamicQuantizeLinear, of operator set 11'
  if (shapeOf(input) === undefined) return 'its shape is not known'
  if (constantNumbers(right) === undefined) return weightsUnknown
  const [codes, scale, zero] = dynamicallyQuantised(context, input!)
  const sums = integerProduct(context, { left: codes, leftZero: zero, right: right!, rightZero }, out)
  return typeof sums === 'string' ? sums : [scaledResult(context, sums, { left: scale, right: rightScale!, bias, out })]
}

/** DynamicQuantizeLinear: codes of 8 bits, their scale, and the code of zero. */
export function dynamicallyQuantised(context: LoweringContext, input: Value): readonly [Value, Value, Value] {
  const element = { kind: 'integer', width: 8, signedness: 'unsigned' } as const
  const shape = shapeOf(input)!
  return context.nodes(
    'DynamicQuantizeLinear',
    [input],
    [
      { kind: 'tensor', shape, element },
      { ...float32Like(input.type), shape: [] },
      { kind: 'tensor', shape: [], element },
    ],
  ) as unknown as readonly [Value, Value, Value]
}

/** QGemm of com.microsoft: alpha A B + C on codes, quantised again or, without an output scale, in float32. */
export const lowerQGemm: Lowering = (node, context) => {
  const [left, leftScale, leftZero, right, rightScale, rightZero, addend, outScale, outZero] = node.operands
  const [out] = node.results as [Value]
  const factors = outputFactors({ input: leftScale, weights: rightScale, output: outScale })
  if (factors === undefined || !isOneZero(outZero)) return scalesUnknown
  if (constantNumbers(right) === undefined) return weightsUnknown
  const alpha = floatOf(node, 'alpha', 1)
  const scaled = factors.map((f) => f * alpha)
  const asFloats = isAbsent(addend) ? undefined : integersAsFloats(context, addend!)
  if (asFloats !== undefined && alpha !== 1) return 'it has a bias and a factor'
  const trans = { transLeft: intOf(node, 'transA', 0) !== 0, transRight: intOf(node, 'transB', 0) !== 0 }
  const sums = integerProduct(context, { left: left!, leftZero, right: right!, rightZero, ...trans }, out, asFloats)
  if (typeof sums === 'string') return sums
  if (isAbsent(outScale)) return [scaledBy(context, rounded(context, sums), scaled, 1)]
  return [requantised(context, sums, { factors: scaled, axis: 1, zero: outZero, out: out.type })]
}

/** An addend of int32 as float32: a constant where it is one. */
function integersAsFloats(context: LoweringContext, value: Value): Value {
  const type = float32Like(value.type)
  const known = constantNumbers(value)
  return known === undefined
    ? context.node('Cast', [value], type, { attributes: { to: integerAttribute(1) } })
    : context.constant(value.name ?? 'bias', type, known)
}

/** ConvInteger: the sums themselves, as int32. */
export const lowerConvInteger: Lowering = (node, context) => {
  const [input, weights, inputZero, weightsZero] = node.operands
  const sums = integerConvolution(node, context, { input: input!, inputZero, weights: weights!, weightsZero })
  return typeof sums === 'string' ? sums : [toIntegers(context, sums, node.results[0]!)]
}

/** QLinearConv: the sums, with a bias of int32, scaled and quantised again. */
export const lowerQLinearConv: Lowering = (node, context) => {
  const [input, inputScale, inputZero, weights, weightsScale, weightsZero, outScale, outZero, bias] = node.operands
  const [out] = node.results as [Value]
  if (intOf(node, 'channels_last', 0) !== 0) return 'its channels come last'
  const factors = outputFactors({ input: inputScale, weights: weightsScale, output: outScale })
  if (factors === undefined || !isOneZero(outZero)) return scalesUnknown
  const sums = integerConvolution(node, context, { input: input!, inputZero, weights: weights!, weightsZero, bias })
  return typeof sums === 'string' ? sums : [requantised(context, sums, { factors, axis: 1, zero: outZero, out: out.type })]
}

interface IntegerConvolution {
  readonly input: Value
  readonly inputZero: Value | undefined
  readonly weights: Value
  readonly weightsZero: Value | undefined
  readonly bias?: Value | undefined
}

function integerConvolution(node: Operation, context: LoweringContext, parts: IntegerConvolution): Value | string {
  const { input, inputZero, weights, weightsZero, bias } = parts
  const shape = shapeOf(input)
  const outShape = shapeOf(node.results[0])
  const codes = centredCodes(weights, weightsZero, 0)
  if (codes === undefined) return weightsUnknown
  if (shape === undefined || outShape === undefined) return 'its shape is not known'
  const rowBias = isAbsent(bias) ? undefined : constantNumbers(bias)
  if (!isAbsent(bias) && rowBias === undefined) return 'its bias is not a constant'
  const activations = centredActivations(context, input, inputZero)
  if (typeof activations === 'string') return activations
  const convolution = {
    input: activations,
    weights: codes,
    bias: rowBias,
    biasName: bias?.name,
    groups: intOf(node, 'group', 1),
    window: windowOf(node, shape.slice(2), codes.shape.slice(2)),
    outShape,
    name: weights.name ?? 'weights',
  }
  return convolutionFault(convolution) ?? convolve(context, convolution)
}

/** MatMulNBits of com.microsoft: weights [N, blocks, packed] of a few bits with a scale, and perhaps a zero point, per block. */
export const lowerMatMulNBits: Lowering = (node, context) => {
  const [input, packed, scales, zeros, groupIndex, bias] = node.operands
  const [out] = node.results as [Value]
  const [k, n, bits, block] = ['K', 'N', 'bits', 'block_size'].map((name) => intOf(node, name, name === 'bits' ? 4 : 0)) as [
    number,
    number,
    number,
    number,
  ]
  const shape = shapeOf(input)
  const [codes, scaleBlob, zeroBlob] = [constantNumbers(packed), constantAnyFloats(scales), constantNumbers(zeros)]
  if (shape === undefined || shapeOf(out) === undefined) return 'its shape is not known'
  if (codes === undefined || scaleBlob === undefined || (!isAbsent(zeros) && zeroBlob === undefined)) return 'its weights are not constants'
  if (!isAbsent(groupIndex)) return 'its blocks are in an order of their own'
  if (![2, 4, 8].includes(bits) || block < 1) return `its weights have ${bits} bits`
  const matrix = unpackedBlocks(codes, {
    k,
    n,
    bits,
    block,
    scales: scaleBlob,
    zeros: zeroBlob,
    isZeroPacked: constantBlob(zeros)?.element.kind === 'integer',
  })
  if (matrix === undefined || !isFiniteBlob(matrix)) return 'its weights are not laid out in blocks, or not finite'
  const product = multiplyMatrices(context, {
    left: { value: asFloat32(input!, context), shape, constant: undefined },
    right: { value: packed!, shape: [n, k], constant: matrix, transposed: true },
    addend: bias,
    out: out.type,
  })
  return typeof product === 'string' ? product : [backTo(out.type, product, context)]
}
