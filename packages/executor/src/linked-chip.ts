import { type Chip, chipFingerprint, driveTile, type Target, type UnitClass, unitClassOf, weightsOfCodes } from '@onnc/hardware'
import { columnsInReach, type Program, type Tile, type TilePlace } from '@onnc/isa'
import { type Diagnostic } from '@onnc/support'
import { linkedElsewhere, linkedOutside } from './diagnostics.ts'

/** The dead rings of a chip by bank, as `deadRings` gives them. */
export function deadRingsOf({ banks }: Chip, target: Target): Map<number, ReadonlySet<number>> {
  return new Map(
    banks.flatMap(({ unit, bank, dead }) => {
      const { rows, columns } = unitClassOf(target, unit)!
      return dead.length === 0 ? [] : [[unit * 16 + bank, new Set(dead.map((ring) => ring % (rows * columns)))] as const]
    }),
  )
}

/** Why a program cannot run on a chip; undefined where it can. */
export function chipProblem({ link }: Program, chip: Chip | undefined): Diagnostic | undefined {
  return link !== undefined && chip !== undefined && link.chip !== chipFingerprint(chip) ? linkedElsewhere() : undefined
}

/** What a linked program has that its target lacks; undefined where all is there. */
export function linkProblem({ link }: Program, target: Target): Diagnostic | undefined {
  for (const { bank, place } of link?.writes ?? []) {
    const unitClass = unitClassOf(target, bank >> 4)
    const outside =
      unitClass === undefined ||
      (bank & 15) >= unitClass.banks ||
      (place?.rows ?? []).some((row) => row >= unitClass.rows) ||
      (place?.columns ?? []).some((column) => column >= unitClass.columns)
    if (outside) return linkedOutside(bank >> 4, bank & 15, target.name)
  }
  return undefined
}

/** Where a linked program lays tiles in banks; undefined for the first rows and columns. */
export function tilePlaces({ link }: Program): (bank: number, tile: number) => TilePlace | undefined {
  const places = new Map(
    (link?.writes ?? []).flatMap(({ bank, tile, place }) => (place === undefined ? [] : [[`${bank} ${tile}`, place] as const])),
  )
  return places.size === 0 ? () => undefined : (bank, tile) => places.get(`${bank} ${tile}`)
}

/** Weights of what a bank was written with, of a linked program; undefined where it is not linked. Banks are unit * 16 + bank. */
export type DrivenWeights = (bank: number, tileIndex: number, tile: Tile) => Float64Array | undefined

/**
 * Weights of tiles in banks as the drive codes of a linked program make them on its chip. For what activations write, codes are found as it is written, as
 * `link` does for tiles.
 */
export function drivenWeights({ link, tiles }: Program, target: Target, chip: Chip | undefined): DrivenWeights {
  if (link === undefined || chip === undefined) return () => undefined
  const writes = new Map(link.writes.map((write) => [`${write.bank} ${write.tile}`, write]))
  const banks = new Map(chip.banks.map((bank) => [bank.unit * 16 + bank.bank, bank]))
  return (bank, tileIndex, tile) => {
    const write = writes.get(`${bank} ${tileIndex}`)
    if (write === undefined) return undefined
    const { rows, columns } = tile
    const { place, codes } = write
    const reach = columnsInReach({ columns }, place)
    const columnOf = (column: number): number => place?.columns[column] ?? column
    const wide = { rows, columns: reach, rowsOfBank: place?.rows }
    const unitClass = unitClassOf(target, bank >> 4)!
    const weights =
      tiles[tileIndex]!.activations === undefined
        ? weightsOfCodes(target, unitClass, banks.get(bank)!, wide, codes)
        : driveTile(target, unitClass, banks.get(bank)!, { ...wide, weights: spread(tile, unitClass, reach, columnOf) }).weights
    return Float64Array.from({ length: rows * columns }, (_, i) => weights[Math.floor(i / columns) * reach + columnOf(i % columns)]!)
  }
}

/** The weights of a tile at its columns of a bank; rings between them are as dark as they can be. */
function spread(
  { rows, columns, levels, codes }: Tile,
  { stationary }: UnitClass,
  reach: number,
  columnOf: (column: number) => number,
): Float64Array {
  const inBank = new Float64Array(rows * reach).fill(stationary.range === 'two-rings' ? 0 : -1)
  const largest = (levels - 1) / 2
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) inBank[row * reach + columnOf(column)] = codes[row * columns + column]! / largest
  return inBank
}
