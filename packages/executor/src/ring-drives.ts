import { columnsInReach, type LinkedWrite, type Program, type Tile } from '@onnc/isa'

/** What drives the rings of a tile in a bank: those of a linked program by their drive codes, else by their levels. */
export interface RingDrives {
  /** Where a ring of the tile lies in the bank: row * columns of the unit + column. */
  readonly ringOf: (row: number, column: number) => number
  /** Differs where the drive differs. */
  readonly codeOf: (row: number, column: number) => number
}

export type DrivesOf = (bank: number, tileIndex: number, tile: Tile, unitColumns: number) => RingDrives

/** Banks are unit * 16 + bank. */
export function drivesIn({ link, tiles }: Pick<Program, 'link' | 'tiles'>): DrivesOf {
  const writes = new Map((link?.writes ?? []).map((write) => [`${write.bank} ${write.tile}`, write]))
  return (bank, tileIndex, tile, unitColumns) => {
    const write = writes.size === 0 ? undefined : writes.get(`${bank} ${tileIndex}`)
    if (write === undefined) return byLevels(tile, unitColumns)
    const drives = byDrive(tile, write, unitColumns)
    // Codes of what activations write are found at run time: they are like no others.
    return tiles[tileIndex]!.activations === undefined ? drives : { ...drives, codeOf: () => NaN }
  }
}

function byLevels(tile: Tile, unitColumns: number): RingDrives {
  const { columns, codes } = tile
  return { ringOf: (row, column) => row * unitColumns + column, codeOf: (row, column) => codes[row * columns + column]! }
}

function byDrive(tile: Tile, { place, codes }: LinkedWrite, unitColumns: number): RingDrives {
  const reach = columnsInReach(tile, place)
  const rings = tile.rows * reach
  const columnOf = (column: number): number => place?.columns[column] ?? column
  return {
    ringOf: (row, column) => (place?.rows[row] ?? row) * unitColumns + columnOf(column),
    codeOf: (row, column) => {
      const ring = row * reach + columnOf(column)
      // The second is that of the negative part, where a weight has two rings.
      return codes[ring]! + 2 ** 16 * (codes[rings + ring] ?? 0)
    },
  }
}
