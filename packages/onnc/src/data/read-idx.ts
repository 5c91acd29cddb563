import { elementCount, elementTypes, failure, type NumericElementType, type Result, success } from '@onnc/support'
import { dataTruncated, formatMismatch } from './data-diagnostics.ts'
import { type DataFile, openDataFile } from './data-file.ts'
import { elementsOf, type NumericTensor } from './element-bytes.ts'

/**
 * IDX, the format MNIST is published in: two zero bytes, an element type, a rank, one big-endian uint32 per dimension, then
 * the elements, big-endian and row-major. Source: the table at http://yann.lecun.com/exdb/mnist/ ("The IDX file format").
 */
const idxTypes = new Map<number, NumericElementType>([
  [0x08, 'uint8'],
  [0x09, 'int8'],
  [0x0b, 'int16'],
  [0x0c, 'int32'],
  [0x0d, 'float32'],
  [0x0e, 'float64'],
])

/** Bounds the header; no data set has more. */
const maxRank = 8

/** Whether content starts like IDX: the type known, the rank between 1 and 8. */
export function looksLikeIdx(head: Uint8Array): boolean {
  const rank = head[3] ?? 0
  return head[0] === 0 && head[1] === 0 && idxTypes.has(head[2] ?? 0) && rank >= 1 && rank <= maxRank
}

/** Reads a whole IDX file, plain or gzip; bytes stay bytes. */
export function readIdx(file: string): Result<NumericTensor> {
  const opened = openDataFile(file)
  return opened.ok ? readOpenedIdx(opened.value) : opened
}

/** As `readIdx`, of a file already looked at. The declared size is checked before anything is unpacked. */
export function readOpenedIdx(opened: DataFile): Result<NumericTensor> {
  const { file, head } = opened
  const type = idxTypes.get(head[2] ?? 0)
  if (!looksLikeIdx(head) || type === undefined) return failure(formatMismatch(file, 'an IDX file', head))
  const rank = head[3] ?? 0
  const headerBytes = 4 + 4 * rank
  if (head.length < headerBytes) return failure(dataTruncated(file, headerBytes, head.length))
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis))

  const content = opened.exactly(headerBytes + elementCount(shape) * (elementTypes[type].bits / 8))
  if (!content.ok) return content
  return success({ type, shape, data: elementsOf(type, content.value.subarray(headerBytes), 'BE') })
}
