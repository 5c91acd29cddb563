import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { matchPairs } from '../src/match-pairs.ts'
import { placeTile } from '../src/place-tile.ts'

const bank = fc.record({ rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) }).chain(({ rows, columns }) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    bad: fc.uniqueArray(fc.integer({ min: 0, max: rows * columns - 1 }), { maxLength: 8 }).map((rings) => new Set(rings)),
    tileRows: fc.integer({ min: 1, max: rows }),
    tileColumns: fc.integer({ min: 1, max: columns }),
    dark: fc.uniqueArray(fc.integer({ min: 0, max: 35 }), { maxLength: 6 }).map((rings) => new Set(rings)),
  }),
)

test('a placed tile has its own row and column for each of its own, and bad rings only where it may be dark', () => {
  let [placed, moved] = [0, 0]
  fc.assert(
    fc.property(bank, ({ rows, columns, bad, tileRows, tileColumns, dark }) => {
      const mayBeDark = (row: number, column: number): boolean => dark.has(row * 6 + column)
      const place = placeTile({ rows: tileRows, columns: tileColumns, mayBeDark }, { rows, columns, bad })
      if (place === undefined) return
      placed++
      if (place.rows.some((at, i) => at !== i) || place.columns.some((at, i) => at !== i)) moved++
      expect([place.rows.length, place.columns.length]).toEqual([tileRows, tileColumns])
      expect(new Set(place.rows).size).toBe(tileRows)
      expect(new Set(place.columns).size).toBe(tileColumns)
      expect(Math.max(...place.rows)).toBeLessThan(rows)
      expect(Math.max(...place.columns)).toBeLessThan(columns)
      for (const [r, row] of place.rows.entries())
        for (const [c, column] of place.columns.entries()) if (bad.has(row * columns + column)) expect(mayBeDark(r, c)).toBe(true)
    }),
    { numRuns: 1000 },
  )
  expect(placed).toBeGreaterThan(200)
  expect(moved).toBeGreaterThan(50)
})

test('one bad ring is always avoided where a row or a column is to spare', () => {
  fc.assert(
    fc.property(bank, ({ rows, columns, bad, tileRows, tileColumns }) => {
      const [ring] = bad
      if (ring === undefined || (tileRows === rows && tileColumns === columns)) return
      const place = placeTile({ rows: tileRows, columns: tileColumns, mayBeDark: () => false }, { rows, columns, bad: new Set([ring]) })
      expect(place).toBeDefined()
    }),
  )
})

test('pairs are matched whenever that is possible', () => {
  const fits = fc.array(fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 4 })
  const possible = (table: boolean[][], one: number, taken: number): boolean =>
    one === table.length ||
    table[one]!.some((fit, other) => fit && (taken & (1 << other)) === 0 && possible(table, one + 1, taken | (1 << other)))
  fc.assert(
    fc.property(fits, (table) => {
      const choice = matchPairs(table.length, 4, (one, other) => table[one]![other]!)
      expect(choice !== undefined).toBe(possible(table, 0, 0))
      if (choice === undefined) return
      expect(new Set(choice).size).toBe(table.length)
      for (const [one, other] of choice.entries()) expect(table[one]![other]).toBe(true)
    }),
  )
})
