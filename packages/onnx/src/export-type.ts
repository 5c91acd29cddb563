import type { Type, Value } from '@onnc/ir'

import { onnxElementType } from './element-types.ts'
import type { ValueInfoProto } from './messages.ts'
import { valueInfo } from './value-type.ts'

/** A graph input or output. Only tensors are stated; other types ONNX Runtime infers. */
export function graphValueInfo(value: Value, name: string): ValueInfoProto {
  return value.type.kind === 'tensor' ? valueInfo(name, { kind: 'tensor', ...tensorParts(value.type) }) : valueInfo(name, null)
}

export function tensorParts(type: Type): { elementType: number; shape: readonly (number | null)[] | null } {
  const elementType = type.kind === 'tensor' ? onnxElementType(type.element) : undefined
  if (type.kind !== 'tensor' || elementType === undefined) throw new Error(`a type of kind ${type.kind} is no tensor of ONNX elements`)
  return { elementType, shape: type.shape }
}
