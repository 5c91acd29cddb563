import { endianness } from 'node:os'

/** Floating-point numbers as the little-endian bytes of the container. Reading copies, since the bytes of a file are not aligned. */

/** The float32 numbers of several arrays, one after the other. */
export function floatsToBytes(arrays: readonly Float32Array[]): Uint8Array {
  const all = new Float32Array(arrays.reduce((total, array) => total + array.length, 0))
  let offset = 0
  for (const array of arrays) {
    all.set(array, offset)
    offset += array.length
  }
  return inOrder(all, 4)
}

/** Writes float32 numbers to `bytes` from `at` on. */
export function putFloats(bytes: Uint8Array, at: number, floats: Float32Array): void {
  const plain = new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
  bytes.set(endianness() === 'LE' ? plain : floatsToBytes([floats]), at)
}

export function bytesToFloats(bytes: Uint8Array): Float32Array {
  return new Float32Array(inOrder(new Uint8Array(bytes), 4).buffer)
}

export function doublesToBytes(numbers: readonly number[]): Uint8Array {
  return inOrder(Float64Array.from(numbers), 8)
}

export function bytesToDoubles(bytes: Uint8Array): Float64Array {
  return new Float64Array(inOrder(new Uint8Array(bytes), 8).buffer)
}

/** The bytes of `array`, turned in place between the machine's order and the file's. */
function inOrder(
  array: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>,
  width: 4 | 8,
): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength)
  if (endianness() === 'BE' && width === 4) bytes.swap32()
  if (endianness() === 'BE' && width === 8) bytes.swap64()
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}
