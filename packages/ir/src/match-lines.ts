import { shortestEdit, type Stretch } from './shortest-edit.ts'

/** Pairs of equal lines, as indices in the first and second list, both increasing. */
export type Matches = readonly (readonly [first: number, second: number])[]

const depthLimit = 32

/**
 * Patience diff: lines that occur once on both sides are matched in their longest common order, and so on between them. Cost:
 * n log n, and that of `shortestEdit` for each stretch in which no line is unique.
 */
export function matchLines(first: readonly string[], second: readonly string[]): Matches {
  const ids = new Map<string, number>()
  const intern = (line: string): number => {
    let id = ids.get(line)
    if (id === undefined) ids.set(line, (id = ids.size))
    return id
  }
  const [a, b] = [first.map(intern), second.map(intern)]
  const matches: [number, number][] = []
  matchStretch({ firstStart: 0, firstEnd: a.length, secondStart: 0, secondEnd: b.length }, 0)
  return matches

  function matchStretch({ firstStart, firstEnd, secondStart, secondEnd }: Stretch, depth: number): void {
    while (firstStart < firstEnd && secondStart < secondEnd && a[firstStart] === b[secondStart]) matches.push([firstStart++, secondStart++])
    let tail = 0
    while (firstStart < firstEnd && secondStart < secondEnd && a[firstEnd - 1] === b[secondEnd - 1]) {
      firstEnd--
      secondEnd--
      tail++
    }
    if (firstStart < firstEnd && secondStart < secondEnd) {
      const inner = { firstStart, firstEnd, secondStart, secondEnd }
      const anchors = depth < depthLimit ? longestIncreasing(uniquePairs(a, b, inner)) : []
      if (anchors.length === 0) matches.push(...shortestEdit(a, b, inner))
      else {
        let [i, j] = [firstStart, secondStart]
        for (const [atFirst, atSecond] of [...anchors, [firstEnd, secondEnd] as const]) {
          matchStretch({ firstStart: i, firstEnd: atFirst, secondStart: j, secondEnd: atSecond }, depth + 1)
          if (atFirst < firstEnd) matches.push([atFirst, atSecond])
          ;[i, j] = [atFirst + 1, atSecond + 1]
        }
      }
    }
    for (let i = 0; i < tail; i++) matches.push([firstEnd + i, secondEnd + i])
  }
}

/** The place of each line in a range; -1 for lines that occur again. */
function placesOf(lines: readonly number[], start: number, end: number): Map<number, number> {
  const found = new Map<number, number>()
  for (let i = start; i < end; i++) found.set(lines[i]!, found.has(lines[i]!) ? -1 : i)
  return found
}

/** Places of lines that occur once on each side, in the order of the first. */
function uniquePairs(
  a: readonly number[],
  b: readonly number[],
  { firstStart, firstEnd, secondStart, secondEnd }: Stretch,
): [number, number][] {
  const inSecond = placesOf(b, secondStart, secondEnd)
  const pairs: [number, number][] = []
  for (const [line, i] of placesOf(a, firstStart, firstEnd)) {
    const j = inSecond.get(line)
    if (i >= 0 && j !== undefined && j >= 0) pairs.push([i, j])
  }
  return pairs.toSorted((x, y) => x[0] - y[0])
}

/** The longest selection of pairs whose second places increase too. */
function longestIncreasing(pairs: readonly [number, number][]): [number, number][] {
  /** By length less one: the pair that ends such a selection earliest. */
  const ends: number[] = []
  const previous: number[] = []
  for (const [index, [, j]] of pairs.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[ends[middle]!]![1] < j) low = middle + 1
      else high = middle
    }
    previous.push(low === 0 ? -1 : ends[low - 1]!)
    ends[low] = index
  }
  const chosen: [number, number][] = []
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at]!) chosen.push(pairs[at]!)
  return chosen.toReversed()
}
