// The generated module stands beside `dist` as beside the sources: this one path reaches it from both, so that nothing copies it.
import { onnx } from '../src/generated/onnx.js'

export { onnx }

/*
 * The messages of ONNX as plain data: every field may be absent, `null` counts as absent, and a plain object is as good as an
 * instance wherever a message is wanted. A decoded message answers an absent scalar with its default (`''`, 0), so presence is asked
 * with `isPresent`; an absent list of a decoded message is `[]`, one of a plain object `undefined`.
 */
export type AttributeProto = onnx.AttributeProto.$Properties
export type FunctionProto = onnx.FunctionProto.$Properties
export type GraphProto = onnx.GraphProto.$Properties
export type ModelProto = onnx.ModelProto.$Properties
export type NodeProto = onnx.NodeProto.$Properties
export type OperatorSetIdProto = onnx.OperatorSetIdProto.$Properties
export type SparseTensorProto = onnx.SparseTensorProto.$Properties
export type StringStringEntryProto = onnx.StringStringEntryProto.$Properties
export type TensorProto = onnx.TensorProto.$Properties
export type TensorShapeProto = onnx.TensorShapeProto.$Properties
export type TypeProto = onnx.TypeProto.$Properties
export type ValueInfoProto = onnx.ValueInfoProto.$Properties

/** Whether a scalar or message field was set, be it to its default value. */
export function isPresent<M extends object>(message: M, field: keyof M): boolean {
  return Object.hasOwn(message, field) && message[field] != null
}

/**
 * A copy of `message` with some fields replaced; `undefined` or `null` removes one. The copy is shallow and keeps the fields this
 * schema does not know, which a spread (`{ ...message }`) would lose: decoding files them under `$unknowns`, which is not enumerable.
 */
export function amend<M extends { $unknowns?: Uint8Array[] }>(message: M, fields: { readonly [K in keyof M]?: M[K] | null }): M {
  const unknown = message.$unknowns
  return { ...message, ...fields, ...(unknown === undefined ? {} : { $unknowns: unknown }) }
}
