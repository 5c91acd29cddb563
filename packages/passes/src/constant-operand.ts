import { constantOp, noneOp, opTypeOf } from '@onnc/dialects'
import {
  type Blob,
  definingOperation,
  f32,
  isSplat,
  type Operation,
  readBlob,
  readFloat32,
  readPieces,
  reshapeBlob,
  splatBlob,
  staticShape,
  transposeBlob,
  type Type,
  typesEqual,
  type Value,
} from '@onnc/ir'

import { dequantisedBlob } from './dequantised-blob.ts'
import { float32BlobOf, holdsNumbers } from './float32-blob.ts'
import { intOf, intsOf } from './node-attributes.ts'

/** Nodes that only rearrange or rescale a constant, so that what they make is known too, without being computed yet. */
const most = 16

/**
 * The elements of a value that is known at compile time, in its own element type: a constant, or one that went through Identity,
 * Reshape, Flatten, Squeeze, Unsqueeze, Transpose, Cast to float32 or DequantizeLinear. Nothing is read.
 */
export function constantBlob(value: Value | undefined, depth = most): Blob | undefined {
  const operation = value === undefined ? undefined : definingOperation(value)
  if (operation === undefined) return undefined
  if (constantOp.is(operation)) return constantOp.view(operation).value.blob
  const shape = staticShape(value!.type)
  if (depth === 0 || shape === undefined || !operation.name.startsWith('onnx.')) return undefined
  return derivations.get(opTypeOf(operation))?.(operation, { shape, element: elementOf(value!), depth: depth - 1 })
}

type Derivation = (node: Operation, result: { shape: readonly number[]; element: Type | undefined; depth: number }) => Blob | undefined

const reshaped: Derivation = (node, { shape, depth }) => {
  const source = constantBlob(node.operands[0], depth)
  return source === undefined ? undefined : reshapeBlob(source, shape)
}

const derivations: ReadonlyMap<string, Derivation> = new Map<string, Derivation>([
  ...['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'].map((name) => [name, reshaped] as const),
  [
    'Transpose',
    (node, { shape, depth }) => {
      const source = constantBlob(node.operands[0], depth)
      return source === undefined
        ? undefined
        : transposeBlob(
            source,
            intsOf(
              node,
              'perm',
              shape.map((_, axis) => shape.length - 1 - axis),
            ),
          )
    },
  ],
  [
    'ConstantOfShape',
    (node, { shape, element }) => {
      const value = node.attributes.get('value')
      if (value?.kind !== 'dense')
        return element !== undefined && typesEqual(element, f32) ? splatBlob(f32, shape, new Uint8Array(4)) : undefined
      return splatBlob(value.type.element, shape, readBlob(value.blob))
    },
  ],
  [
    'Cast',
    (node, { element, depth }) => {
      const source = constantBlob(node.operands[0], depth)
      if (source === undefined || element === undefined || !typesEqual(element, f32) || !holdsNumbers(source.element)) return undefined
      return float32BlobOf(source)
    },
  ],
  [
    'DequantizeLinear',
    (node, { element, depth }) => {
      if (element === undefined || !typesEqual(element, f32) || intOf(node, 'block_size', 0) !== 0) return undefined
      const [codes, scale, zero] = node.operands.map((operand) => constantBlob(operand, depth))
      if (codes === undefined || scale === undefined || (!isAbsent(node.operands[2]) && zero === undefined)) return undefined
      return dequantisedBlob(codes, { scale, zero, axis: intOf(node, 'axis', 1) })
    },
  ],
])

function elementOf(value: Value): Type | undefined {
  return value.type.kind === 'tensor' ? value.type.element : undefined
}

/** The float32 elements of a value, where they are known at compile time. */
export function constantFloats(value: Value | undefined): Blob | undefined {
  const blob = constantBlob(value)
  return blob !== undefined && typesEqual(blob.element, f32) ? blob : undefined
}

/** The same of a float tensor of any width, as float32. */
export function constantAnyFloats(value: Value | undefined): Blob | undefined {
  const blob = constantBlob(value)
  return blob === undefined || blob.element.kind !== 'float' || !holdsNumbers(blob.element) ? undefined : float32BlobOf(blob)
}

/** Numbers of any type, as float32: exact for integers of up to 24 bits. */
export function constantNumbers(value: Value | undefined): Blob | undefined {
  const blob = constantBlob(value)
  return blob === undefined || !holdsNumbers(blob.element) ? undefined : float32BlobOf(blob)
}

/** Whether an optional operand of an ONNX node is left out. */
export function isAbsent(value: Value | undefined): boolean {
  const operation = value === undefined ? undefined : definingOperation(value)
  return value === undefined || (operation !== undefined && noneOp.is(operation))
}

export function isFiniteBlob(blob: Blob): boolean {
  if (isSplat(blob)) return readFloat32(blob.source).every(Number.isFinite)
  for (const bytes of readPieces(blob)) {
    const isAligned = bytes.byteOffset % 4 === 0
    const values = new Float32Array(isAligned ? bytes.buffer : bytes.slice().buffer, isAligned ? bytes.byteOffset : 0, bytes.length / 4)
    for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return false
  }
  return true
}

/** The shape of a float32 tensor whose dimensions are all known and nonzero. */
export function floatShape(value: Value | undefined): readonly number[] | undefined {
  return value?.type.kind === 'tensor' && typesEqual(value.type.element, f32) ? shapeOf(value) : undefined
}

/** The shape of a tensor whose dimensions are all known and nonzero. */
export function shapeOf(value: Value | undefined): readonly number[] | undefined {
  const shape = value === undefined ? undefined : staticShape(value.type)
  return shape?.includes(0) ? undefined : shape
}
