import { type Blob, float32Blob, readFloat32, reshapeBlob, sliceBlob, transposeBlob } from '@onnc/ir'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { storedRows } from '../src/stored-rows.ts'

const weights = (shape: readonly number[]): Blob =>
  float32Blob(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  )

const rowsOf = (matrix: Blob): number[][] => {
  const [rows, columns] = matrix.shape as [number, number]
  const values = [...readFloat32(matrix)]
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns).toSorted((a, b) => a - b))
}

test('the kernel matrix of a convolution has its rows where the weights lie', () => {
  const kernel = reshapeBlob(transposeBlob(weights([4, 3, 2, 2]), [0, 2, 3, 1]), [4, 12])
  const stored = storedRows(kernel)
  expect([...readFloat32(stored)]).toEqual(Array.from({ length: 48 }, (_, i) => i))
  expect(rowsOf(stored)).toEqual(rowsOf(kernel))
})

test('rows that do not lie whole stay as they are', () => {
  const turned = transposeBlob(weights([3, 4]), [1, 0])
  expect(storedRows(turned)).toBe(turned)
  const part = sliceBlob(weights([3, 4]), [1, 0], [2, 4])
  expect(rowsOf(storedRows(part))).toEqual(rowsOf(part))
})

const size = fc.integer({ min: 1, max: 4 })

test('whatever the views, each row keeps its elements', () => {
  fc.assert(
    fc.property(
      fc.array(size, { minLength: 2, maxLength: 4 }),
      fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      fc.nat(),
      (shape, keys, cut) => {
        const order = shape.map((_, axis) => axis).toSorted((a, b) => keys[a]! - keys[b]!)
        const moved = transposeBlob(weights(shape), order)
        const at = cut % shape.length
        const rows = moved.shape.slice(0, at).reduce((a, b) => a * b, 1)
        const matrix = reshapeBlob(moved, [rows, moved.shape.slice(at).reduce((a, b) => a * b, 1)])
        expect(rowsOf(storedRows(matrix))).toEqual(rowsOf(matrix))
      },
    ),
    { numRuns: 300 },
  )
})
