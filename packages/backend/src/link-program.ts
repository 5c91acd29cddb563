import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import {
  type Chip,
  type ChipBank,
  chipFingerprint,
  driveBits,
  driveTile,
  largestMiss,
  type Target,
  type UnitClass,
  unitClassOf,
} from '@onnc/hardware'
import { columnsInReach, type Instruction, type LinkedWrite, type Program, type Tile, type TilePlace, unrollLoops } from '@onnc/isa'

import { assignUnits, type UnitAssignment } from './assign-units.ts'
import { driveOutOfRange, ringDead } from './backend-diagnostics.ts'
import { type BankRings, placeTile } from './place-tile.ts'

/** Refusals listed at most. */
const mostListed = 20

/** Times a tile is laid elsewhere because rings could not be driven to their weights. */
const mostTries = 4

/** Tiles that a bank is programmed with, and the instruction that does so first. */
type BankTiles = ReadonlyMap<number, number>

/**
 * The program with the codes that drive a chip's rings to its levels: one list for each tile in each bank that it is programmed into. Around
 * rings without drive, and those that cannot reach their weight, tiles lie at other rows and columns of their bank, or at rows whose weights are
 * nearly what a ring without drive gives; or else units and their banks take each other's part in the whole program. Refuses what fits nowhere, naming each ring.
 *
 * What activations write is known at run time only, and is driven then: the program says where it lies, on rings that can be driven to any weight, and has the
 * codes of zeros.
 */
export function linkProgram(program: Program, target: Target, chip: Chip): Result<Program> {
  const unrolled = unrollLoops(program.instructions)
  if (!unrolled.ok) return unrolled
  const { instructions, origin } = unrolled.value
  const demands = new Map<number, Map<number, number>>()
  for (const [index, instruction] of instructions.entries()) {
    const place = origin[index] ?? index
    if (instruction.op !== 'program' && instruction.op !== 'imprint') continue
    const bank = instruction.unit * 16 + instruction.bank
    const tiles = demands.get(bank) ?? new Map<number, number>()
    demands.set(bank, tiles)
    if (!tiles.has(instruction.tile)) tiles.set(instruction.tile, place)
  }
  const banks = new Map(chip.banks.map((bank) => [bank.unit * 16 + bank.bank, bank]))
  const linker: Linker = { program, target, banks, places: new Map() }
  const assignment = assignUnits(target, (from, to) =>
    [...(demands.get(from)?.keys() ?? [])].every((tile) => placeIn(linker, tile, to, nothing) !== undefined),
  )
  if (assignment === undefined) return failure(...deadRingsMet(linker, demands))
  const writes: LinkedWrite[] = []
  const faults: Diagnostic[] = []
  let bits = 0
  for (const [from, tiles] of demands) {
    const bank = assignment.bankOf(from)
    bits = Math.max(bits, driveBits(unitClassOf(target, bank >> 4)!))
    for (const [tile, index] of tiles) {
      const { write, problems } = linkWrite(linker, bank, tile)
      writes.push(write)
      faults.push(...problems.map((problem) => at(problem, { kind: 'instruction', index })))
    }
    if (faults.length > mostListed) break
  }
  if (faults.length > 0) return failure(...faults.slice(0, mostListed))
  return success({ ...moved(program, assignment), link: { chip: chipFingerprint(chip), bits, writes } })
}

interface Linker {
  readonly program: Program
  readonly target: Target
  /** By unit * 16 + bank. */
  readonly banks: ReadonlyMap<number, ChipBank>
  /** Where tiles go in banks without driving them, by both. */
  readonly places: Map<string, TilePlace | undefined>
}

const nothing: ReadonlySet<number> = new Set()

function weightsOf({ codes, levels }: Tile): Float64Array {
  return Float64Array.from(codes, (code) => code / ((levels - 1) / 2))
}

/** The weight that a ring without drive gives, which some weights need. */
function darkest({ stationary }: UnitClass): number {
  return stationary.range === 'two-rings' ? 0 : -1
}

/** Rings of a bank that do not answer, whichever of the two of a weight. */
function deadPlaces({ dead }: ChipBank, { rows, columns }: UnitClass): Set<number> {
  return new Set(dead.map((ring) => ring % (rows * columns)))
}

/** Where a tile may lie in a bank, clear of its dead rings and of `avoided` ones. */
function placeIn(
  { program, target, banks, places }: Linker,
  tileIndex: number,
  bankKey: number,
  avoided: ReadonlySet<number>,
): TilePlace | undefined {
  const key = `${tileIndex} ${bankKey}`
  if (avoided.size === 0 && places.has(key)) return places.get(key)
  const unitClass = unitClassOf(target, bankKey >> 4)!
  const tile = program.tiles[tileIndex]!
  const dark = darkest(unitClass)
  let weights: Float64Array | undefined
  const bad = deadPlaces(banks.get(bankKey)!, unitClass)
  const within = (row: number, column: number, error: number): boolean =>
    tile.activations === undefined && Math.abs((weights ??= weightsOf(tile))[row * tile.columns + column]! - dark) <= error
  const rings: BankRings = { rows: unitClass.rows, columns: unitClass.columns, bad: new Set([...bad, ...avoided]) }
  const size = { rows: tile.rows, columns: tile.columns }
  const place =
    placeTile({ ...size, mayBeDark: (row, column) => within(row, column, 0) }, rings) ??
    placeTile({ ...size, mayBeDark: (row, column) => within(row, column, largestMiss) }, rings)
  if (avoided.size === 0) places.set(key, place)
  return place
}

/** Every dead ring that a tile needs where the program puts it. */
function deadRingsMet({ program, target, banks }: Linker, demands: ReadonlyMap<number, BankTiles>): Diagnostic[] {
  const problems: Diagnostic[] = []
  for (const [key, tiles] of demands) {
    const unitClass = unitClassOf(target, key >> 4)!
    const bank = banks.get(key)!
    for (const [tileIndex, index] of tiles) {
      const tile = program.tiles[tileIndex]!
      const weights = weightsOf(tile)
      for (const ring of deadPlaces(bank, unitClass)) {
        const [row, column] = [Math.floor(ring / unitClass.columns), ring % unitClass.columns]
        if (row >= tile.rows || column >= tile.columns) continue
        const isDark = Math.abs(weights[row * tile.columns + column]! - darkest(unitClass)) <= largestMiss
        if (isDark && tile.activations === undefined) continue
        problems.push(at(ringDead(ringName(bank, row, column), tileIndex), { kind: 'instruction', index }))
        if (problems.length >= mostListed) return problems
      }
    }
  }
  return problems
}

function ringName({ unit, bank }: ChipBank, row: number, column: number): string {
  return `${unit}.${bank}.${row}.${column}`
}

/** Drives a tile in a bank, at other rows and columns when some of its rings cannot reach their weights. */
function linkWrite(linker: Linker, bankKey: number, tileIndex: number): { write: LinkedWrite; problems: Diagnostic[] } {
  const { program, target, banks } = linker
  const unitClass = unitClassOf(target, bankKey >> 4)!
  const bank = banks.get(bankKey)!
  const tile = program.tiles[tileIndex]!
  const weights = weightsOf(tile)
  const avoided = new Set<number>()
  for (let tries = 1; ; tries++) {
    const place = placeIn(linker, tileIndex, bankKey, avoided)
    const driven = driveAt(target, unitClass, bank, tile, weights, place)
    if (tile.activations !== undefined)
      for (const end of [1, -1])
        driven.outOfRange.push(...driveAt(target, unitClass, bank, tile, weights.slice().fill(end), place).outOfRange)
    for (const { row, column } of driven.outOfRange) avoided.add(row * unitClass.columns + column)
    if (driven.outOfRange.length > 0 && tries < mostTries && placeIn(linker, tileIndex, bankKey, avoided) !== undefined) continue
    const { codes, residual } = driven
    return {
      write: { tile: tileIndex, bank: bankKey, ...(isFirst(place) ? {} : { place: place! }), codes, residual },
      problems: driven.outOfRange.map(({ row, column }) => driveOutOfRange(ringName(bank, row, column), tileIndex)),
    }
  }
}

function inOrder(list: readonly number[]): boolean {
  return list.every((at, i) => at === i)
}

function isFirst(place: TilePlace | undefined): boolean {
  return place === undefined || (inOrder(place.rows) && inOrder(place.columns))
}

/** Drives a tile at a place. Rings of its rows between its columns are kept as dark as they can be. */
function driveAt(
  target: Target,
  unitClass: UnitClass,
  bank: ChipBank,
  tile: Tile,
  weights: Float64Array,
  place: TilePlace | undefined,
): { codes: Uint16Array; residual: number; outOfRange: { row: number; column: number }[] } {
  const { rows, columns } = tile
  const reach = columnsInReach(tile, place)
  const inBank = new Float64Array(rows * reach).fill(darkest(unitClass))
  const used = new Set<number>()
  const ringOf = (row: number, column: number): number => row * reach + (place?.columns[column] ?? column)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      inBank[ringOf(row, column)] = weights[row * columns + column]!
      used.add(ringOf(row, column))
    }
  }
  const driven = driveTile(target, unitClass, bank, { rows, columns: reach, weights: inBank, rowsOfBank: place?.rows })
  const dead = deadPlaces(bank, unitClass)
  const isDead = (ring: number): boolean => {
    const row = Math.floor(ring / reach)
    return dead.has((place?.rows[row] ?? row) * unitClass.columns + (ring % reach))
  }
  let squares = 0
  for (const ring of used) squares += (inBank[ring]! - (isDead(ring) ? darkest(unitClass) : driven.weights[ring]!)) ** 2
  const outOfRange = driven.outOfRange
    .filter((ring) => used.has(ring) && !isDead(ring))
    .map((ring) => ({ row: place?.rows[Math.floor(ring / reach)] ?? Math.floor(ring / reach), column: ring % reach }))
  return { codes: driven.codes, residual: Math.fround(Math.sqrt(squares / weights.length)), outOfRange }
}

/** The program with units and banks in their new parts. */
function moved(program: Program, { unitOf, bankOf, isSame }: UnitAssignment): Program {
  if (isSame) return program
  const move = (instruction: Instruction): Instruction => {
    if (!('unit' in instruction) || (instruction.op === 'wait' && instruction.resource === 'ecu')) return instruction
    const isOfUnit = instruction.op === 'wait' || instruction.op === 'shuffle'
    if (isOfUnit && program.queues !== 'bank') return { ...instruction, unit: unitOf(instruction.unit) }
    const bank = bankOf(instruction.unit * 16 + instruction.bank)
    return { ...instruction, unit: bank >> 4, bank: bank & 15 }
  }
  return { ...program, instructions: program.instructions.map(move) }
}
