import { constantOp, noneOp } from '@onnc/dialects'
import { type Blob, definingOperation, f32, readFloat32, staticShape, typesEqual, type Value } from '@onnc/ir'

/** The float32 elements of a value, where they are known at compile time. */
export function constantFloats(value: Value | undefined): Blob | undefined {
  const operation = value === undefined ? undefined : definingOperation(value)
  if (operation === undefined || !constantOp.is(operation)) return undefined
  const { blob } = constantOp.view(operation).value
  return typesEqual(blob.element, f32) ? blob : undefined
}

/** Whether an optional operand of an ONNX node is left out. */
export function isAbsent(value: Value | undefined): boolean {
  const operation = value === undefined ? undefined : definingOperation(value)
  return value === undefined || (operation !== undefined && noneOp.is(operation))
}

export function isFiniteBlob(blob: Blob): boolean {
  return readFloat32(blob).every(Number.isFinite)
}

/** The shape of a float32 tensor whose dimensions are all known and nonzero. */
export function floatShape(value: Value | undefined): readonly number[] | undefined {
  if (value?.type.kind !== 'tensor' || !typesEqual(value.type.element, f32)) return undefined
  const shape = staticShape(value.type)
  return shape?.includes(0) ? undefined : shape
}
