import { matrixOp, productOp, vectorsOp } from '@onnc/dialects'
import { denseAttribute, f32, float32Blob, staticShape, tensorType, type TensorType, type Value } from '@onnc/ir'

import { vectorsPattern } from './address-patterns.ts'
import { matrixBlockCount } from './computed-matrix.ts'
import { type ContractionPlan, type Labelled, planLabels } from './plan-contraction.ts'
import { asFloat32 } from './floats.ts'
import type { LoweringContext } from './lowering.ts'
import { isNonnegative } from './nonnegative.ts'
import { type LayerShape, planLayer, worth } from './plan-layer.ts'
import { twoActivations } from './remarks.ts'
import { classesThatHold } from './unit-classes.ts'

/** A tensor that is computed, of floats and known shape, with a label for every axis. */
export interface LabelledValue {
  readonly value: Value
  readonly labels: readonly string[]
}

/** A product of two computed tensors, as in Einsum, times a number. */
export interface ActivationContraction {
  readonly left: LabelledValue
  readonly right: LabelledValue
  /** float32 */
  readonly out: TensorType
  readonly outLabels: readonly string[]
  readonly factor?: number
}

/**
 * The product as mvm operations: rings take the one factor, the other streams, whichever way costs less on the machine by itself; or the
 * reason why it stays electronic.
 */
export function contractActivations(context: LoweringContext, contraction: ActivationContraction): Value | string {
  const { target, objective } = context
  const [found] = classesThatHold(target, 'activations', 'fully-connected')
  if (found === undefined) return twoActivations(target)
  const { unitClass } = found
  const ways: Way[] = []
  let reason = ''
  for (const [moving, written] of [
    [contraction.left, contraction.right],
    [contraction.right, contraction.left],
  ] as const) {
    const [input, matrix] = [labelled(moving), labelled(written)]
    const plan = planLabels(input, matrix, { labels: contraction.outLabels, shape: staticShape(contraction.out)! })
    if (typeof plan === 'string') reason = plan
    else ways.push({ moving, written, plan, shape: shapeOf(plan, input, matrix, isNonnegative(moving.value)) })
  }
  const [first, ...others] = ways
  if (first === undefined) return reason
  const costOf = ({ shape }: Way): number => worth(planLayer(target, unitClass, shape, objective).cost, objective)
  return emitWay(
    context,
    contraction,
    others.reduce((a, b) => (costOf(b) < costOf(a) ? b : a), first),
  )
}

interface Way {
  readonly moving: LabelledValue
  readonly written: LabelledValue
  readonly plan: ContractionPlan
  readonly shape: LayerShape
}

function labelled({ value, labels }: LabelledValue): Labelled {
  return { labels, shape: staticShape(value.type)! }
}

function axesOf(labels: readonly string[], of: readonly string[]): number[] {
  return labels.map((label) => of.indexOf(label))
}

function shapeOf(
  { positions, elements, rows, groups }: ContractionPlan,
  input: Labelled,
  matrix: Labelled,
  nonnegative: boolean,
): LayerShape {
  const groupCount = sizeOf(groups, matrix)
  const written = vectorsPattern(matrix.shape, axesOf([...groups, ...rows], matrix.labels), axesOf(elements, matrix.labels))
  return {
    rows: groupCount * sizeOf(rows, matrix),
    columns: sizeOf(elements, matrix),
    blocks: matrixBlockCount(written, groupCount),
    operand: 'activations',
    positions: positions.map((label) => input.shape[input.labels.indexOf(label)]!),
    signed: !nonnegative,
    slices: 1,
  }
}

function emitWay(
  context: LoweringContext,
  { out, outLabels, factor = 1 }: ActivationContraction,
  { moving, written, plan, shape }: Way,
): Value {
  const { emit } = context
  const { positions, elements, rows, groups } = plan
  const groupCount = shape.rows / sizeOf(rows, labelled(written))
  const vectorCount = shape.positions.reduce((a, b) => a * b, 1)
  const vectors = emit(vectorsOp, {
    input: asFloat32(moving.value, context),
    positions: axesOf(positions, moving.labels),
    elements: axesOf([...groups, ...elements], moving.labels),
    vectors: tensorType([vectorCount, groupCount * shape.columns], f32),
  })
  const matrix = emit(vectorsOp, {
    input: asFloat32(written.value, context),
    positions: axesOf([...groups, ...rows], written.labels),
    elements: axesOf(elements, written.labels),
    vectors: tensorType([shape.rows, shape.columns], f32),
  })
  const scale = new Float32Array(shape.rows).fill(factor)
  const product = emit(productOp, {
    vectors,
    matrix,
    ...(factor === 1 ? {} : { scale: denseAttribute(tensorType([shape.rows], f32), float32Blob([shape.rows], scale), 'scale') }),
    ...(groupCount === 1 ? {} : { blocks: [groupCount, shape.columns] }),
    nonnegative: !shape.signed,
    out: tensorType([vectorCount, shape.rows], f32),
  })
  return emit(matrixOp, { vectors: product, positions: axesOf(positions, outLabels), rows: axesOf([...groups, ...rows], outLabels), out })
}

/** Indices of some axes together. */
function sizeOf(axes: readonly string[], { labels, shape }: Labelled): number {
  return axes.reduce((product, label) => product * shape[labels.indexOf(label)]!, 1)
}
