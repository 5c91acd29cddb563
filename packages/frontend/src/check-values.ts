import { at, type Diagnostic, elementCount, elementTypeOfOnnx, formatTensorType } from '@onnc/support'
import type { GraphProto, ValueType } from '@onnc/onnx'

import { locate } from './check-model.ts'
import { constantsTooLarge, valueTooLarge } from './frontend-diagnostics.ts'

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

/** Constants that a few bytes of model stand for: as many elements as a gigabyte of float32 has. */
const mostClaimedElements = 2 ** 28

/** Whether nodes make much larger constants of small ones than could be stored: what is small in a file must not fill the memory. */
export function checkClaims(graph: GraphProto, types: ReadonlyMap<string, ValueType>): Diagnostic[] {
  const known = new Set((graph.initializer ?? []).map(({ name }) => name ?? ''))
  let claimed = 0
  for (const node of graph.node ?? []) {
    const inputs = (node.input ?? []).filter((name) => name !== '')
    if (!inputs.every((name) => known.has(name)) || (node.attribute ?? []).some((a) => a.g || a.graphs?.length)) continue
    const given = inputs.reduce((sum, name) => sum + elementsOf(types.get(name)), 0)
    for (const name of node.output ?? []) {
      known.add(name)
      const made = elementsOf(types.get(name))
      // A single value beyond all bounds is a fault of its own.
      if (made > 4 * given + 1024 && made <= mostElements) claimed += made
      if (claimed > mostClaimedElements) return [at(constantsTooLarge(claimed, mostClaimedElements), locate(node))]
    }
  }
  return []
}

function elementsOf(type: ValueType | undefined): number {
  const isFixed = type?.kind === 'tensor' && type.shape?.every((dimension) => typeof dimension === 'number')
  return isFixed ? elementCount(type.shape) : 0
}
