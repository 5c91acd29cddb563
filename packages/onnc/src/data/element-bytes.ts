import { endianness } from 'node:os'
import { elementTypes, type NumericElementType, type Tensor, type TensorData } from '@onnc/support'

/** A tensor of numbers (or truth values, or bits of a narrow float): every tensor but one of strings. */
export type NumericTensor = Exclude<Tensor, { readonly type: 'string' }>

export type ByteOrder = 'LE' | 'BE'

/** The elements stored in `bytes`, in the array that holds this type; single bytes stay a view, wider elements are copied. */
export function elementsOf(type: NumericElementType, bytes: Uint8Array, order: ByteOrder): TensorData {
  const { bits, array } = elementTypes[type]
  const own = bits === 8 ? bytes : new Uint8Array(bytes)
  if (order !== endianness()) swapBytes(own, bits)
  return new array(own.buffer as ArrayBuffer, own.byteOffset, bytes.length / (bits / 8))
}

/** The bytes of `data` in little-endian order, in memory of their own. */
export function littleEndianBytes(data: TensorData): Uint8Array {
  const bytes = new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))
  if (endianness() !== 'LE') swapBytes(bytes, data.BYTES_PER_ELEMENT * 8)
  return bytes
}

function swapBytes(bytes: Uint8Array, bits: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bits === 16) buffer.swap16()
  else if (bits === 32) buffer.swap32()
  else if (bits === 64) buffer.swap64()
}
