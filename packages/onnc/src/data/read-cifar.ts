import { failure, type Result, success } from '@onnc/support'
import { cifarLength, labelOutOfRange } from './data-diagnostics.ts'
import { type DataFile, openDataFile } from './data-file.ts'
import type { NumericTensor } from './element-bytes.ts'

const pixelBytes = 3 * 32 * 32
const recordBytes = 1 + pixelBytes
const classCount = 10

/** Images with what they show: `images` is [n, ...], `labels` n class numbers; `total` is how many the file holds (>= n). */
export interface LabelledImages {
  readonly images: NumericTensor
  readonly labels: Int32Array
  readonly total: number
}

/** Whether a name says CIFAR binary records, which bear no mark of their own. */
export function namedLikeCifar(file: string): boolean {
  return /\.bin(\.gz)?$/i.test(file)
}

/**
 * Reads CIFAR-10's binary version, plain or gzip: records of one label byte (0 to 9) and 3072 pixel bytes, the red, green and
 * blue plane of a 32x32 image, row-major. Source: https://www.cs.toronto.edu/~kriz/cifar.html ("Binary version").
 * `images` is uint8 [n,3,32,32], of the first `limit` records.
 */
export function readCifar(file: string, limit: number = Infinity): Result<LabelledImages> {
  const opened = openDataFile(file)
  return opened.ok ? readOpenedCifar(opened.value, limit) : opened
}

/** As `readCifar`, of a file already looked at. */
export function readOpenedCifar(opened: DataFile, limit: number): Result<LabelledImages> {
  const content = opened.all()
  if (!content.ok) return content
  const bytes = content.value
  if (bytes.length % recordBytes !== 0) return failure(cifarLength(opened.file, bytes.length, recordBytes))
  const total = bytes.length / recordBytes
  const count = Math.min(total, limit)
  const labels = Int32Array.from({ length: count }, (_, i) => bytes[i * recordBytes] ?? 0)
  const wrong = labels.findIndex((label) => label >= classCount)
  if (wrong >= 0) return failure(labelOutOfRange(opened.file, wrong, labels[wrong] ?? 0, classCount))
  const data = new Uint8Array(count * pixelBytes)
  for (let i = 0; i < count; i++) data.set(bytes.subarray(i * recordBytes + 1, (i + 1) * recordBytes), i * pixelBytes)
  return success({ images: { type: 'uint8', shape: [count, 3, 32, 32], data }, labels, total })
}
