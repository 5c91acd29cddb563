import fc from 'fast-check'
import { expect, test } from 'vitest'
import { boxesOf, patternRange, type Range } from '../src/pattern-range.ts'
import type { AddressPattern, Axis } from '../src/address-pattern.ts'

/** All values of the counters of a loop nest, in row-major order. */
function* indicesOf(axes: readonly Axis[]): Generator<number[]> {
  if (axes.length === 0) return yield []
  for (let i = 0; i < axes[0]!.count; i++) for (const rest of indicesOf(axes.slice(1))) yield [i, ...rest]
}

const dot = (coefficients: readonly number[], values: readonly number[]): number =>
  coefficients.reduce((sum, c, i) => sum + c * values[i]!, 0)

/** The range by trying every position and element. */
function triedRange(pattern: AddressPattern): Range | undefined {
  let range: Range | undefined
  const all = [...indicesOf(pattern.elements)]
  const elements = pattern.select?.map((index) => all[index]!) ?? all.slice(pattern.first, pattern.first + pattern.count)
  for (const p of indicesOf(pattern.positions)) {
    for (const e of elements) {
      const holds = pattern.guards.every(({ start, extent, positionCoefficients, elementCoefficients }) => {
        const coordinate = start + dot(positionCoefficients, p) + dot(elementCoefficients, e)
        return coordinate >= 0 && coordinate < extent
      })
      if (!holds) continue
      const strides = (axes: readonly Axis[]): number[] => axes.map(({ stride }) => stride)
      const address = pattern.offset + dot(strides(pattern.positions), p) + dot(strides(pattern.elements), e)
      range = { lowest: Math.min(range?.lowest ?? address, address), highest: Math.max(range?.highest ?? address, address) }
    }
  }
  return range
}

const axis = fc.record({ count: fc.integer({ min: 1, max: 4 }), stride: fc.integer({ min: -9, max: 9 }) })
const coefficients = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: length, maxLength: length })

const patterns = (maxGuards: number): fc.Arbitrary<AddressPattern> =>
  fc.tuple(fc.array(axis, { maxLength: 2 }), fc.array(axis, { maxLength: 3 })).chain(([positions, elements]) => {
    const total = elements.reduce((product, { count }) => product * count, 1)
    const guard = fc.record({
      start: fc.integer({ min: -6, max: 6 }),
      extent: fc.integer({ min: 1, max: 6 }),
      positionCoefficients: coefficients(positions.length),
      elementCoefficients: coefficients(elements.length),
    })
    const select = fc.array(fc.nat({ max: total - 1 }), { minLength: 1, maxLength: 5 })
    const common = {
      buffer: fc.constant(0),
      offset: fc.integer({ min: -20, max: 20 }),
      positions: fc.constant(positions),
      elements: fc.constant(elements),
      guards: fc.array(guard, { maxLength: maxGuards }),
    }
    const selected = fc
      .record({ ...common, select })
      .map((pattern): AddressPattern => ({ ...pattern, first: 0, count: pattern.select.length }))
    const ranges = fc.integer({ min: 0, max: total - 1 }).chain((first) =>
      fc.record({
        ...common,
        first: fc.constant(first),
        count: fc.integer({ min: 1, max: total - first }),
      }),
    )
    return fc.oneof({ weight: 3, arbitrary: ranges }, selected)
  })

test('the range of a pattern without guards is exact', () => {
  fc.assert(
    fc.property(patterns(0), (pattern) => {
      expect(patternRange(pattern)).toEqual(triedRange(pattern))
    }),
  )
})

test('the range of a guarded pattern holds every address', () => {
  fc.assert(
    fc.property(patterns(3), (pattern) => {
      const tried = triedRange(pattern)
      if (tried === undefined) return
      const range = patternRange(pattern)
      expect(range).toBeDefined()
      expect(range!.lowest).toBeLessThanOrEqual(tried.lowest)
      expect(range!.highest).toBeGreaterThanOrEqual(tried.highest)
    }),
    { numRuns: 500 },
  )
})

const size = fc.integer({ min: 1, max: 6 })
const step = fc.integer({ min: 1, max: 3 })
const convolution = fc.record({
  channels: size,
  height: size,
  width: size,
  kernel: size,
  stride: step,
  dilation: step,
  pad: fc.nat({ max: 3 }),
})

test('the range of a padded convolution stays inside its input', () => {
  fc.assert(
    fc.property(convolution, ({ channels, height, width, kernel, stride, dilation, pad }) => {
      const outputs = (size: number): number => Math.floor((size + 2 * pad - dilation * (kernel - 1) - 1) / stride) + 1
      const [rows, columns] = [outputs(height), outputs(width)]
      if (rows < 1 || columns < 1) return
      const pattern: AddressPattern = {
        buffer: 0,
        offset: -pad * width - pad,
        positions: [
          { count: rows, stride: stride * width },
          { count: columns, stride },
        ],
        elements: [
          { count: kernel, stride: dilation * width },
          { count: kernel, stride: dilation },
          { count: channels, stride: height * width },
        ],
        first: 0,
        count: kernel * kernel * channels,
        guards: [
          { start: -pad, extent: height, positionCoefficients: [stride, 0], elementCoefficients: [dilation, 0, 0] },
          { start: -pad, extent: width, positionCoefficients: [0, stride], elementCoefficients: [0, dilation, 0] },
        ],
      }
      const range = patternRange(pattern)
      if (range === undefined) {
        expect(triedRange(pattern)).toBeUndefined()
        return
      }
      expect(range.lowest).toBeGreaterThanOrEqual(0)
      expect(range.highest).toBeLessThan(channels * height * width)
    }),
  )
})

test('boxes take every index of the part once', () => {
  fc.assert(
    fc.property(patterns(0), ({ elements, first, count, select }) => {
      if (select !== undefined) return
      const boxes = [...boxesOf(elements, first, count)]
      const inside = (index: readonly number[]): number =>
        boxes.filter((box) => box.every(({ lowest, highest }, i) => lowest <= index[i]! && index[i]! <= highest)).length
      const found = [...indicesOf(elements)].map(inside)
      expect(found).toEqual(found.map((_, i) => (i >= first && i < first + count ? 1 : 0)))
      expect(boxes.length).toBeLessThanOrEqual(Math.max(1, 2 * elements.length - 1))
    }),
  )
})
