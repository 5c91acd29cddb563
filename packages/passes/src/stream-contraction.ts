import { matrixOp, mvmWeightsOp, productOp, vectorsOp } from '@onnc/dialects'
import { denseAttribute, f32, reshapeBlob, rowMajorStrides, staticShape, tensorType, type Value, viewBlob } from '@onnc/ir'

import type { Contraction, ContractionPlan } from './plan-contraction.ts'
import type { LoweringContext } from './lowering.ts'

/** Weights that stand in one tile of the weight memory; those of a matrix may be cut into several. */
const mostWeights = 2 ** 24

/**
 * A contraction with a constant the other way round: rings hold the vectors of the input, and the rows of the constant stream through them
 * (SONIC, arXiv 2109.04459, fully connected layers). A bias is added on the ECU, since scales and biases of a stream belong to what rings
 * hold. Undefined where the constant is too large to be cut.
 */
export function streamContraction(
  { emit, constant, node }: LoweringContext,
  { input, inputLabels, matrix, matrixLabels, out, outLabels, name, bias, biasName }: Contraction,
  { positions, elements, rows, groups }: ContractionPlan,
): Value | undefined {
  const inputShape = staticShape(input.type)!
  const outShape = staticShape(out)!
  const strides = rowMajorStrides(matrix.shape)
  const sizeOf = (label: string): number =>
    Math.max(inputShape[inputLabels.indexOf(label)] ?? 1, matrix.shape[matrixLabels.indexOf(label)] ?? 1)
  const sizes = (labels: readonly string[]): number[] => labels.map(sizeOf)
  const count = (labels: readonly string[]): number => sizes(labels).reduce((a, b) => a * b, 1)
  const [vectorCount, groupCount, width, rowCount] = [count(positions), count(groups), count(elements), count(rows)]
  if (groupCount * rowCount * width > mostWeights && (groupCount > 1 || rows.length !== 1)) return undefined
  const axesIn = (labels: readonly string[]): number[] => labels.map((label) => inputLabels.indexOf(label))
  const axesOut = (labels: readonly string[]): number[] => labels.map((label) => outLabels.indexOf(label))
  const labels = [...groups, ...rows, ...elements]
  const view = viewBlob(matrix, {
    shape: sizes(labels),
    strides: labels.map((label) => (matrixLabels.includes(label) ? strides[matrixLabels.indexOf(label)]! : 0)),
  })
  const shape = [...sizes(groups), ...sizes(rows), width]
  const type = tensorType(shape, f32)
  const weights = emit(mvmWeightsOp, { value: denseAttribute(type, reshapeBlob(view, shape), name), out: type })
  const [groupAxes, rowAxes] = [groups.map((_, i) => i), rows.map((_, i) => groups.length + i)]
  const product = emit(productOp, {
    vectors: emit(vectorsOp, {
      input: weights,
      positions: rowAxes,
      elements: [...groupAxes, shape.length - 1],
      vectors: tensorType([rowCount, groupCount * width], f32),
    }),
    matrix: emit(vectorsOp, {
      input,
      positions: axesIn([...groups, ...positions]),
      elements: axesIn(elements),
      vectors: tensorType([groupCount * vectorCount, width], f32),
    }),
    ...(groupCount === 1 ? {} : { blocks: [groupCount, width] }),
    nonnegative: false,
    out: tensorType([rowCount, groupCount * vectorCount], f32),
  })
  const result = emit(matrixOp, {
    vectors: product,
    positions: axesOut(rows),
    rows: axesOut([...groups, ...positions]),
    out: tensorType(outShape, f32),
  })
  if (bias === undefined) return result
  // One value for each combination of the labels of rows, in the order of the result.
  const kept = new Set(rows)
  const biasShape = outLabels.map((label, axis) => (kept.has(label) ? outShape[axis]! : 1))
  const addend = constant(biasName ?? 'bias', tensorType(biasShape, f32), reshapeBlob(bias, biasShape))
  return node('Add', [result, addend], tensorType(outShape, f32))
}
