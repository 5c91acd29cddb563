import { opTypeOf } from '@onnc/dialects'
import { definingOperation, type Operation, readFloat32, staticShape, type Value } from '@onnc/ir'

import { constantNumbers, isAbsent } from './constant-operand.ts'
import { intOf, intsOf } from './node-attributes.ts'

/** One axis of a value in another order: index i holds what `source` has at `order[i]`. */
export interface Permutation {
  readonly source: Value
  readonly axis: number
  readonly order: readonly number[]
}

/** The permutation that a Gather by constant indices, or a Concat of the slices or parts of one value, amounts to. */
export function permutationOf(node: Operation): Permutation | undefined {
  const opType = opTypeOf(node)
  const found = opType === 'Gather' ? gathered(node) : opType === 'Concat' ? concatenated(node) : undefined
  if (found === undefined) return undefined
  const size = staticShape(found.source.type)?.[found.axis]
  return size === found.order.length && isPermutation(found.order) ? found : undefined
}

function isPermutation(order: readonly number[]): boolean {
  const seen = new Set(order)
  return seen.size === order.length && order.every((index) => index >= 0 && index < order.length)
}

function gathered(node: Operation): Permutation | undefined {
  const [source, indices] = node.operands
  const shape = staticShape(source!.type)
  const values = numbersOf(indices)
  if (shape === undefined || values === undefined || staticShape(indices!.type)?.length !== 1) return undefined
  const axis = atAxis(intOf(node, 'axis', 0), shape.length)
  return { source: source!, axis, order: values.map((index) => (index < 0 ? index + shape[axis]! : index)) }
}

function concatenated(node: Operation): Permutation | undefined {
  const shape = staticShape(node.results[0]!.type)
  if (shape === undefined) return undefined
  const axis = atAxis(intOf(node, 'axis', 0), shape.length)
  const pieces = node.operands.map((operand) => pieceOf(operand, axis))
  const source = pieces[0]?.source
  if (source === undefined || pieces.some((piece) => piece?.source !== source)) return undefined
  return { source, axis, order: pieces.flatMap((piece) => piece!.indices) }
}

interface Piece {
  readonly source: Value
  readonly indices: readonly number[]
}

/** Which indices along an axis a Slice or a Split takes of its operand, where it takes all along the others. */
function pieceOf(value: Value, axis: number): Piece | undefined {
  const node = definingOperation(value)
  const source = node?.operands[0]
  const [shape, from] = [staticShape(value.type), source && staticShape(source.type)]
  if (node === undefined || source === undefined || shape === undefined || from === undefined) return undefined
  if (shape.length !== from.length || shape.some((size, i) => i !== axis && size !== from[i])) return undefined
  const walk = { count: shape[axis]!, size: from[axis]!, axis, rank: shape.length }
  const starts = startOf(node, value, walk)
  if (starts === undefined) return undefined
  return { source, indices: Array.from({ length: walk.count }, (_, i) => starts.first + i * starts.step) }
}

interface Walk {
  readonly count: number
  readonly size: number
  readonly axis: number
  readonly rank: number
}

function startOf(node: Operation, value: Value, { size, axis, rank }: Walk): { first: number; step: number } | undefined {
  if (node.name === 'onnx.Split') {
    if (atAxis(intOf(node, 'axis', 0), rank) !== axis) return undefined
    const before = node.results.slice(0, node.results.indexOf(value))
    const sizes = before.map((result) => staticShape(result.type)?.[axis])
    return sizes.every((count) => count !== undefined) ? { first: sizes.reduce((a, b) => a + b, 0), step: 1 } : undefined
  }
  if (node.name !== 'onnx.Slice') return undefined
  const list = (index: number, name: string): readonly number[] | undefined => {
    if (node.attributes.has(name)) return intsOf(node, name, [])
    return isAbsent(node.operands[index]) ? [] : numbersOf(node.operands[index])
  }
  const [starts, axes, steps] = [list(1, 'starts'), list(3, 'axes'), list(4, 'steps')]
  if (starts === undefined || axes === undefined || steps === undefined) return undefined
  const at = axes.length === 0 ? axis : axes.findIndex((a) => atAxis(a, rank) === axis)
  const start = starts[at]
  const step = steps[at] ?? 1
  if (start === undefined || step === 0) return undefined
  const first = start < 0 ? start + size : start
  return { first: Math.min(Math.max(first, 0), step > 0 ? size : size - 1), step }
}

function atAxis(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis
}

/** A constant's numbers; exact, as indices below 2^24 are. */
function numbersOf(value: Value | undefined): number[] | undefined {
  const blob = constantNumbers(value)
  return blob === undefined ? undefined : [...readFloat32(blob)]
}
