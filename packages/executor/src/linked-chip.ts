import { type Chip, chipFingerprint, type Target, unitClassOf, weightsOfCodes } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import { type Diagnostic } from '@onnc/support'
import { linkedElsewhere } from './diagnostics.ts'

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
    return weightsOfCodes(target, unitClassOf(target, bank >> 4)!, banks.get(bank)!, rows, columns, write.codes)
  }
}
