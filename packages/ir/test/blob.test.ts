import fc from 'fast-check'
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import {
  type Blob,
  bytesBlob,
  derivedBlob,
  f32,
  fileBlob,
  float32Blob,
  hashBlob,
  i16,
  i8,
  readBlob,
  readFloat32,
  readPieces,
  reshapeBlob,
  rowMajorStrides,
  sliceBlob,
  transposeBlob,
  viewBlob,
} from '../src/index.ts'

/** A blob whose element at each place is its flat index. */
function counting(shape: readonly number[]): Blob {
  const values = Int16Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i)
  return bytesBlob(i16, shape, new Uint8Array(values.buffer))
}

const elements = (blob: Blob): number[] => [...new Int16Array(readBlob(blob).slice().buffer)]

/** The same transformation on a plain nested-index model of a tensor. */
interface Model {
  readonly shape: readonly number[]
  readonly at: (index: readonly number[]) => number
}

function flatten({ shape, at }: Model): number[] {
  const visit = (index: readonly number[]): number[] =>
    index.length === shape.length ? [at(index)] : Array.from({ length: shape[index.length]! }, (_, i) => visit([...index, i])).flat()
  return visit([])
}

const step = fc.oneof(fc.constant('transpose' as const), fc.constant('slice' as const), fc.constant('reshape' as const))

test('any chain of transposes, slices and reshapes reads what the plain model reads', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.record({ step, seed: fc.nat() }), { maxLength: 5 }),
      (shape, steps) => {
        let blob = counting(shape)
        const strides = rowMajorStrides(shape)
        let model: Model = { shape, at: (index) => index.reduce((sum, i, axis) => sum + i * strides[axis]!, 0) }
        for (const { step: kind, seed } of steps) {
          const before = model
          const rank = before.shape.length
          if (kind === 'transpose') {
            const permutation = before.shape.map((_, axis) => (axis + seed) % rank)
            blob = transposeBlob(blob, permutation)
            model = {
              shape: permutation.map((axis) => before.shape[axis]!),
              at: (index) => before.at(before.shape.map((_, axis) => index[permutation.indexOf(axis)]!)),
            }
          } else if (kind === 'slice') {
            const starts = before.shape.map((size) => seed % size)
            const sizes = before.shape.map((size, axis) => 1 + (seed % (size - starts[axis]!)))
            blob = sliceBlob(blob, starts, sizes)
            model = { shape: sizes, at: (index) => before.at(index.map((i, axis) => i + starts[axis]!)) }
          } else {
            const flat = flatten(before)
            const reshaped = seed % 2 === 0 ? [flat.length] : [1, ...before.shape.toReversed()]
            const inner = rowMajorStrides(reshaped)
            blob = reshapeBlob(blob, reshaped)
            model = { shape: reshaped, at: (index) => flat[index.reduce((sum, i, axis) => sum + i * inner[axis]!, 0)]! }
          }
        }
        expect(blob.shape).toEqual(model.shape)
        expect(elements(blob)).toEqual(flatten(model))
      },
    ),
    { numRuns: 500 },
  )
})

test('views of views of one source collapse', () => {
  const base = counting([6, 5, 4])
  const view = sliceBlob(transposeBlob(base, [2, 0, 1]), [1, 2, 0], [2, 3, 5])
  expect(view.kind === 'view' && view.source).toBe(base)
  expect(sliceBlob(view, [1, 0, 1], [1, 2, 2])).toMatchObject({ kind: 'view', source: base })
})

test('a view cannot reach outside its source', () => {
  expect(() => viewBlob(counting([2, 3]), { offset: 1, shape: [2, 3], strides: [3, 1] })).toThrow('view reaches element 6 of 6')
})

test('a blob of the wrong size is refused', () => {
  expect(() => bytesBlob(i8, [2, 2], new Uint8Array(3))).toThrow('blob of shape [2,2] takes 4 bytes, got 3')
})

test('file slices are read where they stand, and not past the end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnc-blob-'))
  const path = join(folder, 'weights')
  writeFileSync(path, Uint8Array.from([9, 9, 1, 2, 3, 4]))
  const descriptor = openSync(path, 'r')
  try {
    expect([...readBlob(fileBlob(i8, [4], { descriptor, offset: 2, path }))]).toEqual([1, 2, 3, 4])
    expect(() => readBlob(fileBlob(i8, [5], { descriptor, offset: 2, path }))).toThrow('ends before byte 7')
  } finally {
    closeSync(descriptor)
    rmSync(folder, { recursive: true })
  }
})

test('pieces of a large file, whole or transposed, make up what reading it at once gives', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onnc-blob-'))
  const path = join(folder, 'weights')
  const [rows, columns] = [601, 1203]
  writeFileSync(path, new Uint8Array(Float32Array.from({ length: rows * columns }, (_, i) => i).buffer))
  const descriptor = openSync(path, 'r')
  try {
    const matrix = fileBlob(f32, [rows, columns], { descriptor, offset: 0, path })
    for (const blob of [matrix, transposeBlob(matrix, [1, 0])]) {
      // A piece is valid until the next one is asked for.
      const pieces: Buffer[] = []
      for (const piece of readPieces(blob)) pieces.push(Buffer.from(piece))
      expect(pieces.length).toBeGreaterThan(1)
      expect(pieces.slice(0, -1).every(({ length }) => length % 8 === 0)).toBe(true)
      expect(Buffer.concat(pieces).equals(Buffer.from(readBlob(blob)))).toBe(true)
    }
  } finally {
    closeSync(descriptor)
    rmSync(folder, { recursive: true })
  }
})

test('derived blobs are computed when read, and must keep their size', () => {
  const source = float32Blob([2], Float32Array.of(1, -2))
  let runs = 0
  const doubled = derivedBlob(f32, [2], [source], ([bytes]) => {
    runs++
    return new Uint8Array(new Float32Array(bytes!.slice().buffer).map((x) => 2 * x).buffer)
  })
  expect(runs).toBe(0)
  expect([...readFloat32(doubled)]).toEqual([2, -4])
  expect(() => readBlob(derivedBlob(f32, [1], [], () => new Uint8Array(3)))).toThrow('derived blob made 3 bytes of 4')
})

test('equal elements have equal hashes, whatever way they came about', () => {
  const base = counting([4, 3])
  expect(hashBlob(transposeBlob(transposeBlob(base, [1, 0]), [1, 0]))).toBe(hashBlob(base))
  expect(hashBlob(transposeBlob(base, [1, 0]))).not.toBe(hashBlob(base))
})
