import { type Diagnostic, elementTypeOfOnnx, formatTensorType } from '@onnc/support'
import { type Dimension, type GraphProto, onnx, typeFromProto, type ValueType } from '@onnc/onnx'

import { edgeContradicts, edgeType } from './frontend-diagnostics.ts'

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

/** Outputs that are inputs, but declared as something else. */
export function checkPassedThrough(graph: GraphProto): Diagnostic[] {
  const inputs = new Map((graph.input ?? []).map((value) => [value.name ?? '', typeFromProto(value.type)]))
  return (graph.output ?? []).flatMap(({ name, type }) => {
    const [given, declared] = [inputs.get(name ?? ''), typeFromProto(type)]
    if (given?.kind !== 'tensor' || declared?.kind !== 'tensor' || agree(given, declared)) return []
    return [edgeContradicts(name ?? '', wordsOf(given), wordsOf(declared))]
  })
}

type TensorType = ValueType & { readonly kind: 'tensor' }

function agree(a: TensorType, b: TensorType): boolean {
  if (a.elementType !== b.elementType) return false
  if (a.shape === null || b.shape === null) return true
  const other = b.shape
  const clash = (size: Dimension, axis: number): boolean =>
    typeof size === 'number' && typeof other[axis] === 'number' && size !== other[axis]
  return a.shape.length === other.length && !a.shape.some(clash)
}

function wordsOf({ elementType, shape }: TensorType): string {
  return formatTensorType(elementTypeOfOnnx(elementType) ?? 'tensor', shape)
}
