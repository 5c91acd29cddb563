import { opTypeOf } from '@onnc/dialects'
import type { WorkKind } from '@onnc/isa'
import { onlyBlock, type Operation, operationsOf, type Value } from '@onnc/ir'

/** Element operations of one kind per element of the first output. */
interface WorkRule {
  readonly kind: WorkKind
  readonly perElement: (operation: Operation) => number
}

const once = (kind: WorkKind): readonly WorkRule[] => [{ kind, perElement: () => 1 }]

/** What an operator does per output element. Operators that are not listed only move their elements. */
const rules: ReadonlyMap<string, readonly WorkRule[]> = new Map<string, readonly WorkRule[]>([
  ...['Add', 'Sub', 'Sum', 'Neg'].map((name) => [name, once('add')] as const),
  ...['Mul', 'Div'].map((name) => [name, once('multiply')] as const),
  ...['Relu', 'LeakyRelu', 'PRelu', 'Clip', 'Max', 'Min', 'Abs', 'Greater', 'Less', 'Equal', 'Where'].map(
    (name) => [name, once('compare')] as const,
  ),
  ...['Sigmoid', 'Tanh', 'Exp', 'Log', 'Sqrt', 'Erf', 'Pow', 'Softplus', 'Elu', 'Gelu', 'HardSigmoid'].map(
    (name) => [name, once('special')] as const,
  ),
  ['MaxPool', [{ kind: 'compare', perElement: windowSize }]],
  ['AveragePool', [{ kind: 'add', perElement: windowSize }, ...once('multiply')]],
  ...['GlobalAveragePool', 'ReduceMean', 'ReduceSum'].map(
    (name) => [name, [{ kind: 'add' as const, perElement: reducedElements }, ...once('multiply')]] as const,
  ),
  ...['GlobalMaxPool', 'ReduceMax', 'ReduceMin', 'ArgMax', 'ArgMin'].map(
    (name) => [name, [{ kind: 'compare' as const, perElement: reducedElements }]] as const,
  ),
  ['Softmax', [...once('compare'), ...once('special'), ...once('add'), ...once('multiply')]],
  ['BatchNormalization', [...once('multiply'), ...once('add')]],
  ...['MatMul', 'Gemm', 'Conv'].map(
    (name) =>
      [
        name,
        [
          { kind: 'multiply' as const, perElement: macsPerElement },
          { kind: 'add' as const, perElement: macsPerElement },
        ],
      ] as const,
  ),
])

const moves: readonly WorkRule[] = once('move')

/** Element operations of an electronic kernel, by kind, as far as a number counts. Dimensions known only at run time count as one. */
export function countWork(kernel: Operation): { kind: WorkKind; operations: number }[] {
  const totals = new Map<WorkKind, number>()
  for (const operation of operationsOf(onlyBlock(kernel))) {
    const [out] = operation.results
    if (out === undefined || operation.operands.length === 0) continue
    for (const { kind, perElement } of rules.get(opTypeOf(operation)) ?? moves)
      totals.set(kind, (totals.get(kind) ?? 0) + sizeOf(out) * perElement(operation))
  }
  return [...totals].map(([kind, operations]) => ({ kind, operations: Math.min(operations, Number.MAX_SAFE_INTEGER) }))
}

function shapeOf(value: Value | undefined): readonly number[] {
  return value?.type.kind === 'tensor' ? (value.type.shape ?? []).map((d) => d ?? 1) : []
}

function sizeOf(value: Value | undefined): number {
  return shapeOf(value).reduce((a, b) => a * b, 1)
}

function windowSize(operation: Operation): number {
  const kernel = operation.attributes.get('kernel_shape')
  return kernel?.kind === 'dense-array' ? kernel.values.reduce<number>((product, n) => product * Number(n), 1) : 1
}

function reducedElements(operation: Operation): number {
  return sizeOf(operation.operands[0]) / Math.max(1, sizeOf(operation.results[0]))
}

/** Multiply-accumulates per output: the columns of a product, the weights of one output channel of a convolution. */
function macsPerElement(operation: Operation): number {
  const weights = shapeOf(operation.operands[1])
  if (opTypeOf(operation) === 'Conv') return weights.slice(1).reduce((a, b) => a * b, 1)
  const input = shapeOf(operation.operands[0])
  return sizeOf(operation.operands[0]) / Math.max(1, input.reduce((a, b) => a * b, 1) / (input.at(-1) ?? 1))
}
