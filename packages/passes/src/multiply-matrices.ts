import { type Blob, f32, float32Blob, type Type, type TensorType, tensorType, type Value } from '@onnc/ir'

import { constantAnyFloats, isAbsent, isFiniteBlob } from './constant-operand.ts'
import { addendOfRows, contract } from './contract.ts'
import { type Contraction, planContraction } from './plan-contraction.ts'
import { contractActivations } from './contract-activations.ts'
import { asFloat32, float32Like } from './floats.ts'
import type { LoweringContext } from './lowering.ts'
import { scaledBlob } from './scaled-blob.ts'

/** One factor of a matrix product: an activation in float32, or a constant. `transposed` swaps its last two axes. */
export interface Factor {
  readonly value: Value
  readonly shape: readonly number[]
  readonly constant: Blob | undefined
  readonly transposed?: boolean
  /** FusedMatMul's transBatch: the first axis stands before the last. */
  readonly batchTransposed?: boolean
}

export interface MatrixProduct {
  readonly left: Factor
  readonly right: Factor
  readonly alpha?: number
  /** beta * addend is added to the product, by broadcasting. */
  readonly addend?: Value | undefined
  readonly beta?: number
  /** Type of the result; computed and returned as float32. */
  readonly out: Type
}

/** alpha * left * right + beta * addend with one constant factor, as MatMul and Gemm define it; or the reason why it stays electronic. */
export function multiplyMatrices(context: LoweringContext, product: MatrixProduct): Value | string {
  const { left, right, alpha = 1 } = product
  const constantSide = right.constant !== undefined ? right : left.constant !== undefined ? left : undefined
  if (constantSide === undefined) return multiplyActivations(context, product)
  const other = constantSide === right ? left : right
  if (!isFiniteBlob(constantSide.constant!)) return 'its weights hold NaN or infinity'
  const labels = { left: labelsOf(left, 'm', 'k'), right: labelsOf(right, 'k', 'n') }
  const out = float32Like(product.out)
  const batch = Math.max(left.shape.length, right.shape.length) - 2
  const contraction: Contraction = {
    input: other.value,
    inputLabels: other === left ? labels.left : labels.right,
    matrix: scaledBlob(constantSide.constant!, alpha),
    matrixLabels: other === left ? labels.right : labels.left,
    out,
    outLabels: [...batchLabels(batch), ...(left.shape.length > 1 ? ['m'] : []), ...(right.shape.length > 1 ? ['n'] : [])],
    name: constantSide.value.name ?? 'weights',
  }
  const plan = planContraction(contraction)
  if (typeof plan === 'string') return plan
  return withAddend(context, product, contraction)
}

function multiplyActivations(context: LoweringContext, { left, right, alpha = 1, addend, beta = 1, out }: MatrixProduct): Value | string {
  const batch = Math.max(left.shape.length, right.shape.length) - 2
  const type = float32Like(out)
  const product = contractActivations(context, {
    left: { value: left.value, labels: labelsOf(left, 'm', 'k') },
    right: { value: right.value, labels: labelsOf(right, 'k', 'n') },
    out: type,
    outLabels: [...batchLabels(batch), ...(left.shape.length > 1 ? ['m'] : []), ...(right.shape.length > 1 ? ['n'] : [])],
    factor: alpha,
  })
  return typeof product === 'string' || isAbsent(addend) || beta === 0 ? product : plus(context, product, { addend: addend!, beta, type })
}

/** The product, and beta times the addend. */
function plus(context: LoweringContext, product: Value, { addend, beta, type }: { addend: Value; beta: number; type: TensorType }): Value {
  const added = asFloat32(addend, context)
  const scaled = beta === 1 ? added : context.node('Mul', [added, scalar(context, 'beta', beta)], added.type)
  return context.node('Add', [product, scaled], type)
}

function withAddend(context: LoweringContext, { addend, beta = 1 }: MatrixProduct, contraction: Contraction): Value | string {
  if (isAbsent(addend) || beta === 0) return contract(context, contraction)
  const plan = planContraction(contraction)
  if (typeof plan === 'string') return plan
  const constant = constantAnyFloats(addend)
  const perRow = constant === undefined || plan.groups.length > 0 ? undefined : addendOfRows(constant, contraction, plan)
  if (perRow !== undefined && isFiniteBlob(perRow))
    return contract(context, { ...contraction, bias: scaledBlob(perRow, beta), biasName: addend!.name })
  const product = contract(context, contraction)
  return typeof product === 'string' ? product : plus(context, product, { addend: addend!, beta, type: contraction.out })
}

/** A float32 constant of rank 0. */
export function scalar(context: LoweringContext, name: string, value: number): Value {
  return context.constant(name, tensorType([], f32), float32Blob([], Float32Array.of(value)))
}

function batchLabels(count: number): string[] {
  return Array.from({ length: Math.max(0, count) }, (_, i) => `b${count - i}`)
}

/** Labels of a factor's axes: batch axes are counted from the right. */
function labelsOf({ shape, transposed = false, batchTransposed = false }: Factor, outer: string, inner: string): string[] {
  if (shape.length === 1) return ['k']
  const pair = transposed ? [inner, outer] : [outer, inner]
  const batch = batchLabels(shape.length - 2)
  return batchTransposed ? [...batch.slice(1), pair[0]!, ...batch.slice(0, 1), pair[1]!] : [...batch, ...pair]
}
