import type { Diagnostic } from '@onnc/support'
import { type GraphProto, onnx, typeFromProto, type ValueType } from '@onnc/onnx'

import { edgeType } from './frontend-diagnostics.ts'

/**
 * Inputs and outputs that a program cannot have: what is no tensor, or a tensor of complex numbers. `types` are those that are known
 * beyond what the graph states.
 */
export function checkEdges(graph: GraphProto, types: ReadonlyMap<string, ValueType> = new Map()): Diagnostic[] {
  const initializers = new Set((graph.initializer ?? []).map((t) => t.name))
  const check = (what: 'input' | 'output', name: string, type: ValueType | null | undefined): Diagnostic[] => {
    const fault = type === null || type === undefined ? undefined : describe(type)
    return fault === undefined ? [] : [edgeType(what, name, fault)]
  }
  const { COMPLEX64, COMPLEX128 } = onnx.TensorProto.DataType
  const describe = (type: ValueType): string | undefined => {
    if (type.kind === 'tensor')
      return type.elementType === COMPLEX64 || type.elementType === COMPLEX128 ? 'a tensor of complex numbers' : undefined
    return type.kind === 'sparse' ? 'a sparse tensor' : /^[aeiou]/.test(type.kind) ? `an ${type.kind}` : `a ${type.kind}`
  }
  return [
    ...(graph.input ?? []).filter((v) => !initializers.has(v.name)).flatMap((v) => check('input', v.name ?? '', typeFromProto(v.type))),
    ...(graph.output ?? []).flatMap((v) => check('output', v.name ?? '', types.get(v.name ?? '') ?? typeFromProto(v.type))),
  ]
}
