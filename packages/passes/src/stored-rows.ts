import { type Blob, reshapeBlob, rowMajorStrides } from '@onnc/ir'

/**
 * The rows of a matrix, each in the order in which its elements lie where they are kept: for what the order of columns does not matter to, since
 * reading them in another order takes longer than looking at them. The matrix itself where its rows do not lie whole.
 */
export function storedRows(matrix: Blob): Blob {
  const [rows] = matrix.shape as [number, number]
  let kept: Blob = matrix
  while (
    kept.kind === 'view' &&
    kept.offset === 0 &&
    kept.source.byteLength === kept.byteLength &&
    keepsRows(kept.shape, kept.strides, rows)
  )
    kept = kept.source
  return kept === matrix ? matrix : reshapeBlob(kept, matrix.shape)
}

/** Whether a view of all elements of its source has the same ones in each of `rows` equal parts as that. */
function keepsRows(shape: readonly number[], strides: readonly number[], rows: number): boolean {
  const dense = rowMajorStrides(shape)
  let [axis, count] = [0, 1]
  while (count < rows) {
    if (strides[axis] !== dense[axis] || rows % count !== 0) return false
    count *= shape[axis++]!
  }
  if (count !== rows) return false
  const inner = shape
    .flatMap((size, i) => (i < axis || size === 1 ? [] : [{ size, stride: strides[i]! }]))
    .toSorted((a, b) => a.stride - b.stride)
  return inner.every(({ stride }, i) => stride === inner.slice(0, i).reduce((product, { size }) => product * size, 1))
}
