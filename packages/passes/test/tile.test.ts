import { float32Blob, readBlob, readFloat32 } from '@onnc/ir'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { planBlocks, quantisedBox, quantiseMatrix } from '../src/index.ts'

test('blocks cover a matrix once', () => {
  const size = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(size, size, size, size, (rows, columns, r, c) => {
      const seen = new Map<string, number>()
      for (const block of planBlocks(rows, columns, { rows: r, columns: c }))
        for (let i = 0; i < block.rows; i++)
          for (let j = 0; j < block.columns; j++) {
            const key = `${block.row + i},${block.column + j}`
            seen.set(key, (seen.get(key) ?? 0) + 1)
          }
      expect(seen.size).toBe(rows * columns)
      expect(Math.max(...seen.values())).toBe(1)
    }),
  )
})

test('codes are the nearest levels, zero is exact, rows have their own scale', () => {
  const value = fc.float({ noNaN: true, min: -100, max: 100 })
  fc.assert(
    fc.property(fc.array(value, { minLength: 6, maxLength: 6 }), fc.constantFrom(3, 15, 63, 255, 1023), (values, levels) => {
      const quantised = quantiseMatrix(float32Blob([2, 3], Float32Array.from(values)), levels)
      const { scale, step } = quantised
      const { codes, exact } = quantisedBox(quantised, { row: 0, rows: 2, column: 0, columns: 3 })
      const bytes = readBlob(codes)
      const levelsOf =
        codes.element.kind === 'integer' && codes.element.width === 8 ? new Int8Array(bytes.buffer) : new Int16Array(bytes.buffer)
      const fractions = readFloat32(exact)
      for (const [i, weight] of values.entries()) {
        expect(Math.abs(levelsOf[i]!)).toBeLessThanOrEqual((levels - 1) / 2)
        expect(Math.abs(levelsOf[i]! * step - fractions[i]!)).toBeLessThanOrEqual(step / 2 + 1e-6)
        expect(Math.abs(fractions[i]! * scale[Math.floor(i / 3)]! - weight)).toBeLessThanOrEqual(
          1e-6 * Math.abs(weight) + 2 ** -149 * (1 + scale[Math.floor(i / 3)]!),
        )
        if (weight === 0) expect(levelsOf[i]).toBe(0)
      }
    }),
  )
})
