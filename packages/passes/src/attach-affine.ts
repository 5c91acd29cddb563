import { matrixOp, opTypeOf, planesOp } from '@onnc/dialects'
import {
  definePass,
  definingOperation,
  denseAttribute,
  f32,
  float32Blob,
  fuseLocations,
  type Operation,
  readFloat32,
  replaceOperation,
  rowMajorStrides,
  staticShape,
  tensorType,
  type Value,
  walk,
} from '@onnc/ir'

import { constantFloats } from './constant-operand.ts'
import type { CompilePass } from './environment.ts'
import { floatOf, intOf } from './node-attributes.ts'
import { productOf } from './product.ts'

/**
 * Takes what multiplies the rows of a product by constants or adds constants to them - biases, batch normalisation - into the scale and
 * bias that its streams carry, where nothing else reads the product before.
 *
 * Requires: `lower-to-mvm`.  Ensures: nothing further.  Cost: linear in operations and rows.
 * Before: %y = mvm.planes %p; %z = "onnx.BatchNormalization"(%y, ...)
 * After:  %p = mvm.matmul ... scale ... bias ...; %z = mvm.planes %p
 */
export const attachAffine: CompilePass = definePass({
  name: 'attach-affine',
  summary: 'Takes batch normalisation and constant factors and addends into the scales and biases of products',
  run(module) {
    for (const layout of [...walk(module)].filter((op) => planesOp.is(op) || matrixOp.is(op))) while (attachNext(layout));
  },
})

/** result[row] = factor[row] * product[row] + addend[row] */
interface Affine {
  readonly factor: Float32Array
  readonly addend: Float32Array
}

/** Takes in the one reader of a layout, if it can be; whether it was. */
function attachNext(layout: Operation): boolean {
  const [out] = layout.results as [Value]
  const products = layout.operands.map((operand) => definingOperation(operand)!)
  const [reader, ...others] = out.users
  if (reader === undefined || others.length > 0 || reader.operands.filter((operand) => operand === out).length !== 1) return false
  if (!products.every((product) => product.results[0]!.users.size === 1) || reader.block !== layout.block) return false
  const affine = affineOf(reader, out, rowAxesOf(layout))
  if (affine === undefined || ![...affine.factor, ...affine.addend].every(Number.isFinite)) return false
  for (const product of products) attach(product, affine)
  for (const operation of [...products, layout]) operation.location = fuseLocations([operation.location, reader.location])
  replaceOperation(reader, [out, ...reader.results.slice(1)])
  return true
}

/** The axes of the result whose row-major index is the row. */
function rowAxesOf(layout: Operation): readonly number[] {
  return matrixOp.is(layout) ? matrixOp.view(layout).rows : [1]
}

function affineOf(node: Operation, product: Value, axes: readonly number[]): Affine | undefined {
  if (!node.name.startsWith('onnx.') || node.results[0]?.type.kind !== 'tensor') return undefined
  const shape = staticShape(product.type)!
  if (staticShape(node.results[0].type)?.join() !== shape.join()) return undefined
  const isFirst = node.operands[0] === product
  const rows = (index: number): Float32Array | undefined => rowValues(node.operands[index], shape, axes)
  const other = node.operands.length === 2 ? rows(isFirst ? 1 : 0) : undefined
  switch (opTypeOf(node)) {
    case 'Identity':
      return constantAffine(shape, axes, 1)
    case 'Add':
      return other && { factor: other.map(() => 1), addend: other }
    case 'Sub':
      return (
        other && (isFirst ? { factor: other.map(() => 1), addend: other.map((x) => -x) } : { factor: other.map(() => -1), addend: other })
      )
    case 'Mul':
      return other && { factor: other, addend: other.map(() => 0) }
    case 'Div':
      return isFirst && other ? { factor: other.map((x) => 1 / x), addend: other.map(() => 0) } : undefined
    case 'Neg':
      return constantAffine(shape, axes, -1)
    case 'BatchNormalization':
      return isFirst ? batchNormalisation(node, shape, axes) : undefined
    default:
      return undefined
  }
}

function constantAffine(shape: readonly number[], axes: readonly number[], factor: number): Affine {
  const count = axes.reduce((product, axis) => product * shape[axis]!, 1)
  return { factor: new Float32Array(count).fill(factor), addend: new Float32Array(count) }
}

/** ONNX BatchNormalization in inference: scale * (x - mean) / sqrt(variance + epsilon) + bias along axis 1. */
function batchNormalisation(node: Operation, shape: readonly number[], axes: readonly number[]): Affine | undefined {
  const isTraining = intOf(node, 'training_mode', 0) !== 0 || intOf(node, 'spatial', 1) === 0
  if (isTraining || axes.join() !== '1' || node.results.slice(1).some((r) => r.type.kind !== 'none' && r.users.size > 0)) return undefined
  const [scale, bias, mean, variance] = node.operands.slice(1, 5).map((operand) => {
    const blob = constantFloats(operand)
    return blob?.shape.join() === String(shape[1]) ? readFloat32(blob) : undefined
  })
  if (scale === undefined || bias === undefined || mean === undefined || variance === undefined) return undefined
  const epsilon = floatOf(node, 'epsilon', 1e-5)
  const factor = scale.map((s, i) => s / Math.sqrt(variance[i]! + epsilon))
  return { factor, addend: bias.map((b, i) => b - mean[i]! * factor[i]!) }
}

/** A constant that is broadcast to `shape`, as one value for each index of `axes`; undefined where it varies along another axis. */
export function rowValues(value: Value | undefined, shape: readonly number[], axes: readonly number[]): Float32Array | undefined {
  const blob = constantFloats(value)
  const lead = shape.length - (blob?.shape.length ?? 0)
  if (blob === undefined || lead < 0) return undefined
  if (blob.shape.some((size, i) => size > 1 && (!axes.includes(lead + i) || shape[lead + i] !== size))) return undefined
  const strides = rowMajorStrides(blob.shape)
  const steps = axes.map((axis) => (axis >= lead && blob.shape[axis - lead]! > 1 ? strides[axis - lead]! : 0))
  const elements = readFloat32(blob)
  const offsets = axes.reduce<number[]>(
    (all, axis, i) => all.flatMap((from) => Array.from({ length: shape[axis]! }, (_, index) => from + index * steps[i]!)),
    [0],
  )
  return Float32Array.from(offsets, (offset) => elements[offset]!)
}

/** Puts an affine map behind the scale and bias that a product has. */
function attach(product: Operation, { factor, addend }: Affine): void {
  const { scale, bias } = productOf(product)
  const [oldScale, oldBias] = [scale, bias].map((elements) => (elements === undefined ? undefined : readFloat32(elements.blob)))
  const put = (name: 'scale' | 'bias', values: Float32Array): void =>
    void product.attributes.set(name, denseAttribute(tensorType([values.length], f32), float32Blob([values.length], values), name))
  if (oldScale !== undefined || factor.some((x) => x !== 1))
    put(
      'scale',
      factor.map((x, row) => x * (oldScale?.[row] ?? 1)),
    )
  const sums = addend.map((x, row) => x + factor[row]! * (oldBias?.[row] ?? 0))
  if (oldBias !== undefined || sums.some((x) => x !== 0)) put('bias', sums)
}
