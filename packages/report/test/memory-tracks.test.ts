import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { memorySlices } from '../src/memory-tracks.ts'

const step = fc
  .record({
    op: fc.constantFrom('stream', 'program', 'kernel'),
    node: fc.constantFrom('a', 'b', 'c'),
    start: fc.integer({ min: 0, max: 20 }),
    length: fc.integer({ min: 0, max: 10 }),
    memoryBytes: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ op, node, start, length, memoryBytes }) => ({ op, node, startSeconds: start, endSeconds: start + length, memoryBytes }))

test('slices of a memory do not overlap, and hold all bytes that are moved', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const slices = memorySlices(steps)
      for (const memory of ['activation', 'weight'] as const) {
        const own = slices.filter((slice) => slice.memory === memory)
        for (const [i, { startSeconds, endSeconds, nodes }] of own.entries()) {
          expect(endSeconds).toBeGreaterThan(startSeconds)
          expect(nodes.length).toBeGreaterThan(0)
          if (i > 0) expect(startSeconds).toBeGreaterThanOrEqual(own[i - 1]!.endSeconds)
        }
        const moved = steps
          .filter(({ op, startSeconds, endSeconds }) => (op === 'program') === (memory === 'weight') && endSeconds > startSeconds)
          .reduce((sum, { memoryBytes }) => sum + memoryBytes, 0)
        expect(own.reduce((sum, { bytes }) => sum + bytes, 0)).toBeCloseTo(moved, 6)
      }
    }),
  )
})
