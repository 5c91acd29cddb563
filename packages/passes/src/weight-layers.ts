import { constantOp, nodeNameAttribute } from '@onnc/dialects'
import { type Blob, definingOperation, locationNames, type Operation, rowMajorStrides, type Value, walk } from '@onnc/ir'

import { holdsNumbers } from './float32-blob.ts'
import { intOf } from './node-attributes.ts'
import { operatorOf } from './operator-of.ts'

/** One constant that nodes multiply by, once, however many do. */
export interface WeightLayer {
  /** What the user may call it: its nodes, then the constant itself. The first stands in messages. */
  readonly names: readonly string[]
  /** The first node that multiplies by it. */
  readonly node: Operation
  readonly constant: Operation
  readonly blob: Blob
  readonly count: number
  readonly matrix: MatrixAxes
}

/** Where the weights of a matrix lie: row r of the product is made by the elements at `rows[r] + columns[k]`. */
export interface MatrixAxes {
  readonly rows: readonly Axis[]
  readonly columns: readonly Axis[]
}

/** So many indices, each `stride` elements behind the one before. */
export interface Axis {
  readonly count: number
  readonly stride: number
}

/**
 * Constants of floats that stand where a node takes a matrix, in the order in which nodes first use them. A constant that several nodes take
 * is one layer, cut into rows as the first has it.
 */
export function weightLayers(root: Operation): readonly WeightLayer[] {
  const found = new Map<Operation, Omit<WeightLayer, 'names' | 'node'> & { readonly nodes: Operation[] }>()
  for (const node of walk(root)) {
    if (!node.name.startsWith('onnx.')) continue
    for (const { operand, axes } of matrixOperands.get(operatorOf(node)) ?? []) {
      const weights = constantOf(node.operands[operand])
      const known = weights === undefined ? undefined : found.get(weights.constant)
      const matrix = known !== undefined || weights === undefined ? undefined : axes(weights.blob.shape, node)
      if (matrix !== undefined) found.set(weights!.constant, { ...weights!, nodes: [node], matrix })
      known?.nodes.push(node)
    }
  }
  return [...found.values()].map(({ nodes, ...layer }) => ({
    ...layer,
    node: nodes[0]!,
    names: [...new Set([...nodes.flatMap(nodeNames), ...constantNames(layer.constant)])],
  }))
}

/** Nodes that read a layer's constant as something else than a matrix. */
export function otherReaders({ constant }: WeightLayer): readonly Operation[] {
  const [value] = constant.results
  return [...value!.users].filter((user) => {
    const matrices = (matrixOperands.get(operatorOf(user)) ?? []).map(({ operand }) => operand)
    return user.operands.some((operand, i) => operand === value && !matrices.includes(i))
  })
}

function constantOf(value: Value | undefined): { constant: Operation; blob: Blob; count: number } | undefined {
  const constant = value === undefined ? undefined : definingOperation(value)
  if (constant === undefined || !constantOp.is(constant)) return undefined
  const { blob } = constantOp.view(constant).value
  const count = blob.shape.reduce((a, b) => a * b, 1)
  return blob.element.kind === 'float' && holdsNumbers(blob.element) && count > 0 ? { constant, blob, count } : undefined
}

function nodeNames(node: Operation): string[] {
  const name = node.attributes.get(nodeNameAttribute)
  const own = name?.kind === 'string' && name.value !== '' ? [name.value] : []
  return [...new Set([...own, ...locationNames(node.location)])]
}

function constantNames(constant: Operation): string[] {
  const { resource } = constantOp.view(constant).value
  const { name } = constant.results[0]!
  return [...nodeNames(constant), ...(name === undefined ? [] : [name]), ...(resource === undefined ? [] : [resource])]
}

interface MatrixOperand {
  readonly operand: number
  /** Undefined for a shape that the node cannot take. */
  readonly axes: (shape: readonly number[], node: Operation) => MatrixAxes | undefined
}

function axesOf(shape: readonly number[], picked: readonly number[]): Axis[] {
  const strides = rowMajorStrides(shape)
  return picked.map((axis) => ({ count: shape[axis]!, stride: strides[axis]! }))
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)
}

/** [M, C, kernel...]: a row per output channel; columns run through the channels of one kernel position after the other. */
const convolution: MatrixOperand = {
  operand: 1,
  axes: (shape) => (shape.length < 2 ? undefined : { rows: axesOf(shape, [0]), columns: axesOf(shape, [...range(2, shape.length), 1]) }),
}

/** [C, M / groups, kernel...]: a group of channels makes a group of rows. */
const transposedConvolution: MatrixOperand = {
  operand: 1,
  axes: (shape, node) => {
    const groups = intOf(node, 'group', 1)
    if (shape.length < 2 || groups < 1 || shape[0]! % groups !== 0) return undefined
    const [channels, ...others] = axesOf(shape, [0, 1, ...range(2, shape.length)])
    const perGroup = channels!.count / groups
    return {
      rows: [{ count: groups, stride: perGroup * channels!.stride }, others[0]!],
      columns: [...others.slice(1), { count: perGroup, stride: channels!.stride }],
    }
  },
}

/** A factor of a product: the axis that is summed makes the columns. */
function factor(operand: 0 | 1, isTransposed: (node: Operation) => boolean = () => false): MatrixOperand {
  return {
    operand,
    axes: (shape, node) => {
      const rank = shape.length
      if (rank === 0) return undefined
      if (rank === 1) return { rows: [], columns: axesOf(shape, [0]) }
      const isSummedLast = (operand === 0) !== isTransposed(node)
      const [row, column] = isSummedLast ? [rank - 2, rank - 1] : [rank - 1, rank - 2]
      return { rows: axesOf(shape, [...range(0, rank - 2), row]), columns: axesOf(shape, [column]) }
    },
  }
}

const flag =
  (name: string) =>
  (node: Operation): boolean =>
    intOf(node, name, 0) !== 0
const transposable = [factor(0, flag('transA')), factor(1, flag('transB'))]

/** [directions, gates, inputs] */
function gates(operand: number): MatrixOperand {
  return {
    operand,
    axes: (shape) => (shape.length === 3 ? { rows: axesOf(shape, [0, 1]), columns: axesOf(shape, [2]) } : undefined),
  }
}

const recurrent = [gates(1), gates(2)]

/** Which operands of which operators are matrices of weights; operators of other domains with the domain before them. */
const matrixOperands: ReadonlyMap<string, readonly MatrixOperand[]> = new Map<string, readonly MatrixOperand[]>([
  ['Conv', [convolution]],
  ['ConvTranspose', [transposedConvolution]],
  ['GRU', recurrent],
  ['Gemm', transposable],
  ['LSTM', recurrent],
  ['MatMul', [factor(0), factor(1)]],
  ['RNN', recurrent],
  ['com.microsoft.Attention', [factor(1)]],
  ['com.microsoft.FusedConv', [convolution]],
  ['com.microsoft.FusedGemm', transposable],
  ['com.microsoft.FusedMatMul', transposable],
  ['com.microsoft.TransposeMatMul', transposable],
])

/** The operators of which weights are known, for messages and docs. */
export const weightOperators: readonly string[] = [...matrixOperands.keys()]

/** Of each index, in row-major order of the axes, the element it stands at. */
export function axisOffsets(axes: readonly Axis[]): Uint32Array {
  let offsets = Uint32Array.of(0)
  for (const { count, stride } of axes) {
    const next = new Uint32Array(offsets.length * count)
    for (let i = 0, at = 0; i < offsets.length; i++) for (let j = 0; j < count; j++) next[at++] = offsets[i]! + j * stride
    offsets = next
  }
  return offsets
}
