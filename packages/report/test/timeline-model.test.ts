import fc from 'fast-check'
import { expect, test } from 'vitest'

import { eachBox, firstAbove, meanBetween, sliceAt, type Track, timelineModel } from '../browser/timeline-model.ts'
import { ticksBetween } from '../browser/ticks-between.ts'
import { around, panned, zoomed } from '../browser/timeline-window.ts'

const gaps = fc.array(fc.record({ gap: fc.nat(50), length: fc.integer({ min: 1, max: 200 }) }), { minLength: 1, maxLength: 200 })

function trackOf(parts: readonly { gap: number; length: number }[]): Track {
  const [start, end]: [number[], number[]] = [[], []]
  let time = 0
  for (const { gap, length } of parts) {
    start.push(time + gap)
    end.push(time + gap + length)
    time += gap + length
  }
  return {
    name: 'unit 0',
    kind: 'resource',
    start: Float64Array.from(start),
    end: Float64Array.from(end),
    slice: Int32Array.from(start, (_, i) => i),
  }
}

test('what is drawn takes at most two boxes for a pixel column, and leaves no slice out that fills one', () => {
  fc.assert(
    fc.property(
      gaps,
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      fc.integer({ min: 5, max: 400 }),
      (parts, at, part, width) => {
        const track = trackOf(parts)
        const span = track.end.at(-1)!
        const from = at * span
        const to = from + part * span
        const boxes: { index: number }[] = []
        eachBox(track, from, to, width, (index) => boxes.push({ index }))
        expect(boxes.length).toBeLessThanOrEqual(2 * width + 2)
        const drawn = new Set(boxes.map(({ index }) => index))
        const scale = width / (to - from)
        for (const [i, start] of track.start.entries()) {
          const [left, right] = [Math.max(0, (start - from) * scale), Math.min(width, (track.end[i]! - from) * scale)]
          if (right - left >= 1.001) expect(drawn.has(i), `slice ${i} from ${left} to ${right}`).toBe(true)
        }
        for (const { index } of boxes) expect(track.end[index]! > from && track.start[index]! < to).toBe(true)
      },
    ),
  )
})

test('a time finds the slice it lies in', () => {
  fc.assert(
    fc.property(gaps, fc.nat(), (parts, pick) => {
      const track = trackOf(parts)
      const i = pick % track.start.length
      expect(sliceAt(track, (track.start[i]! + track.end[i]!) / 2, 0)).toBe(i)
    }),
  )
})

test('firstAbove agrees with looking at each value', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100)), fc.nat(100), (numbers, limit) => {
      const values = Float64Array.from(numbers.toSorted((a, b) => a - b))
      const found = values.findIndex((value) => value > limit)
      expect(firstAbove(values, limit)).toBe(found < 0 ? values.length : found)
    }),
  )
})

test('the mean power of the whole run is its energy over its time', () => {
  fc.assert(
    fc.property(gaps, (parts) => {
      const { start, end } = trackOf(parts)
      const none = [...start].map(() => 0)
      const model = timelineModel({
        resources: ['unit 0'],
        causes: ['stream'],
        nodes: ['conv'],
        slices: {
          resource: none,
          cause: none,
          node: none,
          instruction: none,
          bank: none.map(() => -1),
          tile: none,
          startPicoseconds: [...start],
          picoseconds: [...end].map((e, i) => e - start[i]!),
          femtojoules: none.map((_, i) => i + 1),
          bytes: none,
        },
      })
      const joules = none.reduce<number>((sum, _, i) => sum + (i + 1) * 1e-15, 0)
      const watts = meanBetween(model.curves[0]!, 0, model.span)
      expect(watts).toBeCloseTo(joules / (model.span * 1e-12), 9)
    }),
  )
})

test('zooming keeps the time under the pointer, and panning the width; neither leaves the run', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 1e9 }), share, share, fc.double({ min: 0.1, max: 10, noNaN: true }), (span, a, b, factor) => {
      const window = zoomed({ from: 0, to: span }, 0.2, a * span, span)
      const time = window.from + b * (window.to - window.from)
      const next = zoomed(window, factor, time, span)
      expect(next.from).toBeGreaterThanOrEqual(0)
      expect(next.to).toBeLessThanOrEqual(span * (1 + 1e-12))
      expect(time).toBeGreaterThanOrEqual(next.from - 1e-6 * span)
      expect(time).toBeLessThanOrEqual(next.to + 1e-6 * span)
      const moved = panned(window, (b - 0.5) * span, span)
      expect(moved.to - moved.from).toBeCloseTo(window.to - window.from, 3)
      expect(moved.from).toBeGreaterThanOrEqual(0)
      const shown = around(window.from, window.to, span)
      expect(shown.from).toBeLessThanOrEqual(window.from)
    }),
  )
})

test('ticks are round numbers inside', () => {
  expect(ticksBetween(0, 100, 5)).toEqual([0, 20, 40, 60, 80])
  expect(ticksBetween(13, 47, 4)).toEqual([20, 30, 40])
})
