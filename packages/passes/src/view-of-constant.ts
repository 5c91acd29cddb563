import { constantOp, opTypeOf } from '@onnc/dialects'
import { definingOperation, type Operation, rowMajorStrides, staticShape, type Value } from '@onnc/ir'

import { intsOf } from './node-attributes.ts'

/** So many indices, each `stride` elements behind the one before. */
export interface Axis {
  readonly count: number
  readonly stride: number
}

/** A value whose elements are those of a constant, in another order or shape perhaps. */
export interface ConstantView {
  readonly constant: Operation
  /** The axes of the value, with strides in elements of the constant. */
  readonly axes: readonly Axis[]
  /** The nodes that only rearranged it. */
  readonly through: readonly Operation[]
}

/** Nodes in a row that are looked through. */
const most = 16

/** The constant behind a value, through Identity, Transpose, and nodes that reshape what lies in order. */
export function viewOfConstant(value: Value | undefined, depth = most): ConstantView | undefined {
  const operation = value === undefined ? undefined : definingOperation(value)
  if (operation === undefined || depth === 0) return undefined
  if (constantOp.is(operation)) {
    return { constant: operation, axes: inOrder(constantOp.view(operation).value.blob.shape), through: [] }
  }
  const rearrange = operation.name.startsWith('onnx.') ? rearrangements.get(opTypeOf(operation)) : undefined
  const source = rearrange === undefined ? undefined : viewOfConstant(operation.operands[0], depth - 1)
  const axes = source === undefined ? undefined : rearrange!(source.axes, operation)
  return axes === undefined ? undefined : { constant: source!.constant, axes, through: [...source!.through, operation] }
}

type Rearrangement = (axes: readonly Axis[], node: Operation) => readonly Axis[] | undefined

const reshape: Rearrangement = (axes, node) => {
  const shape = staticShape(node.results[0]!.type)
  const dense = inOrder(axes.map(({ count }) => count))
  const isInOrder = axes.every(({ count, stride }, i) => count <= 1 || stride === dense[i]!.stride)
  return shape === undefined || !isInOrder ? undefined : inOrder(shape)
}

const rearrangements: ReadonlyMap<string, Rearrangement> = new Map<string, Rearrangement>([
  ['Identity', (axes) => axes],
  ...['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'].map((name) => [name, reshape] as const),
  [
    'Transpose',
    (axes, node) => {
      const reversed = [...axes.keys()].toReversed()
      const picked = intsOf(node, 'perm', reversed).map((axis) => axes[axis])
      return picked.length === axes.length && picked.every((axis) => axis !== undefined) ? picked : undefined
    },
  ],
])

function inOrder(shape: readonly number[]): Axis[] {
  const strides = rowMajorStrides(shape)
  return shape.map((count, i) => ({ count, stride: strides[i]! }))
}
