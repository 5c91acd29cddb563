import { floatBits, type NumericElementType, type Tensor } from '@onnc/support'
import { littleEndianBytes } from './element-bytes.ts'
import { npyTypeCodes } from './npy-header.ts'

const codes: Readonly<Partial<Record<NumericElementType, string>>> = {
  ...npyTypeCodes,
  complex64: 'c8',
  complex128: 'c16',
  int4: 'i1',
  int2: 'i1',
  uint4: 'u1',
  uint2: 'u1',
}

/**
 * The npy file of a tensor: little-endian, row-major, format version 1. What NumPy does not know is widened without loss: bfloat16 and
 * narrower floats to f4, integers of less than a byte to i1 or u1. Strings become `U` of the longest one's length (their trailing zero
 * characters are lost, as in NumPy).
 */
export function encodeNpy(tensor: Tensor): Uint8Array {
  const { descr, bytes } = elementsOfTensor(tensor)
  const shape = tensor.shape.length === 1 ? `${tensor.shape[0]},` : tensor.shape.join(', ')
  const fields = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`
  // Spaces and a newline bring the elements to a multiple of 64 bytes, so that they can be memory-mapped.
  const text = `${fields.padEnd(Math.ceil((fields.length + 11) / 64) * 64 - 11)}\n`
  const head = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 0xff, text.length >> 8)
  return Buffer.concat([head, Buffer.from(text, 'latin1'), bytes])
}

function elementsOfTensor(tensor: Tensor): { descr: string; bytes: Uint8Array } {
  if (tensor.type === 'string') return stringElements(tensor.data)
  const code = codes[tensor.type]
  if (code === undefined) {
    const { decode } = floatBits[tensor.type]!
    return { descr: '<f4', bytes: littleEndianBytes(Float32Array.from(tensor.data as Uint16Array, decode)) }
  }
  return { descr: `${/^[biu]1$/.test(code) ? '|' : '<'}${code}`, bytes: littleEndianBytes(tensor.data) }
}

function stringElements(strings: readonly string[]): { descr: string; bytes: Uint8Array } {
  const characters = strings.map((text) => Array.from(text.toWellFormed(), (character) => character.codePointAt(0) ?? 0))
  const length = characters.reduce((longest, text) => Math.max(longest, text.length), 1)
  const codes = new Uint32Array(strings.length * length)
  characters.forEach((text, i) => codes.set(text, i * length))
  return { descr: `<U${length}`, bytes: littleEndianBytes(codes) }
}
