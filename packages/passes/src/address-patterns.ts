import { type Axis, type Guard, matrixOp, patchesOp, type Pattern, planesOp, vectorsOp, windowPositions } from '@onnc/dialects'
import { definingOperation, type Operation, staticShape, type Value } from '@onnc/ir'

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
    if (padsBegin[axis]! > 0 || padsEnd[axis]! > 0)
      guards.push({
        start: -padsBegin[axis]!,
        extent,
        positionCoefficients: positions.map((_, i) => (i === axis + 1 ? strides[axis]! : 0)),
        elementCoefficients: elements.map((_, i) => (i === axis ? dilations[axis]! : 0)),
      })
  const offset = firstChannel * plane - padsBegin.reduce((sum, pad, axis) => sum + pad * spatialStrides[axis]!, 0)
  return { tensor: input, pattern: whole({ offset, positions, elements, guards }) }
}

function readVectors(operation: Operation): Access {
  const { input, transposed, vectors } = vectorsOp.view(operation)
  const [count, columns] = staticShape(vectors.type)! as [number, number]
  const [positions, elements]: [Axis, Axis] = transposed
    ? [
        { count, stride: 1 },
        { count: columns, stride: count },
      ]
    : [
        { count, stride: columns },
        { count: columns, stride: 1 },
      ]
  return { tensor: input, pattern: whole({ offset: 0, positions: [positions], elements: [elements], guards: [] }) }
}

/** Where the rows of each group of result vectors go in the tensor that `mvm.planes` or `mvm.matrix` makes of them. */
export function writeAccesses(layout: Operation): readonly { readonly vectors: Value; readonly pattern: Pattern }[] {
  if (matrixOp.is(layout)) {
    const { vectors } = matrixOp.view(layout)
    const [count, rows] = staticShape(vectors.type)! as [number, number]
    return [
      {
        vectors,
        pattern: whole({ offset: 0, positions: [{ count, stride: rows }], elements: [{ count: rows, stride: 1 }], guards: [] }),
      },
    ]
  }
  const { groups, out } = planesOp.view(layout)
  const [batch, channels, ...sizes] = staticShape(out.type)! as [number, number, ...number[]]
  const plane = sizes.reduce((a, b) => a * b, 1)
  const positions: Axis[] = [
    { count: batch, stride: channels * plane },
    { count: plane, stride: 1 },
  ]
  let channel = 0
  return groups.map((vectors) => {
    const rows = staticShape(vectors.type)![1]!
    const offset = channel * plane
    channel += rows
    return { vectors, pattern: whole({ offset, positions, elements: [{ count: rows, stride: plane }], guards: [] }) }
  })
}

function whole(pattern: Omit<Pattern, 'first' | 'count'>): Pattern {
  return { ...pattern, first: 0, count: pattern.elements.reduce((product, axis) => product * axis.count, 1) }
}

/** The part of a pattern's vectors that one tile sees: elements [first, first + count). */
export function cutPattern(pattern: Pattern, first: number, count: number): Pattern {
  return { ...pattern, first, count }
}
