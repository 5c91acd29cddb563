import { constantOp } from '@onnc/dialects'
import { type Operation, readBlob, readFloat32, tensorType, walk, f32, bytesBlob, float32Blob, type Blob, denseAttribute } from '@onnc/ir'
import { fromFloat16 } from '@onnc/support'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { spreadBudget } from '../src/spread-budget.ts'
import { weightLayers } from '../src/weight-layers.ts'
import { buildModule, lowered } from './module-text.ts'

/** A chain of products, one for each list of weights; a list is a column of a matrix [n, 1]. */
function chain(...lists: (readonly number[])[]): Operation {
  return buildModule({ x: [1, lists[0]!.length] }, ({ constant, node }, x) => {
    const values = lists.map((list, i) => node('MatMul', [x!, constant(`w${i}`, [list.length, 1], list)], [1, 1]))
    return values
  })
}

function blobs(module: Operation): Blob[] {
  return [...walk(module)].filter(constantOp.is).map((op) => constantOp.view(op).value.blob)
}

const weightsOf = (module: Operation): number[][] => blobs(module).map((blob) => [...readFloat32(blob)])

const weight = fc.oneof(fc.constantFrom(0, -0, 1, -1, 0.5), fc.float({ noNaN: true, noDefaultInfinity: true, min: -4, max: 4 }))
const weights = fc.array(weight, { minLength: 1, maxLength: 40 })
const percent = fc.integer({ min: 0, max: 100 })
/** The smallest whole number that is so much of a count. */
const partOf = (hundredths: number, count: number): number => Math.ceil((hundredths * count) / 100)
const isZero = (w: number): boolean => w === 0

describe('elements', () => {
  test('the asked share is zero and hardly more, the others stay, none that is kept is smaller than one that went', () => {
    fc.assert(
      fc.property(weights, percent, (before, hundredths) => {
        const module = chain(before)
        lowered(module, `sparsify{sparsity=${hundredths / 100}}`)
        const [after] = weightsOf(module) as [number[]]
        const zeros = Math.max(before.filter(isZero).length, partOf(hundredths, before.length))
        expect(after.filter(isZero)).toHaveLength(zeros)
        const gone = before.filter((w, i) => w !== 0 && after[i] === 0)
        const kept = after.filter((w) => w !== 0)
        for (const [i, w] of after.entries()) if (w !== 0) expect(w).toBe(Math.fround(before[i]!))
        if (gone.length > 0 && kept.length > 0)
          expect(Math.max(...gone.map(Math.abs))).toBeLessThanOrEqual(Math.min(...kept.map((w) => Math.abs(w))))
      }),
      { numRuns: 50 },
    )
  })

  test('what is sparse already stays bit for bit, and a second time changes nothing', () => {
    fc.assert(
      fc.property(weights, percent, (before, hundredths) => {
        const module = chain(before)
        lowered(module, `sparsify{sparsity=${hundredths / 100}}`)
        const [once] = blobs(module) as [Blob]
        lowered(module, `sparsify{sparsity=${hundredths / 100}}`)
        expect(blobs(module)[0]).toBe(once)
      }),
      { numRuns: 50 },
    )
  })

  test('a budget is met in all, and no other way of spreading it loses less', () => {
    fc.assert(
      fc.property(weights, weights, percent, (first, second, hundredths) => {
        const module = chain(first, second)
        const total = first.length + second.length
        const asked = partOf(hundredths, total)
        const counts = spreadBudget(weightLayers(module), asked)
        expect(counts[0]! + counts[1]!).toBe(asked)
        const [a, b] = [lossByCount(first), lossByCount(second)]
        let best = Infinity
        for (let n = 0; n <= asked; n++) if (a[n] !== undefined && b[asked - n] !== undefined) best = Math.min(best, a[n]! + b[asked - n]!)
        // Costs are told apart to one part in 4096 of the magnitude.
        expect(a[counts[0]!]! + b[counts[1]!]!).toBeLessThanOrEqual(best * 1.002 + 1e-9)
      }),
      { numRuns: 25 },
    )
  })
})

/** Share of the energy that is lost when the smallest n weights go. */
function lossByCount(list: readonly number[]): number[] {
  const squares = list.map((w) => Math.fround(w) ** 2).toSorted((a, b) => a - b)
  const energy = squares.reduce((a, b) => a + b, 0) || 1
  const losses = [0]
  for (const square of squares) losses.push(losses.at(-1)! + square / energy)
  return losses
}

describe('structures', () => {
  const matrix = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 })).chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      values: fc.array(weight, { minLength: rows * columns, maxLength: rows * columns }),
    }),
  )

  test('N of M: each row keeps the N largest of every M neighbours', () => {
    fc.assert(
      fc.property(matrix, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), ({ rows, columns, values }, keep, more) => {
        const group = keep + more
        const module = buildModule({ x: [columns, 1] }, ({ constant, node }, x) => [
          node('MatMul', [constant('w', [rows, columns], values), x!], [rows, 1]),
        ])
        lowered(module, `sparsify{structure=${keep}:${group}}`)
        const [after] = weightsOf(module) as [number[]]
        for (let row = 0; row < rows; row++)
          for (let start = 0; start < columns; start += group) {
            const size = Math.min(group, columns - start)
            const at = row * columns + start
            const magnitudes = values.slice(at, at + size).map((w) => Math.abs(Math.fround(w)))
            const expected = magnitudes
              .toSorted((a, b) => b - a)
              .slice(0, keep)
              .filter((m) => m > 0)
            const found = after.slice(at, at + size).filter((w) => w !== 0)
            expect(found.map(Math.abs).toSorted((a, b) => b - a)).toEqual(expected)
          }
      }),
    )
  })

  test('rows: the weakest go whole, the others stay whole', () => {
    fc.assert(
      fc.property(matrix, percent, fc.constantFrom('rows', 'columns'), ({ rows, columns, values }, hundredths, structure) => {
        // The constant is the right factor, so that its columns are the rows of the product.
        const module = buildModule({ x: [1, rows] }, ({ constant, node }, x) => [
          node('MatMul', [x!, constant('w', [rows, columns], values)], [1, columns]),
        ])
        lowered(module, `sparsify{structure=${structure} sparsity=${hundredths / 100}}`)
        const [after] = weightsOf(module) as [number[]]
        const lines = structure === 'rows' ? columns : rows
        const lineOf = (i: number): number => (structure === 'rows' ? i % columns : Math.floor(i / columns))
        const energy = (list: readonly number[], line: number): number =>
          list.reduce((sum, w, i) => sum + (lineOf(i) === line ? Math.fround(w) ** 2 : 0), 0)
        const gone: number[] = []
        const kept: number[] = []
        for (let line = 0; line < lines; line++) (energy(after, line) === 0 ? gone : kept).push(energy(values, line))
        expect(gone.length).toBeGreaterThanOrEqual(partOf(hundredths, lines))
        for (const [i, w] of after.entries()) if (energy(after, lineOf(i)) > 0) expect(w).toBe(Math.fround(values[i]!))
        if (gone.length > 0 && kept.length > 0) expect(Math.max(...gone)).toBeLessThanOrEqual(Math.min(...kept))
      }),
    )
  })

  test('the groups of a transposed convolution are rows of their own', () => {
    const module = buildModule({ x: [1, 4, 3] }, ({ constant, node }, x) => [
      node('ConvTranspose', [x!, constant('w', [4, 1, 1], [1, 2, 5, 6])], [1, 2, 3], { group: { kind: 'integer', value: 2n, type: f32 } }),
    ])
    lowered(module, 'sparsify{structure=rows sparsity=0.5}')
    expect(weightsOf(module)).toEqual([[0, 0, 5, 6]])
  })
})

test('half floats keep their type', () => {
  const f16 = { kind: 'float', name: 'f16' } as const
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x3800, 0x0000) // 1, -2, 0.5, 0
  const module = chain([1, 2, 3, 4])
  const constant = [...walk(module)].find(constantOp.is)!
  constant.attributes.set('value', denseAttribute(tensorType([4, 1], f16), bytesBlob(f16, [4, 1], new Uint8Array(bits.buffer)), 'w0'))
  lowered(module, 'sparsify{sparsity=0.5}')
  const [blob] = blobs(module) as [Blob]
  expect(blob.element).toEqual(f16)
  expect([...new Uint16Array(readBlob(blob).slice().buffer)].map(fromFloat16)).toEqual([1, -2, 0, 0])
})

test('equal masks of equal weights are equal constants, so that cse merges them', () => {
  const shared = float32Blob([4, 1], Float32Array.of(1, 2, 3, 4))
  const module = buildModule({ x: [1, 4] }, ({ constant, node }, x) => {
    const made = ['a', 'b'].map((name) => constant(name, [4, 1]))
    for (const value of made)
      if (value.owner.kind === 'operation')
        value.owner.operation.attributes.set('value', denseAttribute(tensorType([4, 1], f32), shared, 'w'))
    return made.map((w) => node('MatMul', [x!, w], [1, 1]))
  })
  lowered(module, 'sparsify{sparsity=0.5},func.func(cse)')
  expect(blobs(module)).toHaveLength(1)
})
