import { type Chip, chipFingerprint, type Target, unitClassOf, weightsOfCodes } from '@onnc/hardware'
import { columnsInReach, type Program, type TilePlace } from '@onnc/isa'
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

/** Weights of tiles in banks as the drive codes of a linked program make them on its chip. */
export function drivenWeights(
  program: Program,
  target: Target,
  chip: Chip | undefined,
): (bank: number, tile: number) => Float64Array | undefined {
  const { link } = program
  if (link === undefined || chip === undefined) return () => undefined
  const writes = new Map(link.writes.map((write) => [`${write.bank} ${write.tile}`, write]))
  const banks = new Map(chip.banks.map((bank) => [bank.unit * 16 + bank.bank, bank]))
  return (bank, tile) => {
    const write = writes.get(`${bank} ${tile}`)
    if (write === undefined) return undefined
    const { rows, columns } = program.tiles[tile]!
    const { place, codes } = write
    const reach = columnsInReach({ columns }, place)
    const wide = { rows, columns: reach, rowsOfBank: place?.rows }
    const weights = weightsOfCodes(target, unitClassOf(target, bank >> 4)!, banks.get(bank)!, wide, codes)
    if (place === undefined) return weights
    return Float64Array.from({ length: rows * columns }, (_, i) => weights[Math.floor(i / columns) * reach + place.columns[i % columns]!]!)
  }
}
