import { opTypeOf } from '@onnc/dialects'
import { definingOperation, readFloat32, type Value } from '@onnc/ir'

import { constantFloats } from './constant-operand.ts'
import { floatOf } from './node-attributes.ts'

/** ONNX operators whose result is never below zero. */
const producers = new Set(['Relu', 'Sigmoid', 'HardSigmoid', 'Softmax', 'Abs', 'Exp', 'Sqrt', 'Softplus'])

/** ONNX operators whose result holds only elements, maxima, sums or means of their (first, or all) operands. */
const keepers = new Map<string, 'first' | 'all'>([
  ...(
    ['MaxPool', 'AveragePool', 'GlobalAveragePool', 'GlobalMaxPool', 'Reshape', 'Flatten', 'Transpose', 'Squeeze', 'Unsqueeze'] as const
  ).map((name) => [name, 'first'] as const),
  ...(['Cast', 'Identity', 'Dropout', 'Slice', 'Split', 'Gather', 'Pad', 'ReduceMean', 'ReduceSum', 'ReduceMax'] as const).map(
    (name) => [name, 'first'] as const,
  ),
  ...(['Add', 'Mul', 'Concat', 'Max', 'Sum'] as const).map((name) => [name, 'all'] as const),
])

/** Whether a value can be proved to have no element below zero. Bounded: looks at most 32 operations up. */
export function isNonnegative(value: Value, depth = 32): boolean {
  if (value.type.kind === 'tensor' && value.type.element.kind === 'integer' && value.type.element.signedness === 'unsigned') return true
  const constant = constantFloats(value)
  if (constant !== undefined) return readFloat32(constant).every((x) => x >= 0)
  const operation = definingOperation(value)
  if (operation === undefined || depth === 0 || !operation.name.startsWith('onnx.')) return false
  const opType = opTypeOf(operation)
  if (producers.has(opType)) return true
  if (opType === 'Pad')
    return operation.operands.length < 3 && floatOf(operation, 'value', 0) >= 0 && isNonnegative(operation.operands[0]!, depth - 1)
  const keeps = keepers.get(opType)
  if (keeps === undefined) return false
  const operands = keeps === 'first' ? operation.operands.slice(0, 1) : operation.operands
  return operands.length > 0 && operands.every((operand) => isNonnegative(operand, depth - 1))
}
