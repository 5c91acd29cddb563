import { matmulOp, matrixOp, vectorsOp } from '@onnc/dialects'
import { type Blob, denseAttribute, f32, reshapeBlob, rowMajorStrides, staticShape, tensorType, type Value, viewBlob } from '@onnc/ir'

import type { LoweringContext } from './lowering.ts'
import { isNonnegative } from './nonnegative.ts'
import { type Contraction, type ContractionPlan, planContraction } from './plan-contraction.ts'
import { streamContraction } from './stream-contraction.ts'
import { classesThatStreamWeights } from './unit-classes.ts'

/** The result of a contraction as mvm operations, or the reason why there are none. */
export function contract(context: LoweringContext, contraction: Contraction): Value | string {
  const plan = planContraction(contraction)
  if (typeof plan === 'string') return plan
  if (classesThatStreamWeights(context.target).length > 0) {
    const streamed = streamContraction(context, contraction, plan)
    if (streamed !== undefined) return streamed
  }
  const { emit } = context
  const { input, inputLabels, matrix, matrixLabels, out, outLabels, name, bias, biasName } = contraction
  const inputShape = staticShape(input.type)!
  const outShape = staticShape(out)!
  const strides = rowMajorStrides(matrix.shape)
  const strideOf = (label: string): number => (matrixLabels.includes(label) ? strides[matrixLabels.indexOf(label)]! : 0)
  const sizeOf = (label: string): number =>
    Math.max(inputShape[inputLabels.indexOf(label)] ?? 1, matrix.shape[matrixLabels.indexOf(label)] ?? 1)
  const sizes = (labels: readonly string[]): number[] => labels.map(sizeOf)
  const count = (labels: readonly string[]): number => sizes(labels).reduce((a, b) => a * b, 1)
  const { positions, elements, rows, groups } = plan
  const [vectorCount, groupCount, width] = [count(positions), count(groups), count(elements)]
  const rowCount = groupCount * count(rows)
  const axesIn = (labels: readonly string[]): number[] => labels.map((label) => inputLabels.indexOf(label))
  const axesOut = (labels: readonly string[]): number[] => labels.map((label) => outLabels.indexOf(label))
  const vectors = emit(vectorsOp, {
    input,
    positions: axesIn(positions),
    elements: axesIn([...groups, ...elements]),
    vectors: tensorType([vectorCount, groupCount * width], f32),
  })
  const labels = [...groups, ...rows, ...elements]
  const view = viewBlob(matrix, { shape: sizes(labels), strides: labels.map(strideOf) })
  const product = emit(matmulOp, {
    vectors,
    matrix: denseAttribute(tensorType([rowCount, width], f32), reshapeBlob(view, [rowCount, width]), name),
    ...(bias === undefined ? {} : { bias: denseAttribute(tensorType([rowCount], f32), bias, biasName ?? 'bias') }),
    ...(groupCount === 1 ? {} : { blocks: [groupCount, width] }),
    nonnegative: isNonnegative(input),
    out: tensorType([vectorCount, rowCount], f32),
  })
  return emit(matrixOp, {
    vectors: product,
    positions: axesOut(positions),
    rows: axesOut([...groups, ...rows]),
    out: tensorType(outShape, f32),
  })
}

/**
 * One value for each row of a contraction of a constant that is added to its result by broadcasting; undefined where it differs along
 * other axes than those of the rows.
 */
export function addendOfRows(addend: Blob, contraction: Contraction, plan: ContractionPlan): Blob | undefined {
  const { outLabels, out } = contraction
  const outShape = staticShape(out)!
  const lead = outLabels.length - addend.shape.length
  if (lead < 0) return undefined
  const strides = rowMajorStrides(addend.shape)
  const varies = addend.shape.map((size, axis) => ({ label: outLabels[lead + axis]!, size, axis })).filter(({ size }) => size > 1)
  if (varies.some(({ label, size }) => !plan.rows.includes(label) || outShape[outLabels.indexOf(label)] !== size)) return undefined
  const shape = plan.rows.map((label) => outShape[outLabels.indexOf(label)]!)
  const steps = plan.rows.map((label) => strides[varies.find((v) => v.label === label)?.axis ?? -1] ?? 0)
  return reshapeBlob(viewBlob(addend, { shape, strides: steps }), [shape.reduce((a, b) => a * b, 1)])
}
