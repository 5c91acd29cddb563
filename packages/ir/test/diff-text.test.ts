import fc from 'fast-check'
import { expect, test } from 'vitest'

import { diffText, operationText } from '../src/index.ts'
import { matchLines } from '../src/match-lines.ts'
import { shortestEdit } from '../src/shortest-edit.ts'
import { module, registry, type Writer } from './toy.ts'

const text = (write: (w: Writer) => void): string => operationText(module(write), registry)

test('renumbered values are no change; removed values are marked', () => {
  const before = text((w) => {
    const x = w.random()
    const zero = w.constant(0)
    const sum = w.add(x, zero)
    for (let i = 0; i < 5; i++) w.print(w.negate(x))
    w.print(sum)
    for (let i = 0; i < 5; i++) w.print(w.negate(x))
  })
  const after = text((w) => {
    const x = w.random()
    for (let i = 0; i < 5; i++) w.print(w.negate(x))
    w.print(x)
    for (let i = 0; i < 5; i++) w.print(w.negate(x))
  })
  expect(diffText(before, after)).toMatchInlineSnapshot(`
    "@@ -1 +1 @@
      "toy.top"() ({
        %0 = "toy.random"() : () -> tensor<f32>
    -   %~1 = "toy.constant"() {value = 0.0 : f32} : () -> tensor<f32>
    -   %~2 = "toy.add"(%0, %~1) : (tensor<f32>, tensor<f32>) -> tensor<f32>
        %1 = "toy.negate"(%0) : (tensor<f32>) -> tensor<f32>
        "toy.print"(%1) : (tensor<f32>) -> ()
        %2 = "toy.negate"(%0) : (tensor<f32>) -> tensor<f32>
    @@ -12 +10 @@
        "toy.print"(%4) : (tensor<f32>) -> ()
        %5 = "toy.negate"(%0) : (tensor<f32>) -> tensor<f32>
        "toy.print"(%5) : (tensor<f32>) -> ()
    -   "toy.print"(%~2) : (tensor<f32>) -> ()
    +   "toy.print"(%0) : (tensor<f32>) -> ()
        %6 = "toy.negate"(%0) : (tensor<f32>) -> tensor<f32>
        "toy.print"(%6) : (tensor<f32>) -> ()
        %7 = "toy.negate"(%0) : (tensor<f32>) -> tensor<f32>
    "
  `)
  expect(diffText(before, before)).toBe('')
})

test('colours and context are choices', () => {
  expect(diffText('a\nb\nc\nd\n', 'a\nb\nx\nd\n', { colour: true, context: 0 })).toBe(
    '\u001b[36m@@ -3 +3 @@\u001b[39m\n\u001b[31m- c\u001b[39m\n\u001b[32m+ x\u001b[39m\n',
  )
  expect(diffText('a\n', '')).toBe('@@ -1 +1 @@\n- a\n')
  expect(diffText('%0 = a\n', '%4 = a\n')).toBe('')
})

test('block arguments and operations of several results are renumbered too', () => {
  const before = '^bb0(%0: f32, %1: f32):\n  %2, %3 = "a"(%1)\n  "b"(%2, %3)\n'
  const after = '^bb0(%0: f32, %1: f32):\n  %2 = "new"()\n  %3, %4 = "a"(%1)\n  "b"(%3, %4)\n'
  expect(diffText(before, after, { context: 1 })).toMatchInlineSnapshot(`
    "@@ -1 +1 @@
      ^bb0(%0: f32, %1: f32):
    +   %2 = "new"()
        %3, %4 = "a"(%1)
    "
  `)
})

const ids = (lines: readonly string[]): number[] => lines.map((line) => line.charCodeAt(0))

/** Length of the longest common subsequence, by its recurrence. */
const longestCommon = (a: readonly string[], b: readonly string[]): number => {
  let row = b.map(() => 0).concat(0)
  for (const line of a) {
    const next = [0]
    for (const [j, other] of b.entries()) next.push(line === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!))
    row = next
  }
  return row.at(-1)!
}

test('stretches that are rewritten beyond measure match nowhere', () => {
  const many = (letters: string): number[] => Array.from({ length: 4000 }, (_, i) => letters.charCodeAt(i % letters.length))
  expect(shortestEdit(many('ab'), many('cd'), { firstStart: 0, firstEnd: 4000, secondStart: 0, secondEnd: 4000 })).toEqual([])
})

test('matches are equal lines in increasing order, and all of them where nothing changed', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 30 })
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const matches = matchLines(a, b)
      for (const [n, [i, j]] of matches.entries()) {
        expect(a[i]).toBe(b[j])
        if (n > 0) expect(i > matches[n - 1]![0] && j > matches[n - 1]![1]).toBe(true)
      }
      expect(matchLines(a, a).length).toBe(a.length)
      const edit = shortestEdit(ids(a), ids(b), { firstStart: 0, firstEnd: a.length, secondStart: 0, secondEnd: b.length })
      for (const [i, j] of edit) expect(a[i]).toBe(b[j])
      expect(edit.length).toBe(longestCommon(a, b))
    }),
    { numRuns: 500 },
  )
})

test('the plain lines of a diff of unnumbered texts give both texts back', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 20 })
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const shown = diffText(`${a.join('\n')}\n`, `${b.join('\n')}\n`, { context: 100 })
        .split('\n')
        .slice(1, -1)
      if (shown.length === 0) return
      expect(
        shown
          .filter((l) => l[0] !== '+')
          .map((l) => l.slice(2))
          .join('\n'),
      ).toBe(a.join('\n'))
      expect(
        shown
          .filter((l) => l[0] !== '-')
          .map((l) => l.slice(2))
          .join('\n'),
      ).toBe(b.join('\n'))
    }),
  )
})
