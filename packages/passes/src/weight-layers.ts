import { constantOp, nodeNameAttribute } from '@onnc/dialects'
import { type Blob, locationNames, type Operation, walk } from '@onnc/ir'

import { holdsNumbers } from './float32-blob.ts'
import { intOf } from './node-attributes.ts'
import { operatorOf } from './operator-of.ts'
import { type Axis, type ConstantView, viewOfConstant } from './view-of-constant.ts'

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
  /** Operations between the constant and what multiplies by it, and those that multiply. */
  readonly path: ReadonlySet<Operation>
}

/** Where the weights of a matrix lie: row r of the product is made by the elements at `rows[r] + columns[k]`. */
export interface MatrixAxes {
  readonly rows: readonly Axis[]
  readonly columns: readonly Axis[]
}

/**
 * Constants of floats that stand where a node takes a matrix, as they are or transposed and reshaped on the way, in the order in which nodes
 * first use them. A constant that several nodes take is one layer, cut into rows as the first has it.
 */
export function weightLayers(root: Operation): readonly WeightLayer[] {
  const found = new Map<
    Operation,
    Omit<WeightLayer, 'names' | 'node' | 'path'> & { readonly nodes: Operation[]; readonly path: Operation[] }
  >()
  for (const node of walk(root)) {
    if (!node.name.startsWith('onnx.')) continue
    for (const { operand, axes } of matrixOperands.get(operatorOf(node)) ?? []) {
      const view = viewOfConstant(node.operands[operand])
      const weights = view === undefined ? undefined : weightsOf(view)
      if (weights === undefined) continue
      const matrix = axes(view!.axes, node)
      const known = found.get(weights.constant) ?? (matrix === undefined ? undefined : { ...weights, nodes: [], path: [], matrix })
      if (known === undefined) continue
      found.set(weights.constant, known)
      known.nodes.push(node)
      known.path.push(node, ...view!.through)
    }
  }
  return [...found.values()].map(({ nodes, path, ...layer }) => ({
    ...layer,
    path: new Set(path),
    node: nodes[0]!,
    names: [...new Set([...nodes.flatMap(nodeNames), ...constantNames(layer.constant)])],
  }))
}

/** Nodes that read a layer's constant as something else than a matrix. */
export function otherReaders({ constant, path }: WeightLayer): readonly Operation[] {
  const [value] = constant.results
  return [...value!.users].filter((user) => {
    if (path.has(user) && !matrixOperands.has(operatorOf(user))) return false
    const matrices = (matrixOperands.get(operatorOf(user)) ?? []).map(({ operand }) => operand)
    return user.operands.some((operand, i) => operand === value && !matrices.includes(i))
  })
}

function weightsOf({ constant }: ConstantView): { constant: Operation; blob: Blob; count: number } | undefined {
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
  /** Rows and columns by the axes of the operand; undefined for a shape that the node cannot take. */
  readonly axes: (axes: readonly Axis[], node: Operation) => MatrixAxes | undefined
}

/** [M, C, kernel...]: a row per output channel; columns run through the channels of one kernel position after the other. */
const convolution: MatrixOperand = {
  operand: 1,
  axes: ([outputs, channels, ...kernel]) =>
    outputs === undefined || channels === undefined ? undefined : { rows: [outputs], columns: [...kernel, channels] },
}

/** [C, M / groups, kernel...]: a group of channels makes a group of rows. */
const transposedConvolution: MatrixOperand = {
  operand: 1,
  axes: ([channels, outputs, ...kernel], node) => {
    const groups = intOf(node, 'group', 1)
    if (channels === undefined || outputs === undefined || groups < 1 || channels.count % groups !== 0) return undefined
    const perGroup = channels.count / groups
    return {
      rows: [{ count: groups, stride: perGroup * channels.stride }, outputs],
      columns: [...kernel, { count: perGroup, stride: channels.stride }],
    }
  },
}

/** A factor of a product: the axis that is summed makes the columns. */
function factor(operand: 0 | 1, isTransposed: (node: Operation) => boolean = () => false): MatrixOperand {
  return {
    operand,
    axes: (axes, node) => {
      const [last, secondLast] = [axes.at(-1), axes.at(-2)]
      if (last === undefined) return undefined
      if (secondLast === undefined) return { rows: [], columns: [last] }
      const isSummedLast = (operand === 0) !== isTransposed(node)
      const [row, column] = isSummedLast ? [secondLast, last] : [last, secondLast]
      return { rows: [...axes.slice(0, -2), row], columns: [column] }
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
    axes: ([directions, rows, inputs]) =>
      directions === undefined || rows === undefined || inputs === undefined ? undefined : { rows: [directions, rows], columns: [inputs] },
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

/** What messages call a layer. */
export function nameOf({ names }: WeightLayer): string {
  return names[0] ?? '(unnamed)'
}
