import { failure, type Result, success, type Tensor } from '@onnc/support'
import { dataExcess, dataTruncated, npyMalformed } from './data-diagnostics.ts'
import { type DataFile, openDataFile } from './data-file.ts'
import { elementsOf } from './element-bytes.ts'
import { type NpyHeader, parseNpyHeader } from './npy-header.ts'

/**
 * Reads an npy file (plain or gzip): f2 f4 f8, i1 i2 i4 i8, u1 u2 u4 u8, b1 and U, either byte order; a column-major
 * (`fortran_order`) array comes back row-major. f2 becomes the bits of `float16`.
 */
export function readNpy(file: string): Result<Tensor> {
  const opened = openDataFile(file)
  return opened.ok ? readOpenedNpy(opened.value) : opened
}

/** As `readNpy`, of a file already looked at. */
export function readOpenedNpy(opened: DataFile): Result<Tensor> {
  const header = parseNpyHeader(opened.head, opened.file)
  if (!header.ok) return header
  const content = opened.exactly(header.value.dataOffset + header.value.dataBytes)
  return content.ok ? decodeElements(header.value, content.value, opened.file) : content
}

/** Decodes npy content already in memory, such as an npz entry; `name` stands for it in messages. */
export function decodeNpy(content: Uint8Array, name: string): Result<Tensor> {
  const header = parseNpyHeader(content, name)
  if (!header.ok) return header
  const expected = header.value.dataOffset + header.value.dataBytes
  if (content.length < expected) return failure(dataTruncated(name, expected, content.length))
  if (content.length > expected) return failure(dataExcess(name, expected))
  return decodeElements(header.value, content, name)
}

function decodeElements(header: NpyHeader, content: Uint8Array, name: string): Result<Tensor> {
  const { type, shape } = header
  const bytes = content.subarray(header.dataOffset)
  if (type === 'string') {
    const strings = decodeStrings(header, bytes)
    if (strings === undefined) return failure(npyMalformed(name, 'a string holds a number that is no Unicode character'))
    return success({ type, shape, data: header.columnMajor ? toRowMajor(strings, [], shape) : strings })
  }
  const elements = elementsOf(type, bytes, header.order)
  const data = header.columnMajor ? toRowMajor(elements, elements.slice(), shape) : elements
  return success({ type, shape, data: type === 'bool' ? Uint8Array.from(data as Uint8Array, (value) => Number(value !== 0)) : data })
}

/** UCS-4 strings of one length, filled up with zeros at the end. */
function decodeStrings(header: NpyHeader, bytes: Uint8Array): string[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const strings: string[] = []
  for (let start = 0; start < bytes.length; start += header.elementBytes) {
    let text = ''
    let zeros = ''
    for (let at = start; at < start + header.elementBytes; at += 4) {
      const character = view.getUint32(at, header.order === 'LE')
      if (character > 0x10ffff || (character >= 0xd800 && character < 0xe000)) return undefined
      if (character === 0) zeros += '\0'
      else {
        text += zeros + String.fromCodePoint(character)
        zeros = ''
      }
    }
    strings.push(text)
  }
  return strings
}

/** Copies column-major elements of `shape` into `target` in row-major order. */
function toRowMajor<A extends { [index: number]: unknown; readonly length: number }>(source: A, target: A, shape: readonly number[]): A {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1))
  const index = shape.map(() => 0)
  let from = 0
  for (let to = 0; to < source.length; to++) {
    target[to] = source[from]
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [size = 1, stride = 1, position = 0] = [shape[axis], strides[axis], index[axis]]
      if (position + 1 < size) {
        index[axis] = position + 1
        from += stride
        break
      }
      index[axis] = 0
      from -= stride * (size - 1)
    }
  }
  return target
}
