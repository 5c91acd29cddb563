import type { Program, Tile } from './program.ts'
import { tileKey } from './tiles-section.ts'
import { unrollLoops } from './unroll-loops.ts'

/** Counts that tell how large a program is and how much it writes. */
export interface ProgramSummary {
  readonly instructions: number
  readonly tiles: number
  /** Tiles that differ in shape, levels, step or codes. */
  readonly distinctTiles: number
  /** Writes of a bank in one pass that begins with no tile resident. */
  readonly programs: number
  /** Rings those writes tune. */
  readonly ringsWritten: number
  /** The same of a pass that follows another one, for programs that say where it begins. */
  readonly resumed?: Pick<ProgramSummary, 'programs' | 'ringsWritten'>
  readonly streams: number
  /** Kernel runs. */
  readonly kernels: number
}

/** @param distinctTiles if known, so that the codes of all tiles need not be looked at */
export function programSummary({ instructions: written, tiles }: Program, distinctTiles?: number): ProgramSummary {
  const unrolled = unrollLoops(written)
  const instructions = unrolled.ok ? unrolled.value.instructions : written
  const count = { programs: 0, ringsWritten: 0, streams: 0, kernels: 0 }
  let first: Pick<ProgramSummary, 'programs' | 'ringsWritten'> | undefined
  const banks = createBanks(tiles)
  const writesChanges = instructions.some((instruction) => instruction.op === 'program' && instruction.write === 'changed')
  for (const instruction of instructions) {
    if (instruction.op === 'stream') count.streams++
    if (instruction.op === 'kernel') count.kernels++
    if (instruction.op === 'resume') first = { ...count }
    if (instruction.op !== 'program' && instruction.op !== 'imprint') continue
    const tile = tiles[instruction.tile]!
    if (instruction.op === 'imprint') {
      count.programs++
      count.ringsWritten += tile.rows * tile.columns
      if (writesChanges) banks.forget(instruction)
      continue
    }
    const changed = writesChanges ? banks.write(instruction, tile) : 0
    count.programs++
    count.ringsWritten += instruction.write === 'changed' ? changed : tile.rows * tile.columns
  }
  // Where a bank holds the same at the end as at `resume`, it is written as often in every pass.
  const resumed = first && { programs: count.programs - first.programs, ringsWritten: count.ringsWritten - first.ringsWritten }
  return {
    ...(resumed === undefined ? {} : { resumed }),
    instructions: written.length,
    tiles: tiles.length,
    distinctTiles: distinctTiles ?? countDistinct(tiles),
    ...count,
  }
}

const neverWritten = -(2 ** 31)

/** The codes of all rings, as a program writes them. A ring keeps its code until it is written, whatever tile is resident. */
function createBanks(tiles: readonly Tile[]): {
  write(place: { unit: number; bank: number }, tile: Tile): number
  forget(place: { unit: number; bank: number }): void
} {
  const most = (size: (tile: Tile) => number): number => tiles.reduce((largest, tile) => Math.max(largest, size(tile)), 0)
  const [rows, columns] = [most((tile) => tile.rows), most((tile) => tile.columns)]
  const banks = new Map<string, Int32Array>()
  return {
    /** Stores a tile's codes; how many rings had another before. */
    write({ unit, bank }, tile) {
      const key = `${unit}.${bank}`
      const codes = banks.get(key) ?? new Int32Array(rows * columns).fill(neverWritten)
      banks.set(key, codes)
      let changed = 0
      const { codes: written } = tile
      for (let row = 0; row < tile.rows; row++) {
        for (let column = 0; column < tile.columns; column++) {
          const code = written[row * tile.columns + column]!
          if (codes[row * columns + column] !== code) changed++
          codes[row * columns + column] = code
        }
      }
      return changed
    },
    /** Rings that have been given codes at run time. */
    forget({ unit, bank }) {
      banks.delete(`${unit}.${bank}`)
    },
  }
}

function countDistinct(tiles: readonly Tile[]): number {
  return new Set(
    tiles.map((tile) => {
      if (tile.activations !== undefined) return `${tile.rows} ${tile.columns} ${tile.levels} activations ${tile.activations}`
      const { codes } = tile
      return tileKey(tile, new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength))
    }),
  ).size
}
