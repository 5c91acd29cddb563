import { failure, formatTensorType, type Result, success, type Tensor } from '@onnc/support'
import {
  formatMismatch,
  imageCountMismatch,
  imagesUnsuitable,
  labelOutOfRange,
  labelsMissing,
  labelsUnsuitable,
} from './data-diagnostics.ts'
import { type DataFile, openDataFile } from './data-file.ts'
import type { NumericTensor } from './element-bytes.ts'
import { looksLikeNpy } from './npy-header.ts'
import { type LabelledImages, namedLikeCifar, readOpenedCifar } from './read-cifar.ts'
import { looksLikeIdx, readOpenedIdx } from './read-idx.ts'
import { readOpenedNpy } from './read-npy.ts'

const pixelTypes = ['uint8', 'int8', 'uint16', 'int16', 'int32', 'float32', 'float64']
const labelTypes = ['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'uint64', 'int64']

/** What a data file held: a tensor, or images and labels together (CIFAR-10). */
type Content = { readonly tensor: Tensor } | { readonly labelled: LabelledImages }

/**
 * Reads images and their labels for an evaluation. Images: IDX, npy or CIFAR-10 records (`.bin`); labels: IDX, npy or
 * CIFAR-10 records; each plain or gzip, told apart by content and, for CIFAR, by name. CIFAR files hold their own labels:
 * `labelsFile` may then be the same file or left out. Pixels keep their type (bytes stay bytes); labels are whole numbers
 * >= 0. With `limit` (>= 1) only the first so many items are kept; counts are compared over the whole files.
 */
export function readImageSet(imagesFile: string, labelsFile?: string, limit: number = Infinity): Result<LabelledImages> {
  const content = readContent(imagesFile, limit)
  if (!content.ok) return content
  const ownLabels = 'labelled' in content.value
  const set = 'labelled' in content.value ? success(content.value.labelled) : asImages(imagesFile, content.value.tensor, limit)
  if (!set.ok || (ownLabels && (labelsFile === undefined || labelsFile === imagesFile))) return set
  if (labelsFile === undefined) return failure(labelsMissing(imagesFile))

  const labels = readLabels(labelsFile, limit)
  if (!labels.ok) return labels
  const { images, total } = set.value
  if (labels.value.total !== total) return failure(imageCountMismatch(imagesFile, total, labelsFile, labels.value.total))
  return success({ images, labels: labels.value.labels, total })
}

/** The image at `index` as a model wants its pixels: `pixel * scale + offset`, rounded once to float32, in the file's order. */
export function imagePixels(images: NumericTensor, index: number, scale = 1, offset = 0): Float32Array {
  const size = images.data.length / (images.shape[0] ?? 1)
  return Float32Array.from({ length: size }, (_, i) => Number(images.data[index * size + i]) * scale + offset)
}

/** The first label that is no class of a model with `classCount` classes, as a failure. */
export function checkLabels(labels: Int32Array, labelsFile: string, classCount: number): Result<void> {
  const wrong = labels.findIndex((label) => label < 0 || label >= classCount)
  return wrong < 0 ? success(undefined) : failure(labelOutOfRange(labelsFile, wrong, labels[wrong] ?? 0, classCount))
}

function readContent(file: string, limit: number): Result<Content> {
  const opened = openDataFile(file)
  if (!opened.ok) return opened
  const { head } = opened.value
  const tensor = tensorReader(file, head)
  if (tensor !== undefined) {
    const read = tensor(opened.value)
    return read.ok ? success({ tensor: read.value }) : read
  }
  if (!namedLikeCifar(file)) return failure(formatMismatch(file, 'IDX, npy or CIFAR-10 records (.bin)', head))
  const labelled = readOpenedCifar(opened.value, limit)
  return labelled.ok ? success({ labelled: labelled.value }) : labelled
}

/** CIFAR records may start like IDX (label 0, dark pixels), so there the name decides. */
function tensorReader(file: string, head: Uint8Array): ((opened: DataFile) => Result<Tensor>) | undefined {
  if (looksLikeNpy(head)) return readOpenedNpy
  return looksLikeIdx(head) && !namedLikeCifar(file) ? readOpenedIdx : undefined
}

function asImages(file: string, tensor: Tensor, limit: number): Result<LabelledImages> {
  const total = tensor.shape[0] ?? 0
  if (tensor.type === 'string' || !pixelTypes.includes(tensor.type) || tensor.shape.length < 2 || tensor.data.length === 0)
    return failure(imagesUnsuitable(file, formatTensorType(tensor.type, tensor.shape)))
  return success({ images: firstItems(tensor, limit), labels: new Int32Array(0), total })
}

function firstItems(tensor: NumericTensor, limit: number): NumericTensor {
  const [total = 0, ...rest] = tensor.shape
  if (limit >= total) return tensor
  const data = tensor.data.slice(0, (tensor.data.length / total) * limit)
  return { type: tensor.type, shape: [limit, ...rest], data }
}

function readLabels(file: string, limit: number): Result<{ labels: Int32Array; total: number }> {
  const content = readContent(file, limit)
  if (!content.ok) return content
  if ('labelled' in content.value) return success(content.value.labelled)
  const { tensor } = content.value
  const total = tensor.shape[0] ?? 0
  const column = tensor.shape.length === 1 || (tensor.shape.length === 2 && tensor.shape[1] === 1)
  if (tensor.type === 'string' || !labelTypes.includes(tensor.type) || !column)
    return failure(labelsUnsuitable(file, formatTensorType(tensor.type, tensor.shape)))
  const values = Array.from(tensor.data.subarray(0, Math.min(total, limit)) as Iterable<number | bigint>)
  const wrong = values.findIndex((label) => label < 0 || label > maxLabel)
  if (wrong >= 0) return failure(labelOutOfRange(file, wrong, values[wrong] ?? 0, maxLabel + 1))
  return success({ labels: Int32Array.from(values, Number), total })
}

/** What an Int32Array holds. */
const maxLabel = 2 ** 31 - 1
