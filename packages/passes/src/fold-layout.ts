import { matmulOp, patchAxes, patchesOp, permuteOp, reshapeOp, vectorsOp } from '@onnc/dialects'
import { definePass, f32, insertBefore, type Operation, replaceOperation, staticShape, tensorType, type Value, walk } from '@onnc/ir'

import type { CompilePass } from './environment.ts'
import { type LayoutView, layoutView, type Part } from './layout-view.ts'

/**
 * Takes nodes that only move elements - transposes, reshapes, channel shuffles in any spelling - into the addresses by which streams read:
 * the values stay where they were computed, and the electronic unit has nothing to do.
 *
 * Requires: `lower-to-mvm`.  Ensures: nothing further.  Cost: linear in streams, and in the indices of axes in no regular order.
 * Before: %t = "onnx.Transpose"(%x); %v = mvm.vectors %t positions [0] elements [1]
 * After:  %v = mvm.vectors %x positions [1] elements [0]
 */
export const foldLayout: CompilePass = definePass({
  name: 'fold-layout',
  summary: 'Takes transposes, reshapes and channel shuffles before products into the addresses that streams read',
  run(module) {
    for (const reader of [...walk(module)].filter((op) => vectorsOp.is(op) || patchesOp.is(op))) {
      const view = layoutView(reader.operands[0]!)
      if (view === undefined) continue
      if (vectorsOp.is(reader)) foldVectors(reader, view)
      else foldPatches(reader, view)
    }
  },
})

function foldVectors(reader: Operation, view: LayoutView): void {
  const { positions, elements } = vectorsOp.view(reader)
  const parts = (axes: readonly number[]): Part[] => axes.flatMap((axis) => view.axes[axis]!)
  const [outer, inner] = [parts(positions), parts(elements)]
  if (outer.some(({ order }) => order !== undefined)) return
  const { input, axisOf } = withAxes(reader, view.source, { parts: [...outer, ...inner], single: 0 })
  const read = { input, positions: outer.map(axisOf), elements: inner.map(axisOf), vectors: reader.results[0]!.type }
  replaceOperation(reader, insertBefore(reader, vectorsOp.create({ ...read, location: reader.location })).results)
}

function foldPatches(reader: Operation, view: LayoutView): void {
  const { kernel, strides, dilations, padsBegin, padsEnd, axes } = patchesOp.view(reader)
  const roles = patchAxes(view.axes.length, kernel.length, axes)
  const channels = roles.channels.flatMap((axis) => view.axes[axis]!)
  const others = [roles.batch, ...roles.spatial].map((axis) => view.axes[axis]!)
  // A window slides along one regular axis.
  if (others.some((parts) => parts.length > 1 || parts.some(({ order }) => order !== undefined))) return
  if (hasBlocksAcross(reader) && (channels.length !== 1 || channels[0]!.order !== undefined)) return
  const single = others.filter((parts) => parts.length === 0).length
  const { input, axisOf, ones } = withAxes(reader, view.source, { parts: [...others.flat(), ...channels], single })
  const left = [...ones]
  const read = {
    input,
    kernel,
    strides,
    dilations,
    padsBegin,
    padsEnd,
    axes: [...others.map(([part]) => (part === undefined ? left.pop()! : axisOf(part))), ...channels.map(axisOf)],
    vectors: reader.results[0]!.type,
  }
  replaceOperation(reader, insertBefore(reader, patchesOp.create({ ...read, location: reader.location })).results)
}

/** Whether a product of these patches has blocks that are ranges of channels at several kernel positions. */
function hasBlocksAcross(reader: Operation): boolean {
  const columns = staticShape(reader.results[0]!.type)![1]!
  return [...reader.results[0]!.users].some((user) => {
    const blocks = matmulOp.is(user) ? matmulOp.view(user).blocks : undefined
    return blocks !== undefined && blocks[0]! * blocks[1]! !== columns
  })
}

interface Axes {
  readonly input: Value
  readonly axisOf: (part: Part) => number
  /** Axes of size 1. */
  readonly ones: readonly number[]
}

/** A value as a tensor with an axis for each part of its elements, and at least so many of size 1. */
function withAxes(reader: Operation, source: Value, { parts, single }: { parts: readonly Part[]; single: number }): Axes {
  const ordered = parts.toSorted((a, b) => b.stride - a.stride)
  const shape = staticShape(source.type)!
  const isAsItIs = shape.filter((size) => size > 1).join() === ordered.map((part) => part.count).join()
  const sizes =
    isAsItIs && shape.filter((size) => size === 1).length >= single
      ? shape
      : [...Array<number>(single).fill(1), ...ordered.map((p) => p.count)]
  const type = tensorType(sizes, f32)
  const put = (operation: Operation): Value => insertBefore(reader, operation).results[0]!
  const { location } = reader
  let input = sizes === shape ? source : put(reshapeOp.create({ input: source, out: type, location }))
  const axes = [...sizes.keys()]
  const long = axes.filter((axis) => sizes[axis]! > 1)
  const axisOf = (part: Part): number => long[ordered.indexOf(part)]!
  for (const part of parts)
    if (part.order !== undefined) input = put(permuteOp.create({ input, axis: axisOf(part), order: part.order, out: type, location }))
  return { input, axisOf, ones: axes.filter((axis) => sizes[axis] === 1) }
}
