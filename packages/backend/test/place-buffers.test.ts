import fc from 'fast-check'
import { expect, test } from 'vitest'

import { type BufferRequest, placeBuffers } from '../src/index.ts'

const request = fc
  .record({ bytes: fc.nat(40), first: fc.nat(30), length: fc.nat(10), required: fc.boolean(), stays: fc.boolean() })
  .map(({ bytes, first, length, required, stays }): BufferRequest => ({ bytes, first, last: stays ? Infinity : first + length, required }))
const requests = fc.array(request, { maxLength: 40 })

function meet(a: BufferRequest, b: BufferRequest): boolean {
  return a.first <= b.last && b.first <= a.last
}

test('requests that live at the same time do not overlap, and none passes the end of the memory', () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 0, max: 400 }), (all, capacity) => {
      const { addresses, peakBytes, lowerBoundBytes } = placeBuffers(all, capacity)
      for (const [i, a] of all.entries()) {
        if (addresses[i] === undefined) continue
        expect(addresses[i] + a.bytes).toBeLessThanOrEqual(a.bytes === 0 ? Infinity : capacity)
        for (const [j, b] of all.slice(0, i).entries()) {
          if (addresses[j] === undefined || !meet(a, b)) continue
          expect(addresses[i] >= addresses[j] + b.bytes || addresses[j] >= addresses[i] + a.bytes).toBe(true)
        }
      }
      expect(peakBytes).toBeGreaterThanOrEqual(lowerBoundBytes)
      expect(peakBytes).toBeLessThanOrEqual(capacity)
    }),
  )
})

test('every request has room where the memory holds them side by side', () => {
  fc.assert(
    fc.property(requests, (all) => {
      const { addresses } = placeBuffers(
        all,
        all.reduce((sum, { bytes }) => sum + bytes, 0),
      )
      expect(addresses).not.toContain(undefined)
    }),
  )
})

test('the lower bound is the most that lives at one moment', () => {
  fc.assert(
    fc.property(requests, (all) => {
      const live = Array.from({ length: 42 }, (_, at) =>
        all.filter(({ first, last }) => first <= at && at <= last).reduce((sum, { bytes }) => sum + bytes, 0),
      )
      expect(placeBuffers(all, 1e6).lowerBoundBytes).toBe(Math.max(...live))
    }),
  )
})

test('a chain of tensors needs the room of two neighbours', () => {
  const chain = [30, 20, 10, 40].map((bytes, i): BufferRequest => ({ bytes, first: i, last: i + 1, required: true }))
  expect(placeBuffers(chain, 50)).toEqual({ addresses: [0, 30, 0, 10], peakBytes: 50, lowerBoundBytes: 50 })
})

test('where memory is short, required requests come first, then the larger ones', () => {
  const all = [12, 30, 10].map((bytes, i): BufferRequest => ({ bytes, first: 0, last: 9, required: i === 0 }))
  expect(placeBuffers(all, 42).addresses).toEqual([0, 12, undefined])
  expect(placeBuffers(all, 40).addresses).toEqual([0, undefined, 12])
})
