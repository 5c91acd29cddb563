import {
  type Axis,
  type Guard,
  matrixOp,
  patchAxes,
  patchesOp,
  type Pattern,
  permuteOp,
  planeParts,
  planesOp,
  reshapeOp,
  vectorsOp,
  windowPositions,
} from '@onnc/dialects'
import { definingOperation, type Operation, rowMajorStrides, staticShape, type Value } from '@onnc/ir'

/** A tensor and the vectors that an mvm operation reads from it, or lays out in it. */
export interface Access {
  readonly tensor: Value
  readonly pattern: Pattern
}

/** The elements that a stream of vectors (`mvm.patches`, `mvm.vectors`) reads. */
export function readAccess(vectors: Value): Access {
  const operation = definingOperation(vectors)
  if (operation !== undefined && patchesOp.is(operation)) return readPatches(operation)
  if (operation !== undefined && vectorsOp.is(operation)) return readVectors(operation)
  throw new Error('vectors must come from mvm.patches or mvm.vectors')
}

/** An axis of a tensor as it is addressed: by its stride, or its indices in the order given. */
interface AddressedAxis extends Axis {
  readonly order?: readonly number[]
}

/** The tensor behind operations that only name its axes anew, and those axes. */
function addressed(input: Value): { readonly tensor: Value; readonly axes: readonly AddressedAxis[] } {
  const operation = definingOperation(input)
  if (operation !== undefined && permuteOp.is(operation)) {
    const { input: from, axis, order } = permuteOp.view(operation)
    const { tensor, axes } = addressed(from)
    return { tensor, axes: axes.with(axis, { ...axes[axis]!, order }) }
  }
  const shape = staticShape(input.type)!
  const strides = rowMajorStrides(shape)
  const tensor = operation !== undefined && reshapeOp.is(operation) ? reshapeOp.view(operation).input : input
  return { tensor, axes: shape.map((count, axis) => ({ count, stride: strides[axis]! })) }
}

/** Which elements vectors have that run over these axes, counted row-major, where an axis comes in an order of its own. */
function selection(axes: readonly AddressedAxis[]): readonly number[] | undefined {
  if (axes.every(({ order }) => order === undefined)) return undefined
  return axes.reduce<number[]>(
    (before, { count, order }) => before.flatMap((at) => Array.from({ length: count }, (_, i) => at * count + (order?.[i] ?? i))),
    [0],
  )
}

function selected(pattern: Pattern, axes: readonly AddressedAxis[]): Pattern {
  const list = selection(axes)
  return list === undefined ? pattern : selectElements(pattern, list)
}

function readPatches(operation: Operation): Access {
  const { input, kernel, strides, dilations, padsBegin, padsEnd, axes: named } = patchesOp.view(operation)
  const { tensor, axes } = addressed(input)
  const roles = patchAxes(axes.length, kernel.length, named)
  const spatial = roles.spatial.map((axis) => axes[axis]!)
  const channels = roles.channels.map((axis) => axes[axis]!)
  const sizes = spatial.map((axis) => axis.count)
  const spatialStrides = spatial.map((axis) => axis.stride)
  const outputs = windowPositions(sizes, { kernel, strides, dilations, padsBegin, padsEnd })
  const positions: Axis[] = [
    { count: axes[roles.batch]!.count, stride: axes[roles.batch]!.stride },
    ...outputs.map((count, axis) => ({ count, stride: strides[axis]! * spatialStrides[axis]! })),
  ]
  const positionsOfKernel = kernel.map((count, axis) => ({ count, stride: dilations[axis]! * spatialStrides[axis]! }))
  const elements: Axis[] = [...positionsOfKernel, ...mergedAxes(channels)]
  const guards: Guard[] = []
  for (const [axis, extent] of sizes.entries())
    if (
      reachesOut({ start: -padsBegin[axis]!, extent, last: strides[axis]! * (outputs[axis]! - 1) + dilations[axis]! * (kernel[axis]! - 1) })
    )
      guards.push({
        start: -padsBegin[axis]!,
        extent,
        positionCoefficients: positions.map((_, i) => (i === axis + 1 ? strides[axis]! : 0)),
        elementCoefficients: elements.map((_, i) => (i === axis ? dilations[axis]! : 0)),
      })
  const offset = -padsBegin.reduce((sum, pad, axis) => sum + pad * spatialStrides[axis]!, 0)
  return { tensor, pattern: selected(whole({ offset, positions, elements, guards }), [...positionsOfKernel, ...channels]) }
}

/** Whether coordinates from `start` to `start + last` leave [0, extent). Negative padding (cropping) stays inside. */
function reachesOut({ start, extent, last }: { start: number; extent: number; last: number }): boolean {
  return start < 0 || start + last >= extent
}

function readVectors(operation: Operation): Access {
  const { input, positions, elements } = vectorsOp.view(operation)
  const { tensor, axes } = addressed(input)
  const [outer, inner] = [positions, elements].map((list) => list.map((axis) => axes[axis]!)) as [AddressedAxis[], AddressedAxis[]]
  return { tensor, pattern: selected(whole({ offset: 0, positions: outer, elements: mergedAxes(inner), guards: [] }), inner) }
}

/** What `mvm.vectors` reads of a tensor of this shape. */
export function vectorsPattern(shape: readonly number[], positions: readonly number[], elements: readonly number[]): Pattern {
  return whole({ offset: 0, ...walkOf(shape, positions, elements), guards: [] })
}

function walkOf(
  shape: readonly number[],
  positions: readonly number[],
  elements: readonly number[],
): { positions: Axis[]; elements: Axis[] } {
  const strides = rowMajorStrides(shape)
  const axesOf = (list: readonly number[]): Axis[] => list.map((axis) => ({ count: shape[axis]!, stride: strides[axis]! }))
  return { positions: axesOf(positions), elements: mergedAxes(axesOf(elements)) }
}

/** The same walk with fewer axes: those of one step are left out, and those that continue each other become one. At least one is left. */
export function mergedAxes(axes: readonly Axis[]): Axis[] {
  const merged: Axis[] = []
  for (const axis of axes) {
    if (axis.count === 1) continue
    const outer = merged.at(-1)
    if (outer !== undefined && outer.stride === axis.count * axis.stride)
      merged[merged.length - 1] = { count: outer.count * axis.count, stride: axis.stride }
    else merged.push(axis)
  }
  return merged.length === 0 ? [{ count: 1, stride: 1 }] : merged
}

/** Where the rows of each stream of result vectors go in the tensor that `mvm.planes` or `mvm.matrix` makes of them. */
export function writeAccesses(layout: Operation): readonly { readonly vectors: Value; readonly pattern: Pattern }[] {
  return matrixOp.is(layout) ? writeMatrix(layout) : writePlanes(layout)
}

function writeMatrix(layout: Operation): { vectors: Value; pattern: Pattern }[] {
  const { vectors, positions, rows, out } = matrixOp.view(layout)
  return [{ vectors, pattern: whole({ offset: 0, ...walkOf(staticShape(out.type)!, positions, rows), guards: [] }) }]
}

function writePlanes(layout: Operation): { vectors: Value; pattern: Pattern }[] {
  const { parts, steps, origins, out } = planesOp.view(layout)
  const [batch, channels, ...sizes] = staticShape(out.type)! as [number, number, ...number[]]
  const plane = sizes.reduce((a, b) => a * b, 1)
  const strides = rowMajorStrides(sizes)
  return planeParts(sizes, parts.length, steps, origins)!.map(({ origin, step, counts }, i) => {
    const positions = [
      { count: batch, stride: channels * plane },
      ...counts.map((count, axis) => ({ count, stride: step[axis]! * strides[axis]! })),
    ]
    const offset = origin.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)
    return { vectors: parts[i]!, pattern: whole({ offset, positions, elements: [{ count: channels, stride: plane }], guards: [] }) }
  })
}

function whole(pattern: Omit<Pattern, 'first' | 'count'>): Pattern {
  return { ...pattern, first: 0, count: pattern.elements.reduce((product, axis) => product * axis.count, 1) }
}

/**
 * A pattern in `count` shares of its positions that differ by at most one index of an axis: ranges of the outermost axis that has several
 * indices or, where those are fewer than the shares, ranges of the next for each of its indices.
 */
export function sharePositions(pattern: Pattern, count: number): Pattern[] {
  const outer = pattern.positions.findIndex((axis) => axis.count > 1)
  const indices = pattern.positions[outer]?.count ?? 1
  if (count === 1) return [pattern]
  if (count <= indices) return ranges(indices, count).map((range) => positionRange(pattern, outer, range))
  return ranges(indices, indices).flatMap((range) => sharePositions(positionRange(pattern, outer, range), count / indices))
}

/**
 * Of the shares that `sharePositions` makes along one axis, number `turn` and, as few patterns as possible, all others.
 */
export function splitTurn(pattern: Pattern, turns: number, turn: number): { own: Pattern; others: Pattern[] } {
  const axis = pattern.positions.findIndex(({ count }) => count > 1)
  if (turns === 1) return { own: pattern, others: [] }
  const total = pattern.positions[axis]!.count
  const own = ranges(total, turns)[turn]!
  const end = own.start + own.count
  const others = [
    { start: 0, count: own.start },
    { start: end, count: total - end },
  ].filter(({ count }) => count > 0)
  return { own: positionRange(pattern, axis, own), others: others.map((range) => positionRange(pattern, axis, range)) }
}

function ranges(total: number, count: number): { start: number; count: number }[] {
  const [low, more] = [Math.floor(total / count), total % count]
  return Array.from({ length: count }, (_, i) => ({ start: i * low + Math.min(i, more), count: low + (i < more ? 1 : 0) }))
}

/** The positions whose index along one axis lies in a range. */
export function positionRange(pattern: Pattern, axis: number, { start, count }: { start: number; count: number }): Pattern {
  return {
    ...pattern,
    offset: pattern.offset + start * pattern.positions[axis]!.stride,
    positions: pattern.positions.map((a, i) => (i === axis ? { ...a, count } : a)),
    guards: pattern.guards.map((guard) => ({ ...guard, start: guard.start + start * guard.positionCoefficients[axis]! })),
  }
}

/** The same pattern with the position axes of another that walks as many, into which its own are split. */
export function splitLike(pattern: Pattern, other: Pattern): Pattern {
  const own = pattern.positions.filter((axis) => axis.count > 1).toReversed()
  const positions: Axis[] = []
  for (const { count } of other.positions) {
    const axis = count === 1 ? { count, stride: 0 } : own.pop()!
    const inner = axis.count / count
    positions.push({ count, stride: axis.stride * inner })
    if (inner > 1) own.push({ count: inner, stride: axis.stride })
  }
  return { ...pattern, positions }
}

/** The same pattern with as few position axes as possible. */
export function mergedPositions(pattern: Pattern): Pattern {
  return pattern.guards.length > 0 ? pattern : { ...pattern, positions: mergedAxes(pattern.positions) }
}

/**
 * Of vectors whose elements are [all, blocks, width], those of blocks [first, first + count): [all, count, width]. The last element axis
 * must hold all blocks, as the channels of patches do, unless the blocks are all there is.
 */
export function blockRange(pattern: Pattern, blocks: readonly [count: number, width: number], first: number, count: number): Pattern {
  const [total, width] = blocks
  if (pattern.count === total * width) return cutPattern(pattern, first * width, count * width)
  const last = pattern.elements.at(-1)!
  if (last.count !== total * width) throw new Error('blocks that lie across axes')
  const elements = [...pattern.elements.slice(0, -1), { count: count * width, stride: last.stride }]
  return whole({ ...pattern, offset: pattern.offset + first * width * last.stride, elements })
}

/** The part of a pattern's vectors that one tile sees: elements [first, first + count). The same cut is the same object. */
export function cutPattern(pattern: Pattern, first: number, count: number): Pattern {
  const known = cuts.get(pattern) ?? new Map<string, Pattern>()
  cuts.set(pattern, known)
  const key = `${first} ${count}`
  const cut = known.get(key) ?? cutElements(pattern, first, count)
  known.set(key, cut)
  return cut
}

function cutElements(pattern: Pattern, first: number, count: number): Pattern {
  return pattern.select === undefined
    ? { ...pattern, first: pattern.first + first, count }
    : { ...pattern, count, select: pattern.select.slice(first, first + count) }
}

const cuts = new WeakMap<Pattern, Map<string, Pattern>>()

/** Some of the elements that a pattern's vectors have, in the order of the list. */
export function selectElements(pattern: Pattern, list: readonly number[]): Pattern {
  const { first, select, ...rest } = pattern
  return { ...rest, first: 0, count: list.length, select: list.map((index) => select?.[index] ?? first + index) }
}

/** The same as a range, where the list is one. */
export function takeElements(pattern: Pattern, list: readonly number[]): Pattern {
  const [first = 0] = list
  const isRange = pattern.select === undefined && list.every((index, i) => index === first + i)
  return isRange ? cutPattern(pattern, first, list.length) : selectElements(pattern, list)
}
