import { type Diagnostic, elementCount, elementTypeOfOnnx, formatTensorType } from '@onnc/support'
import type { ValueType } from '@onnc/onnx'

import { valueTooLarge } from './frontend-diagnostics.ts'

/** Element numbers are 32-bit in ONNX Runtime's kernels and in programs. */
const mostElements = 2 ** 31 - 1

/** The first value that no program holds, a tensor beyond all bounds: one makes others. */
export function checkValues(types: ReadonlyMap<string, ValueType>): Diagnostic[] {
  for (const [name, type] of types) {
    if (type.kind !== 'tensor' || type.shape === null) continue
    const sizes = type.shape.map((dimension) => (typeof dimension === 'number' ? dimension : 1))
    if (elementCount(sizes) <= mostElements) continue
    const words = formatTensorType(elementTypeOfOnnx(type.elementType) ?? 'tensor', type.shape)
    return [valueTooLarge(name, words, mostElements)]
  }
  return []
}
