import { expect, test } from 'vitest'
import { programSummary } from '../src/program-summary.ts'
import type { Program, Tile } from '../src/program.ts'
import { smallProgram } from './small-program.ts'

test('the counts of a small program', () => {
  expect(programSummary(smallProgram)).toEqual({
    instructions: 6,
    tiles: 1,
    distinctTiles: 1,
    programs: 1,
    ringsWritten: 6,
    streams: 1,
    kernels: 1,
  })
})

const tile = (rows: number, columns: number, codes: number[], step = 1): Tile => ({
  rows,
  columns,
  levels: 15,
  codes: Int8Array.from(codes),
  step,
})

/** A program that writes these tiles one after the other. */
const writing = (tiles: readonly Tile[], writes: readonly ['whole' | 'changed', tile: number, unit: number][]): Program => ({
  ...smallProgram,
  tiles,
  instructions: writes.map(([write, tile, unit]) => ({ op: 'program', unit, bank: 0, tile, write, signal: 0 })),
})

test('a changed write tunes the rings whose code is another than the one written last', () => {
  const tiles = [tile(2, 2, [1, 2, 3, 4]), tile(2, 2, [1, 2, 3, 5]), tile(1, 1, [7]), tile(2, 2, [7, 2, 3, 5])]
  const summary = (...writes: ['whole' | 'changed', tile: number, unit: number][]): number =>
    programSummary(writing(tiles, writes)).ringsWritten
  expect(summary(['changed', 0, 0])).toBe(4)
  expect(summary(['whole', 0, 0], ['whole', 1, 0])).toBe(8)
  expect(summary(['whole', 0, 0], ['changed', 1, 0])).toBe(5)
  expect(summary(['whole', 0, 0], ['changed', 1, 1])).toBe(8)
  expect(summary(['whole', 1, 0], ['changed', 2, 0], ['changed', 3, 0])).toBe(5)
})

test('tiles are the same in shape, step and codes', () => {
  const tiles = [tile(1, 2, [1, 2]), tile(1, 2, [1, 2]), tile(2, 1, [1, 2]), tile(1, 2, [1, 2], 2), tile(1, 2, [1, 3])]
  expect(programSummary(writing(tiles, [])).distinctTiles).toBe(4)
})
