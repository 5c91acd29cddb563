import { type Blob, f32, integerAttribute, readFloat32, reshapeBlob, sliceBlob, tensorType, type Operation, type Value } from '@onnc/ir'

import { type Activation, isActivation } from './activation.ts'
import { constantBlob, constantFloats, isAbsent, isFiniteBlob, shapeOf } from './constant-operand.ts'
import { float32BlobOf } from './float32-blob.ts'
import type { LoweringContext } from './lowering.ts'
import { shapeConstant } from './lower-conv.ts'
import { multiplyMatrices } from './multiply-matrices.ts'
import { floatOf, floatsOf, intOf, stringOf, stringsOf } from './node-attributes.ts'

/** Steps that are unrolled, over all directions: beyond, a program would get too long. */
export const mostSteps = 512

/** What LSTM, GRU and RNN have in common, read from the node. */
export interface Recurrent {
  readonly input: Value
  readonly steps: number
  readonly batch: number
  readonly depth: number
  readonly hidden: number
  readonly gates: number
  /** f32 [directions, gates * hidden, depth] */
  readonly weights: Blob
  /** f32 [directions, gates * hidden, hidden] */
  readonly recurrence: Blob
  /** f32 [directions, 2 * gates * hidden] */
  readonly bias: Blob | undefined
  readonly initial: Value | undefined
  readonly directions: readonly ('forward' | 'reverse')[]
  /** Of each direction. */
  readonly activations: readonly (readonly Activation[])[]
  /** 0: none. */
  readonly clip: number
}

/** The parts of a recurrent node with `gates` gates, or the reason why it is not unrolled. */
export function recurrentParts(node: Operation, gates: number, defaults: readonly string[]): Recurrent | string {
  const [input, weight, recurrent, bias, lengths, initial] = node.operands
  const shape = shapeOf(input)
  const [weights, recurrence, biasBlob] = [
    constantFloats(weight),
    constantFloats(recurrent),
    isAbsent(bias) ? undefined : constantFloats(bias),
  ]
  if (weights === undefined || recurrence === undefined || (!isAbsent(bias) && biasBlob === undefined))
    return 'its weights and bias are not constants of float32'
  if (shape?.length !== 3) return 'its shape is not known'
  if (intOf(node, 'layout', 0) !== 0) return 'its layout puts the batch first'
  const [steps, batch, depth] = shape as [number, number, number]
  const [count, wide, across] = weights.shape as [number, number, number]
  const hidden = wide / gates
  const direction = stringOf(node, 'direction', 'forward')
  const directions = direction === 'bidirectional' ? (['forward', 'reverse'] as const) : [direction as 'forward' | 'reverse']
  if (across !== depth || count !== directions.length || recurrence.shape.join() !== [count, wide, hidden].join())
    return 'its weights do not fit its input'
  if (steps * count > mostSteps) return `it has ${steps * count} steps, more than ${mostSteps}`
  if (!isAbsent(lengths) && !isWhole(lengths!, steps)) return 'the lengths of its sequences are known only at run time'
  if (![weights, recurrence, ...(biasBlob === undefined ? [] : [biasBlob])].every(isFiniteBlob)) return 'its weights hold NaN or infinity'
  const activations = activationsOf(node, directions.length, defaults)
  if (activations === undefined || !activations.flat().every(isActivation)) return 'its activations are not known'
  return {
    input: input!,
    steps,
    batch,
    depth,
    hidden,
    gates,
    weights,
    recurrence,
    bias: biasBlob,
    initial: isAbsent(initial) ? undefined : initial,
    directions,
    activations,
    clip: floatOf(node, 'clip', 0),
  }
}

/** Whether all sequences are known to have as many steps as the input. */
function isWhole(lengths: Value, steps: number): boolean {
  const blob = constantBlob(lengths)
  return blob?.element.kind === 'integer' && readFloat32(float32BlobOf(blob)).every((length) => length === steps)
}

function activationsOf(node: Operation, directions: number, defaults: readonly string[]): Activation[][] | undefined {
  const names = stringsOf(node, 'activations', Array.from({ length: directions }, () => defaults).flat())
  if (names.length !== directions * defaults.length) return undefined
  const [alphas, betas] = ['activation_alpha', 'activation_beta'].map((name) => [...floatsOf(node, name, [])])
  // Each list holds values for those functions only that have the parameter, in order.
  const all = names.map((name): Activation => {
    const takes = parameters[name.toLowerCase()] ?? ''
    const [alpha, beta] = [takes.includes('a') ? alphas!.shift() : undefined, takes.includes('b') ? betas!.shift() : undefined]
    return { name, ...(alpha === undefined ? {} : { alpha }), ...(beta === undefined ? {} : { beta }) }
  })
  return Array.from({ length: directions }, (_, d) => all.slice(d * defaults.length, (d + 1) * defaults.length))
}

/** Which parameters a function has, and takes from the lists. */
const parameters: Readonly<Record<string, string>> = {
  affine: 'ab',
  leakyrelu: 'a',
  thresholdedrelu: 'a',
  scaledtanh: 'ab',
  hardsigmoid: 'ab',
  elu: 'a',
}

/** Rows [first, first + count) of part `direction` of a constant [directions, rows, ...]: [count, ...]. */
export function rowsOf(blob: Blob, direction: number, first: number, count: number): Blob {
  const [, , ...rest] = blob.shape
  return reshapeBlob(sliceBlob(blob, [direction, first, ...rest.map(() => 0)], [1, count, ...rest]), [count, ...rest])
}

/** value [P, K] times the transpose of matrix [M, K], plus bias [M]; on rings. */
export function project(
  context: LoweringContext,
  value: Value,
  { matrix, bias, name }: { matrix: Blob; bias?: Blob | undefined; name: string },
): Value {
  const [rows] = matrix.shape as [number, number]
  const shape = shapeOf(value)!
  const product = multiplyMatrices(context, {
    left: { value, shape, constant: undefined },
    right: {
      value: context.constant(name, tensorType(matrix.shape, f32), matrix),
      shape: matrix.shape,
      constant: matrix,
      transposed: true,
    },
    ...(bias === undefined ? {} : { addend: context.constant(`${name}_bias`, tensorType([rows], f32), bias) }),
    out: tensorType([...shape.slice(0, -1), rows], f32),
  })
  if (typeof product === 'string') throw new Error(product)
  return product
}

/** A tensor cut into equal parts along an axis. */
export function split(context: LoweringContext, value: Value, axis: number, parts: number): readonly Value[] {
  if (parts === 1) return [value]
  const shape = shapeOf(value)!
  const type = tensorType(
    shape.map((n, i) => (i === axis ? n / parts : n)),
    f32,
  )
  return context.nodes(
    'Split',
    [value],
    Array.from({ length: parts }, () => type),
    {
      attributes: { axis: integerAttribute(axis), ...(context.opset >= 18 ? { num_outputs: integerAttribute(parts) } : {}) },
    },
  )
}

export function concat(context: LoweringContext, values: readonly Value[], axis: number): Value {
  if (values.length === 1) return values[0]!
  const shape = shapeOf(values[0])!
  const total = values.reduce((sum, v) => sum + shapeOf(v)![axis]!, 0)
  const type = tensorType(
    shape.map((n, i) => (i === axis ? total : n)),
    f32,
  )
  return context.node('Concat', values, type, { attributes: { axis: integerAttribute(axis) } })
}

export function reshape(context: LoweringContext, value: Value, shape: readonly number[]): Value {
  if (shapeOf(value)!.join() === shape.join()) return value
  return context.node('Reshape', [value, shapeConstant(context, shape)], tensorType(shape, f32))
}

/** Results of the steps of all directions as the outputs of a recurrent node: Y [steps, directions, batch, hidden] and the last states. */
export function assembleOutputs(
  context: LoweringContext,
  { directions, batch, hidden }: Recurrent,
  runs: readonly { readonly outputs: readonly Value[]; readonly last: readonly Value[] }[],
): Value[] {
  const byTime = runs.map(({ outputs }, d) => (directions[d] === 'reverse' ? outputs.toReversed() : outputs))
  const perDirection = byTime.map((outputs) =>
    concat(
      context,
      outputs.map((o) => reshape(context, o, [1, 1, batch, hidden])),
      0,
    ),
  )
  const states = runs[0]!.last.map((_, i) =>
    concat(
      context,
      runs.map(({ last }) => reshape(context, last[i]!, [1, batch, hidden])),
      0,
    ),
  )
  return [concat(context, perDirection, 1), ...states]
}
