import { type Int64, toBigInt, toNumber } from './int64.ts'
import type { TensorShapeProto, TypeProto, ValueInfoProto } from './messages.ts'

/** One dimension: its size, the symbol it goes by, or `null` where nothing is known. */
export type Dimension = number | string | null

/** The type of an ONNX value. Element and key types are numbers of the ONNX schema (`TensorProto.DataType`); shape `null`: unknown rank. */
export type ValueType =
  | { readonly kind: 'tensor'; readonly elementType: number; readonly shape: readonly Dimension[] | null }
  | { readonly kind: 'sparse'; readonly elementType: number; readonly shape: readonly Dimension[] | null }
  | { readonly kind: 'sequence'; readonly element: ValueType | null }
  | { readonly kind: 'optional'; readonly element: ValueType | null }
  | { readonly kind: 'map'; readonly keyType: number; readonly value: ValueType | null }
  | { readonly kind: 'opaque'; readonly domain: string; readonly name: string }

/**
 * The type a message states, `null` where it states none. Denotations are left out. A dimension that is negative counts as unknown, as
 * ONNX Runtime reads it; one beyond 2^53 comes back as the nearest number, which no size check lets pass.
 */
export function typeFromProto(type: TypeProto | null | undefined): ValueType | null {
  if (!type) return null
  if (type.tensorType) return { kind: 'tensor', elementType: type.tensorType.elemType ?? 0, shape: shapeFromProto(type.tensorType.shape) }
  if (type.sparseTensorType) {
    return { kind: 'sparse', elementType: type.sparseTensorType.elemType ?? 0, shape: shapeFromProto(type.sparseTensorType.shape) }
  }
  if (type.sequenceType) return { kind: 'sequence', element: typeFromProto(type.sequenceType.elemType) }
  if (type.optionalType) return { kind: 'optional', element: typeFromProto(type.optionalType.elemType) }
  if (type.mapType) return { kind: 'map', keyType: type.mapType.keyType ?? 0, value: typeFromProto(type.mapType.valueType) }
  if (type.opaqueType) return { kind: 'opaque', domain: type.opaqueType.domain ?? '', name: type.opaqueType.name ?? '' }
  return null
}

/** The message of a type: the inverse of `typeFromProto`. */
export function typeToProto(type: ValueType): TypeProto {
  switch (type.kind) {
    case 'tensor':
      return { tensorType: { elemType: type.elementType, ...shapeToProto(type.shape) } }
    case 'sparse':
      return { sparseTensorType: { elemType: type.elementType, ...shapeToProto(type.shape) } }
    case 'sequence':
      return { sequenceType: type.element === null ? {} : { elemType: typeToProto(type.element) } }
    case 'optional':
      return { optionalType: type.element === null ? {} : { elemType: typeToProto(type.element) } }
    case 'map':
      return { mapType: { keyType: type.keyType, ...(type.value === null ? {} : { valueType: typeToProto(type.value) }) } }
    case 'opaque':
      return { opaqueType: { domain: type.domain, name: type.name } }
  }
}

/** A graph input, output or intermediate with its type; without one (`null`) only the name, which asks ONNX Runtime to infer the type. */
export function valueInfo(name: string, type: ValueType | null): ValueInfoProto {
  return type === null ? { name } : { name, type: typeToProto(type) }
}

function shapeFromProto(shape: TensorShapeProto | null | undefined): readonly Dimension[] | null {
  return shape ? (shape.dim ?? []).map((dim) => dimensionFromProto(dim.dimValue, dim.dimParam)) : null
}

function dimensionFromProto(size: Int64 | null | undefined, symbol: string | null | undefined): Dimension {
  if (symbol) return symbol
  if (size === undefined || size === null) return null
  const number = toNumber(size) ?? Number(toBigInt(size))
  return number < 0 ? null : number
}

function shapeToProto(shape: readonly Dimension[] | null): { shape?: TensorShapeProto } {
  if (shape === null) return {}
  return { shape: { dim: shape.map((d) => (typeof d === 'number' ? { dimValue: d } : typeof d === 'string' ? { dimParam: d } : {})) } }
}
