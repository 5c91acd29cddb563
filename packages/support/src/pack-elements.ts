import { elementTypes, type NumericElementType, type TensorData } from './tensor.ts'

/**
 * The bytes that a tensor's elements take in files and blobs: little-endian, elements of less than a byte packed, the first in the
 * lowest bits. A view of `data` unless elements are packed.
 */
export function packElements(type: NumericElementType, data: TensorData): Uint8Array {
  const { bits } = elementTypes[type]
  if (bits >= 8) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  const perByte = 8 / bits
  const mask = 2 ** bits - 1
  const elements = data as Uint8Array
  const bytes = new Uint8Array(Math.ceil(elements.length / perByte))
  for (let i = 0; i < elements.length; i++) bytes[Math.floor(i / perByte)]! |= (elements[i]! & mask) << ((i % perByte) * bits)
  return bytes
}

/**
 * The array of `count` elements from the bytes they take: the inverse of `packElements`. A view of `bytes` where these are aligned for
 * the type, a copy otherwise. `bytes` must be `packedByteLength(type, count)` long.
 */
export function unpackElements(type: NumericElementType, bytes: Uint8Array, count: number): TensorData {
  const { bits, array } = elementTypes[type]
  if (bits < 8) return unpackNarrow(bytes, count, bits, new array(count) as Uint8Array | Int8Array)
  const aligned = bytes.byteOffset % array.BYTES_PER_ELEMENT === 0
  const { buffer, byteOffset } = aligned ? bytes : new Uint8Array(bytes)
  return new array(buffer as ArrayBuffer, byteOffset, bytes.length / array.BYTES_PER_ELEMENT)
}

/** Bytes that `count` elements take when packed. */
export function packedByteLength(type: NumericElementType, count: number): number {
  return Math.ceil((count * elementTypes[type].bits) / 8)
}

function unpackNarrow<A extends Uint8Array | Int8Array>(bytes: Uint8Array, count: number, bits: number, elements: A): A {
  const perByte = 8 / bits
  // Shifted up and down again, an element of a signed array brings its sign along.
  const drop = 32 - bits
  const isSigned = elements instanceof Int8Array
  for (let i = 0; i < count; i++) {
    const high = (bytes[Math.floor(i / perByte)]! >> ((i % perByte) * bits)) << drop
    elements[i] = isSigned ? high >> drop : high >>> drop
  }
  return elements
}
