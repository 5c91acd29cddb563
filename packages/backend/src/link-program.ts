import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { type Chip, type ChipBank, chipFingerprint, driveBits, driveTile, type Target, type UnitClass, unitClassOf } from '@onnc/hardware'
import { type LinkedWrite, type Program, type Tile, unrollLoops } from '@onnc/isa'

import { activationsNotLinked, driveOutOfRange, ringDead } from './backend-diagnostics.ts'

/** Refusals listed at most. */
const mostListed = 20

/**
 * The program with the codes that drive a chip's rings to its levels: one list for each tile in each bank that it is programmed into. Refuses
 * tiles that need a ring without drive, or a drive outside its range, naming each ring.
 */
export function linkProgram(program: Program, target: Target, chip: Chip): Result<Program> {
  const unrolled = unrollLoops(program.instructions)
  if (!unrolled.ok) return unrolled
  const banks = new Map(chip.banks.map((bank) => [bank.unit * 16 + bank.bank, bank]))
  const writes = new Map<string, LinkedWrite>()
  const faults: Diagnostic[] = []
  let bits = 0
  for (const [index, instruction] of unrolled.value.instructions.entries()) {
    if (instruction.op === 'imprint')
      return failure(at(activationsNotLinked(), { kind: 'instruction', index: unrolled.value.origin[index] ?? index }))
    if (instruction.op !== 'program') continue
    const { unit, bank: number, tile: tileIndex } = instruction
    const bank = unit * 16 + number
    const key = `${bank} ${tileIndex}`
    if (writes.has(key)) continue
    const unitClass = unitClassOf(target, unit)!
    const tile = program.tiles[tileIndex]!
    const { write, problems } = linkWrite(target, unitClass, banks.get(bank)!, tile, tileIndex)
    bits = Math.max(bits, driveBits(unitClass))
    writes.set(key, write)
    const place = unrolled.value.origin[index] ?? index
    faults.push(...problems.map((problem) => at(problem, { kind: 'instruction', index: place })))
    if (faults.length > mostListed) break
  }
  if (faults.length > 0) return failure(...faults.slice(0, mostListed))
  return success({ ...program, link: { chip: chipFingerprint(chip), bits, writes: [...writes.values()] } })
}

function linkWrite(
  target: Target,
  unitClass: UnitClass,
  bank: ChipBank,
  tile: Tile,
  tileIndex: number,
): { write: LinkedWrite; problems: Diagnostic[] } {
  const { rows, columns, levels, codes } = tile
  const weights = Float64Array.from(codes, (code) => code / ((levels - 1) / 2))
  const driven = driveTile(target, unitClass, bank, { rows, columns, weights })
  const place = (row: number, column: number): string => `${bank.unit}.${bank.bank}.${row}.${column}`
  const problems: Diagnostic[] = []
  // A ring without drive stands at its least, which is what some weights need.
  const darkest = unitClass.stationary.range === 'two-rings' ? 0 : -1
  for (const ring of bank.dead) {
    const within = ring % (unitClass.rows * unitClass.columns)
    const [row, column] = [Math.floor(within / unitClass.columns), within % unitClass.columns]
    if (row < rows && column < columns && weights[row * columns + column] !== darkest)
      problems.push(ringDead(place(row, column), tileIndex))
  }
  for (const ring of driven.outOfRange) problems.push(driveOutOfRange(place(Math.floor(ring / columns), ring % columns), tileIndex))
  const squares = weights.reduce((sum, weight, i) => sum + (weight - driven.weights[i]!) ** 2, 0)
  const residual = Math.fround(Math.sqrt(squares / weights.length))
  return { write: { tile: tileIndex, bank: bank.unit * 16 + bank.bank, codes: driven.codes, residual }, problems }
}
