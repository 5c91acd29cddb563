import {
  type Axis,
  type Guard,
  matrixOp,
  patchesOp,
  type Pattern,
  planeParts,
  planesOp,
  readSlices,
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

function readPatches(operation: Operation): Access {
  const { input, kernel, strides, dilations, padsBegin, padsEnd, channels } = patchesOp.view(operation)
  const [batch, allChannels, ...sizes] = staticShape(input.type)! as [number, number, ...number[]]
  const plane = sizes.reduce((a, b) => a * b, 1)
  const spatialStrides = sizes.map((_, axis) => sizes.slice(axis + 1).reduce((a, b) => a * b, 1))
  const [firstChannel, channelCount] = channels as [number, number]
  const outputs = windowPositions(sizes, { kernel, strides, dilations, padsBegin, padsEnd })
  const positions: Axis[] = [
    { count: batch, stride: allChannels * plane },
    ...outputs.map((count, axis) => ({ count, stride: strides[axis]! * spatialStrides[axis]! })),
  ]
  const elements: Axis[] = [
    ...kernel.map((count, axis) => ({ count, stride: dilations[axis]! * spatialStrides[axis]! })),
    { count: channelCount, stride: plane },
  ]
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
  const offset = firstChannel * plane - padsBegin.reduce((sum, pad, axis) => sum + pad * spatialStrides[axis]!, 0)
  return { tensor: input, pattern: whole({ offset, positions, elements, guards }) }
}

/** Whether coordinates from `start` to `start + last` leave [0, extent). Negative padding (cropping) stays inside. */
function reachesOut({ start, extent, last }: { start: number; extent: number; last: number }): boolean {
  return start < 0 || start + last >= extent
}

function readVectors(operation: Operation): Access {
  const { input, positions, elements, slices } = vectorsOp.view(operation)
  const shape = staticShape(input.type)!
  const kept = readSlices(slices, shape)!
  const strides = rowMajorStrides(shape)
  const axesOf = (list: readonly number[]): Axis[] => mergedAxes(list.map((axis) => ({ count: kept[axis]!.count, stride: strides[axis]! })))
  const offset = kept.reduce((sum, { start }, axis) => sum + start * strides[axis]!, 0)
  return { tensor: input, pattern: whole({ offset, positions: axesOf(positions), elements: axesOf(elements), guards: [] }) }
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

/** Where the rows of each group of result vectors go in the tensor that `mvm.planes` or `mvm.matrix` makes of them. */
export function writeAccesses(layout: Operation): readonly { readonly vectors: Value; readonly pattern: Pattern }[] {
  return matrixOp.is(layout) ? writeMatrix(layout) : writePlanes(layout)
}

function writeMatrix(layout: Operation): { vectors: Value; pattern: Pattern }[] {
  const { vectors, positions, rows, groups = [], out } = matrixOp.view(layout)
  const shape = staticShape(out.type)!
  const strides = rowMajorStrides(shape)
  const axesOf = (list: readonly number[]): Axis[] => mergedAxes(list.map((axis) => ({ count: shape[axis]!, stride: strides[axis]! })))
  return vectors.map((group, index) => {
    let offset = 0
    let rest = index
    for (const axis of groups.toReversed()) {
      offset += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return { vectors: group, pattern: whole({ offset, positions: axesOf(positions), elements: axesOf(rows), guards: [] }) }
  })
}

function writePlanes(layout: Operation): { vectors: Value; pattern: Pattern }[] {
  const { groups, steps, origins, out } = planesOp.view(layout)
  const [batch, channels, ...sizes] = staticShape(out.type)! as [number, number, ...number[]]
  const plane = sizes.reduce((a, b) => a * b, 1)
  const strides = rowMajorStrides(sizes)
  return planeParts(sizes, groups.length, steps, origins)!.flatMap(({ origin, step, counts, first, count }) => {
    const start = origin.reduce((sum, at, axis) => sum + at * strides[axis]!, 0)
    const positions = mergedAxes([
      { count: batch, stride: channels * plane },
      ...counts.map((n, axis) => ({ count: n, stride: step[axis]! * strides[axis]! })),
    ])
    let channel = 0
    return groups.slice(first, first + count).map((vectors) => {
      const rows = staticShape(vectors.type)![1]!
      const offset = start + channel * plane
      channel += rows
      return { vectors, pattern: whole({ offset, positions, elements: [{ count: rows, stride: plane }], guards: [] }) }
    })
  })
}

function whole(pattern: Omit<Pattern, 'first' | 'count'>): Pattern {
  return { ...pattern, first: 0, count: pattern.elements.reduce((product, axis) => product * axis.count, 1) }
}

/** The part of a pattern's vectors that one tile sees: elements [first, first + count). The same cut is the same object. */
export function cutPattern(pattern: Pattern, first: number, count: number): Pattern {
  const known = cuts.get(pattern) ?? new Map<string, Pattern>()
  cuts.set(pattern, known)
  const key = `${first} ${count}`
  const cut = known.get(key) ?? { ...pattern, first, count }
  known.set(key, cut)
  return cut
}

const cuts = new WeakMap<Pattern, Map<string, Pattern>>()
