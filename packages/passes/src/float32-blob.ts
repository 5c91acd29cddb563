import { type Blob, derivedBlob, f32, float32Blob, isSplat, readBlob, splatBlob, type Type, typesEqual } from '@onnc/ir'
import { fromBfloat16, fromFloat16 } from '@onnc/support'

/** Whether the elements of a type are numbers that `float32BlobOf` reads. */
export function holdsNumbers(element: Type): boolean {
  return typesEqual(element, f32) || reader(element) !== undefined
}

/** The elements of a blob as float32, rounded to it; converted when they are read. */
export function float32BlobOf(blob: Blob): Blob {
  if (typesEqual(blob.element, f32)) return blob
  const read = reader(blob.element)
  if (read === undefined) throw new Error('elements that are no numbers')
  if (isSplat(blob)) {
    const value = float32Blob([], read(readBlob(blob.source), 1))
    return splatBlob(f32, blob.shape, readBlob(value))
  }
  const count = blob.shape.reduce((a, b) => a * b, 1)
  return derivedBlob(f32, blob.shape, [blob], ([bytes]) => new Uint8Array(read(bytes!, count).buffer))
}

type Reader = (bytes: Uint8Array, count: number) => Float32Array<ArrayBuffer>

function reader(element: Type): Reader | undefined {
  if (element.kind === 'float') return floatReaders[element.name]
  if (element.kind !== 'integer') return undefined
  const signed = element.signedness !== 'unsigned'
  if (element.width < 8 && element.width > 1) return packed(element.width, signed)
  return integerReaders[`${signed ? 'i' : 'u'}${element.width === 1 ? 8 : element.width}`]
}

function aligned(bytes: Uint8Array, width: number): ArrayBuffer {
  return bytes.byteOffset % width === 0 && bytes.buffer instanceof ArrayBuffer && bytes.byteOffset === 0
    ? bytes.buffer
    : bytes.slice().buffer
}

const floatReaders: Readonly<Partial<Record<string, Reader>>> = {
  f64: (bytes, count) => Float32Array.from(new Float64Array(aligned(bytes, 8), 0, count)),
  f16: (bytes, count) => Float32Array.from(new Uint16Array(aligned(bytes, 2), 0, count), fromFloat16),
  bf16: (bytes, count) => Float32Array.from(new Uint16Array(aligned(bytes, 2), 0, count), fromBfloat16),
}

const integerReaders: Readonly<Partial<Record<string, Reader>>> = {
  i8: (bytes, count) => Float32Array.from(new Int8Array(aligned(bytes, 1), 0, count)),
  u8: (bytes, count) => Float32Array.from(new Uint8Array(aligned(bytes, 1), 0, count)),
  i16: (bytes, count) => Float32Array.from(new Int16Array(aligned(bytes, 2), 0, count)),
  u16: (bytes, count) => Float32Array.from(new Uint16Array(aligned(bytes, 2), 0, count)),
  i32: (bytes, count) => Float32Array.from(new Int32Array(aligned(bytes, 4), 0, count)),
  u32: (bytes, count) => Float32Array.from(new Uint32Array(aligned(bytes, 4), 0, count)),
  i64: (bytes, count) => Float32Array.from(new BigInt64Array(aligned(bytes, 8), 0, count), Number),
}

/** Elements of 2 or 4 bits, the first in the lowest bits. */
function packed(width: number, signed: boolean): Reader | undefined {
  if (8 % width !== 0) return undefined
  const mask = 2 ** width - 1
  const half = 2 ** (width - 1)
  return (bytes, count) => {
    const values = new Float32Array(count)
    for (let i = 0; i < count; i++) {
      const code = (bytes[(i * width) >> 3]! >> ((i * width) & 7)) & mask
      values[i] = signed && code >= half ? code - 2 * half : code
    }
    return values
  }
}
