import { float32Blob, readFloat32, readSource } from '@onnc/ir'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { quantisedBox, quantiseMatrix } from '../src/quantise-matrix.ts'

const levels = 63
const [rows, columns] = [4, 64]

/** Mean square of what rings are off by, and the codes. */
function held(weights: Float32Array): { readonly error: number; readonly codes: Int8Array } {
  const matrix = quantiseMatrix(float32Blob([rows, columns], weights), levels)
  const { codes } = quantisedBox(matrix, { row: 0, rows, column: 0, columns })
  const bytes = new Int8Array(readSource(codes).slice().buffer)
  const error = weights.reduce((sum, weight, i) => {
    const row = Math.floor(i / columns)
    return sum + (weight - bytes[i]! * matrix.step * matrix.scale[row]!) ** 2
  }, 0)
  return { error: error / weights.length, codes: bytes }
}

/** Every row has all of the clusters. */
const clustered = (book: readonly number[]): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, i) => Math.fround(book[i % book.length]!))

const book = fc.uniqueArray(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 16 })

test('clustered weights are moved no more than with the largest on the last level, and mostly less', () => {
  let [own, plain] = [0, 0]
  fc.assert(
    fc.property(book, (values) => {
      const weights = clustered(values)
      const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
      if (largest === 0) return
      const before = weights.reduce((sum, weight) => {
        const level = Math.round((weight / largest) * 31)
        return sum + (weight - (level * largest) / 31) ** 2
      }, 0)
      const { error, codes } = held(weights)
      expect(error).toBeLessThanOrEqual(before / weights.length + 1e-9 * largest)
      // Enough levels stay in use.
      expect(codes.reduce((most, code) => Math.max(most, Math.abs(code)), 0)).toBeGreaterThanOrEqual(24)
      own += error / largest ** 2
      plain += before / weights.length / largest ** 2
    }),
    { seed: 1, numRuns: 200 },
  )
  expect(own).toBeLessThan(0.75 * plain)
})

test('weights on a grid stay where they are', () => {
  const weights = clustered([0.25, -0.5, 0, 1.25, 0.75])
  expect(held(weights).error).toBeLessThan(1e-14)
})

test('weights that are not clustered keep their scale', () => {
  const weights = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i))
  const matrix = quantiseMatrix(float32Blob([rows, columns], weights), levels)
  for (let row = 0; row < rows; row++) {
    const own = readFloat32(float32Blob([columns], weights.slice(row * columns, (row + 1) * columns)))
    expect(matrix.scale[row]).toBe(own.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0))
  }
})
