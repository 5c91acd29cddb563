import { float32Blob, readBlob, readFloat32 } from '@onnc/ir'
import fc from 'fast-check'
import { expect, test } from 'vitest'

import { planBlocks, quantisedBox, quantiseMatrix, sliceMatrix, slicesFor } from '../src/index.ts'

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

test('weights on a grid of no more levels are codes without loss, whatever their rows and scale', () => {
  const steps = fc.array(fc.integer({ min: -31, max: 31 }), { minLength: 12, maxLength: 12 })
  fc.assert(
    fc.property(
      steps,
      fc.float({ min: Math.fround(1e-3), max: 100, noNaN: true }),
      fc.constantFrom(63, 255, 65535),
      (list, step, levels) => {
        const weights = Float32Array.from(list, (n) => n * step)
        const { scale, step: codeStep, ...rest } = quantiseMatrix(float32Blob([3, 4], weights), levels)
        const { codes } = quantisedBox({ scale, step: codeStep, ...rest }, { row: 0, rows: 3, column: 0, columns: 4 })
        const bytes = readBlob(codes)
        const held = levels > 255 ? new Int16Array(bytes.slice().buffer) : new Int8Array(bytes)
        for (const [i, weight] of weights.entries()) {
          const row = Math.floor(i / 4)
          expect(Math.abs(held[i]! * codeStep * scale[row]! - weight)).toBeLessThanOrEqual(1e-5 * step)
          const largest = Math.max(...held.subarray(row * 4, row * 4 + 4).map(Math.abs))
          if (weight !== 0) expect(largest).toBeGreaterThan((levels - 1) / 4)
        }
      },
    ),
  )
})

test('digits of weights add up, exactly before rounding and to the nearest of all levels after', () => {
  const value = fc.float({ noNaN: true, min: -100, max: 100 })
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 6, maxLength: 6 }),
      fc.constantFrom(3, 15, 63),
      fc.integer({ min: 2, max: 12 }),
      (values, levels, bits) => {
        const count = slicesFor(bits, levels)
        expect(levels ** count).toBeGreaterThanOrEqual(2 ** bits - 1)
        const quantised = quantiseMatrix(float32Blob([2, 3], Float32Array.from(values)), levels)
        const slices = sliceMatrix(quantised, count)
        const boxes = slices.map((slice) => quantisedBox(slice, { row: 0, rows: 2, column: 0, columns: 3 }))
        const [codes, exact] = [boxes.map((box) => new Int8Array(readBlob(box.codes))), boxes.map((box) => readFloat32(box.exact))]
        const finest = (levels ** count - 1) / 2
        for (const [i, weight] of values.entries()) {
          const row = Math.floor(i / 3)
          const sum = (of: (slice: number) => number): number => slices.reduce((total, { scale }, s) => total + scale[row]! * of(s), 0)
          const room = 1e-5 * quantised.largest[row]!
          expect(Math.abs(sum((s) => exact[s]![i]!) - weight)).toBeLessThanOrEqual(room)
          expect(Math.abs(sum((s) => slices[s]!.step * codes[s]![i]!) - weight)).toBeLessThanOrEqual(
            quantised.largest[row]! / finest / 2 + room,
          )
          for (const list of codes) expect(Math.abs(list[i]!)).toBeLessThanOrEqual((levels - 1) / 2)
        }
      },
    ),
  )
})
