import { constantOp, opTypeOf } from '@onnc/dialects'
import { definingOperation, type Operation, rowMajorStrides, staticShape, type Value } from '@onnc/ir'

import { intsOf } from './node-attributes.ts'
import { permutationOf } from './permutation-of.ts'

/** Indices of a tensor's elements: so many, each `stride` elements behind the one before, or in the order given. */
export interface Part {
  readonly count: number
  readonly stride: number
  readonly order?: readonly number[]
}

/** A value that holds the elements of another in other places. Axis i runs over `axes[i]`, row-major; an axis of size 1 over none. */
export interface LayoutView {
  readonly source: Value
  readonly axes: readonly (readonly Part[])[]
}

/** Nodes in a row that are looked through. */
const most = 16

/**
 * Where a value's elements lie in what they were computed as, before nodes that only move them; undefined where no such node is before it,
 * or they are a constant, which lies in no memory that streams read.
 */
export function layoutView(value: Value): LayoutView | undefined {
  const view = viewOf(value, most)
  const producer = definingOperation(view.source)
  return view.source === value || (producer !== undefined && constantOp.is(producer)) ? undefined : view
}

function viewOf(value: Value, depth: number): LayoutView {
  const node = definingOperation(value)
  const moved = node === undefined || depth === 0 || !node.name.startsWith('onnx.') ? undefined : movedBy(node, depth)
  return moved ?? { source: value, axes: partsOf(staticShape(value.type) ?? []) }
}

/** What a node that only moves elements makes of the view of its operand; undefined where it does more, or mixes them too much. */
function movedBy(node: Operation, depth: number): LayoutView | undefined {
  const [result] = node.results
  const shape = staticShape(result!.type)
  const opType = opTypeOf(node)
  if (shape === undefined || node.results.length !== 1) return undefined
  const behind = (operand: Value | undefined): LayoutView | undefined =>
    operand === undefined || staticShape(operand.type) === undefined ? undefined : viewOf(operand, depth - 1)
  if (reshaping.has(opType)) {
    const view = behind(node.operands[0])
    const axes = view && regroup(view.axes.flat(), shape)
    return axes && { source: view.source, axes }
  }
  if (opType === 'Transpose') {
    const view = behind(node.operands[0])
    const perm = intsOf(node, 'perm', [...shape.keys()].toReversed())
    return view && { source: view.source, axes: perm.map((axis) => view.axes[axis]!) }
  }
  const permutation = permutationOf(node)
  const view = permutation && behind(permutation.source)
  const parts = view && reordered(view.axes[permutation.axis]!, permutation.order)
  return parts && { source: view.source, axes: view.axes.with(permutation.axis, parts) }
}

const reshaping = new Set(['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'])

function partsOf(shape: readonly number[]): Part[][] {
  const strides = rowMajorStrides(shape)
  return shape.map((count, axis) => (count === 1 ? [] : [{ count, stride: strides[axis]! }]))
}

/** Parts in this order dealt out to axes of these sizes; parts are split where an axis ends inside one. */
function regroup(parts: readonly Part[], shape: readonly number[]): Part[][] | undefined {
  const left = parts.toReversed()
  const axes: Part[][] = []
  for (const size of shape) {
    const axis: Part[] = []
    for (let need = size; need > 1;) {
      const part = left.pop()
      if (part === undefined) return undefined
      if (need % part.count === 0) {
        axis.push(part)
        need /= part.count
        continue
      }
      if (part.count % need !== 0 || part.order !== undefined) return undefined
      const inner = part.count / need
      axis.push({ count: need, stride: part.stride * inner })
      left.push({ count: inner, stride: part.stride })
      need = 1
    }
    axes.push(axis)
  }
  // A model may claim a shape of another size: that is for whoever runs it to refuse.
  return left.length === 0 ? axes : undefined
}

/** An axis whose indices come in another order: two parts where it deals them out like cards, else a list. */
function reordered(axis: readonly Part[], order: readonly number[]): readonly Part[] | undefined {
  const [part, ...others] = axis
  if (part === undefined) return axis
  if (others.length > 0 || part.order !== undefined) return undefined
  const { count, stride } = part
  const groups = order[1] === undefined || order[0] !== 0 ? 1 : count / order[1]
  const isDealt = Number.isInteger(groups) && order.every((index, i) => index === (i % groups) * (count / groups) + Math.floor(i / groups))
  if (!isDealt) return [{ count, stride, order }]
  return [
    { count: count / groups, stride },
    { count: groups, stride: (stride * count) / groups },
  ].filter((p) => p.count > 1)
}
