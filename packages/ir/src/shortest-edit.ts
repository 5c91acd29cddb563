/** Lines from `firstStart` to before `firstEnd` of one list, and likewise of a second one. */
export interface Stretch {
  readonly firstStart: number
  readonly firstEnd: number
  readonly secondStart: number
  readonly secondEnd: number
}

/** Stretches that take more removals and insertions than this count as rewritten as a whole. */
const editLimit = 3000

/**
 * The matches that leave the fewest lines to remove and insert (Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, the
 * greedy algorithm); none where that takes more than the limit. Cost: lines times edits at worst, memory edits squared.
 */
export function shortestEdit(
  a: readonly number[],
  b: readonly number[],
  { firstStart, firstEnd, secondStart, secondEnd }: Stretch,
): [number, number][] {
  const [rows, columns] = [firstEnd - firstStart, secondEnd - secondStart]
  const limit = Math.min(editLimit, rows + columns)
  /** On diagonal k (row less column): the furthest row that the edits so far reach, at index limit + k. */
  const furthest = new Int32Array(2 * limit + 2)
  const history: Int32Array[] = []
  for (let edits = 0; edits <= limit; edits++) {
    history.push(furthest.slice(limit - edits, limit + edits + 1))
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && furthest[limit + k - 1]! < furthest[limit + k + 1]!)
      let row = down ? furthest[limit + k + 1]! : furthest[limit + k - 1]! + 1
      while (row < rows && row - k < columns && a[firstStart + row] === b[secondStart + row - k]) row++
      furthest[limit + k] = row
      if (row >= rows && row - k >= columns) return trace(history, rows, columns).map(([i, j]) => [firstStart + i, secondStart + j])
    }
  }
  return []
}

/** Walks back from the end; entry d of the history holds the rows before edit d, for diagonals -d to d. */
function trace(history: readonly Int32Array[], rows: number, columns: number): [number, number][] {
  const pairs: [number, number][] = []
  let [row, column] = [rows, columns]
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const before = history[edits]!
    const k = row - column
    const at = (diagonal: number): number => before[edits + diagonal]!
    const down = edits > 0 && (k === -edits || (k !== edits && at(k - 1) < at(k + 1)))
    const previousRow = edits === 0 ? 0 : down ? at(k + 1) : at(k - 1)
    const previousColumn = edits === 0 ? 0 : previousRow - (down ? k + 1 : k - 1)
    while (row > previousRow && column > previousColumn) pairs.push([--row, --column])
    ;[row, column] = [previousRow, previousColumn]
  }
  return pairs.toReversed()
}
