import { domainAttribute, opTypeOf } from '@onnc/dialects'
import { type Operation, staticShape, type Value, walk } from '@onnc/ir'

import { layerShapeOf, macsOf } from './layer-shape.ts'
import { intOf, stringOf } from './node-attributes.ts'
import { parseEquation } from './lower-einsum.ts'
import { isProduct } from './product.ts'

/** Multiply-accumulates of a module in the mvm dialect, for one inference. A body that loops counts once. */
export interface MacCount {
  readonly photonic: number
  readonly electronic: number
  /** Electronic ones by ONNX operator, and of which of them both factors are computed. */
  readonly byOperator: ReadonlyMap<string, number>
}

export function countMacs(module: Operation): MacCount {
  let photonic = 0
  const byOperator = new Map<string, number>()
  for (const operation of walk(module)) {
    if (isProduct(operation)) photonic += macsOf(layerShapeOf(operation))
    const macs = operation.name.startsWith('onnx.') ? (counts.get(opTypeOf(operation))?.(operation) ?? 0) : 0
    if (macs > 0) byOperator.set(opTypeOf(operation), (byOperator.get(opTypeOf(operation)) ?? 0) + macs)
  }
  return { photonic, electronic: [...byOperator.values()].reduce((a, b) => a + b, 0), byOperator }
}

type Count = (node: Operation) => number

const shapeOf = (value: Value | undefined): readonly number[] => (value === undefined ? undefined : staticShape(value.type)) ?? []
const sizeOf = (value: Value | undefined): number => shapeOf(value).reduce((a, b) => a * b, 1)

/** Elements of the result times the length of the sums: the last axis of the left factor. */
const product: Count = (node) => sizeOf(node.results[0]) * (shapeOf(node.operands[0]).at(intOf(node, 'transA', 0) === 1 ? -2 : -1) ?? 1)

/** Elements of the result times the weights of one of its channels. */
const convolution =
  (weights: number): Count =>
  (node) =>
    sizeOf(node.results[0]) *
    shapeOf(node.operands[weights])
      .slice(1)
      .reduce((a, b) => a * b, 1)

const recurrent =
  (gates: number): Count =>
  (node) => {
    const [steps = 0, batch = 0, depth = 0] = shapeOf(node.operands[0])
    const [directions = 0, , hidden = 0] = shapeOf(node.operands[2])
    return steps * batch * directions * gates * hidden * (depth + hidden)
  }

/** Products of queries with keys, and of their weights with values. */
const attention: Count = (node) => {
  if (node.attributes.get(domainAttribute) === undefined) return 0
  const [batch = 0, length = 0, hidden = 0] = shapeOf(node.operands[0])
  const other = shapeOf(node.operands[1])[1] ?? length
  return 2 * batch * length * other * hidden
}

const einsum: Count = (node) => {
  const shapes = node.operands.map(shapeOf)
  const terms = parseEquation(
    stringOf(node, 'equation', ''),
    shapes.map((s) => s.length),
  )
  if (terms === undefined || shapes.length < 2) return 0
  const sizes = new Map<string, number>()
  for (const [i, labels] of terms.operands.entries())
    for (const [axis, label] of labels.entries()) sizes.set(label, Math.max(sizes.get(label) ?? 1, shapes[i]![axis]!))
  return [...sizes.values()].reduce((a, b) => a * b, 1)
}

const counts: ReadonlyMap<string, Count> = new Map<string, Count>([
  ...['MatMul', 'Gemm', 'MatMulInteger', 'QLinearMatMul', 'FusedMatMul', 'FusedGemm', 'QGemm', 'MatMulNBits'].map(
    (name) => [name, product] as const,
  ),
  ...['Conv', 'ConvInteger', 'FusedConv'].map((name) => [name, convolution(1)] as const),
  ['QLinearConv', convolution(3)],
  [
    'ConvTranspose',
    (node) =>
      sizeOf(node.operands[0]) *
      shapeOf(node.operands[1])
        .slice(1)
        .reduce((a, b) => a * b, 1),
  ],
  ['RNN', recurrent(1)],
  ['GRU', recurrent(3)],
  ['LSTM', recurrent(4)],
  ['MultiHeadAttention', attention],
  ['Einsum', einsum],
])
