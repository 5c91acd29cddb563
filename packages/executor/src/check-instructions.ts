import { type Target, type UnitClass, unitClassOf } from '@onnc/hardware'
import type { AddressPattern, Instruction, InstructionNamed, Program } from '@onnc/isa'
import type { Diagnostic } from '@onnc/support'
import { elementsOf, type MemoryLayout, sharesValues } from './memory-layout.ts'
import { fitsTables, overlaps, writesTwice } from './check-pattern.ts'
import { type CompiledPattern, compilePattern, type SharedTables } from './compile-pattern.ts'
import * as say from './diagnostics.ts'
import type { Problems } from './problems.ts'

/** What the walk over the instructions has found so far. Queues are in order, so what banks hold is known without timing. */
interface Walk {
  readonly program: Program
  readonly target: Target
  readonly layout: MemoryLayout
  readonly unitCount: number
  /** Tile in each bank, keyed by `bankKey`. */
  readonly resident: Map<number, number>
  readonly signals: Map<number, number>
  readonly patterns: (CompiledPattern | undefined)[]
  readonly scaled: Map<number, CompiledPattern>
  /** Output patterns found to write every element once. */
  readonly distinct: Set<number>
}

type Check<Op extends Instruction['op']> = (walk: Walk, instruction: InstructionNamed<Op>) => Diagnostic | undefined

const checks: { readonly [Op in Instruction['op']]: Check<Op> } = {
  halt: () => undefined,
  program: (walk, { unit, bank, tile }) => checkWrite(walk, unit, bank, tile),
  imprint: (walk, { unit, bank, tile: index }) => {
    const problem = checkWrite(walk, unit, bank, index)
    if (problem !== undefined) return problem
    const { activations } = walk.program.tiles[index]!
    if (compileOnce(walk.program, walk.patterns, activations!) === undefined) return say.patternTooWide(activations!)
    return unitClassOf(walk.target, unit)!.stationary.operand === 'weights'
      ? say.unitCannot(unit, 'write activations to its rings')
      : undefined
  },
  calibrate: (walk, { unit, bank }) => {
    const place = checkBank(walk, unit, bank)
    if ('severity' in place) return place
    return walk.resident.has(bankKey(unit, bank)) ? undefined : say.bankEmpty(bank, unit)
  },
  stream: (walk, instruction) => {
    const { unit, bank, use: index } = instruction
    const place = checkBank(walk, unit, bank)
    if ('severity' in place) return place
    const use = walk.program.uses[index]!
    const resident = walk.resident.get(bankKey(unit, bank))
    if (resident === undefined) return say.bankEmpty(bank, unit)
    if (resident !== use.tile) return say.wrongTile(bank, unit, resident, index, use.tile)
    if (use.direction === 'transposed' && place.transpose === undefined) return say.unitCannot(unit, 'stream transposed')
    if (use.gain !== undefined && place.scale === undefined) return say.unitCannot(unit, 'scale its rows by broadband rings')
    return checkMove(walk, instruction) ?? (use.inScale === undefined ? undefined : checkScaled(walk, instruction.input))
  },
  shuffle: (walk, instruction) => {
    const unitClass = unitClassOf(walk.target, instruction.unit)
    if (unitClass === undefined) return say.unknownUnit(instruction.unit, walk.unitCount, walk.target.name)
    const queues = queuesIn(walk, instruction.unit)
    if (instruction.bank >= queues) return say.unknownQueue(instruction.bank, `unit ${instruction.unit}`, queues)
    return unitClass.shuffle === undefined ? say.unitCannot(instruction.unit, 'shuffle') : checkMove(walk, instruction)
  },
  loop: () => undefined,
  repeat: () => undefined,
  when: () => undefined,
  turn: (walk, { unit }) => {
    const unitClass = unitClassOf(walk.target, unit)
    if (unitClass === undefined) return say.unknownUnit(unit, walk.unitCount, walk.target.name)
    return unitClass.transpose === undefined ? say.unitCannot(unit, 'stream transposed') : undefined
  },
  // `checkResume` looks at all of the program.
  resume: () => undefined,
  compact: (walk, { input, values, indices }) => {
    const first = checkMove(walk, { input, output: values }) ?? checkMove(walk, { input, output: indices })
    if (first !== undefined) return first
    const [a, b] = [values, indices].map((pattern) => walk.program.patterns[pattern]!.buffer) as [number, number]
    return a === b || sharesValues(walk.layout, a, b)
      ? say.streamIntoInput(walk.program.buffers[a]!.name, walk.program.buffers[b]!.name)
      : undefined
  },
  kernel: () => undefined,
  wait: (walk, { resource, unit, bank, event, count }) => {
    if (resource === 'unit' && unit >= walk.unitCount) return say.unknownUnit(unit, walk.unitCount, walk.target.name)
    const queues = resource === 'unit' ? queuesIn(walk, unit) : 1
    if (bank >= queues) return say.unknownQueue(bank, resource === 'unit' ? `unit ${unit}` : 'the ecu', queues)
    if (event === 0) return say.eventNone()
    const signals = walk.signals.get(event) ?? 0
    return count > signals ? say.neverSignalled(event, count, signals) : undefined
  },
}

/** Patterns of a program, compiled. */
export interface PatternsInUse {
  /** Those that streams use, by index. */
  readonly patterns: readonly (CompiledPattern | undefined)[]
  /** By input pattern of streams that scale their inputs: where the scaled vectors lie. */
  readonly scaled: ReadonlyMap<number, CompiledPattern>
}

/** Checks every instruction of a structurally sound program against the target; gives the patterns in use. */
export function checkInstructions(program: Program, target: Target, layout: MemoryLayout, problems: Problems): PatternsInUse {
  const walk: Walk = {
    program,
    target,
    layout,
    unitCount: target.units.reduce((sum, unitClass) => sum + unitClass.count, 0),
    resident: new Map(),
    signals: countSignals(program),
    patterns: Array.from({ length: program.patterns.length }, () => undefined),
    scaled: new Map(),
    distinct: new Set(),
  }
  for (const [index, instruction] of program.instructions.entries()) {
    const problem = check(walk, instruction)
    if (problem !== undefined) problems.report(problem, index)
  }
  const last = program.instructions.length - 1
  const halt = program.instructions.findIndex((instruction) => instruction.op === 'halt')
  if (halt === -1) problems.report(say.haltMissing(), Math.max(0, last))
  else if (halt !== last) problems.report(say.haltEarly(last - halt), halt)
  return walk
}

function checkWrite(walk: Walk, unit: number, bank: number, index: number): Diagnostic | undefined {
  const place = checkBank(walk, unit, bank)
  if ('severity' in place) return place
  const tile = walk.program.tiles[index]!
  const { rows, columns, stationary } = place
  if (tile.rows > rows || tile.columns > columns || tile.levels > stationary.levels) {
    const size = `${tile.rows}x${tile.columns} rings of ${tile.levels} levels`
    return say.tileTooLarge(index, size, unit, `${rows}x${columns} rings of ${stationary.levels} levels`)
  }
  walk.resident.set(bankKey(unit, bank), index)
  return undefined
}

function check<Op extends Instruction['op']>(walk: Walk, instruction: InstructionNamed<Op>): Diagnostic | undefined {
  return (checks[instruction.op] as Check<Op>)(walk, instruction)
}

function countSignals(program: Program): Map<number, number> {
  const signals = new Map<number, number>()
  for (const instruction of program.instructions) {
    if (!('signal' in instruction) || instruction.signal === 0) continue
    signals.set(instruction.signal, (signals.get(instruction.signal) ?? 0) + 1)
  }
  return signals
}

/** One number per bank: units have at most 16. */
function bankKey(unit: number, bank: number): number {
  return unit * 16 + bank
}

function checkBank(walk: Walk, unit: number, bank: number): UnitClass | Diagnostic {
  const unitClass = unitClassOf(walk.target, unit)
  if (unitClass === undefined) return say.unknownUnit(unit, walk.unitCount, walk.target.name)
  return bank >= unitClass.banks ? say.unknownBank(bank, unit, unitClass.banks) : unitClass
}

/** Queues of a unit that exists. */
function queuesIn({ program, target }: Walk, unit: number): number {
  return program.queues === 'bank' ? unitClassOf(target, unit)!.banks : 1
}

/** What a stream or a shuffle reads and writes. */
function checkMove(
  { program, layout, patterns, distinct }: Walk,
  { input: inputIndex, output: outputIndex }: Pick<InstructionNamed<'stream'>, 'input' | 'output'>,
): Diagnostic | undefined {
  const pattern = program.patterns[outputIndex]!
  const into = program.buffers[pattern.buffer]!
  // Outputs are distinct elements of a buffer, which bounds the tables about to be made.
  if (positionsOf(pattern) * pattern.count > elementsOf(into)) return say.outputsMeet(outputIndex, into.name)
  const input = compileOnce(program, patterns, inputIndex)
  const output = compileOnce(program, patterns, outputIndex)
  if (input === undefined || output === undefined) return say.patternTooWide(input === undefined ? inputIndex : outputIndex)
  if (!distinct.has(outputIndex)) {
    if (writesTwice(pattern, output, into)) return say.outputsMeet(outputIndex, into.name)
    distinct.add(outputIndex)
  }
  const meets = input.buffer === output.buffer ? overlaps(input, output, into) : sharesValues(layout, input.buffer, output.buffer)
  return meets ? say.streamIntoInput(program.buffers[input.buffer]!.name, into.name) : undefined
}

/** Where the vectors of a pattern lie when they have been scaled. */
function checkScaled({ program, patterns, scaled }: Walk, index: number): Diagnostic | undefined {
  if (scaled.has(index)) return undefined
  const seen = gatheredPattern(program.patterns[index]!, program.buffers.length)
  const compiled = fitsTables(seen) ? compilePattern(seen, tablesOf(patterns)) : undefined
  if (compiled === undefined) return say.patternTooWide(index)
  scaled.set(index, compiled)
  return undefined
}

/** The vectors of a pattern as they lie when they have been gathered: one behind the other. */
function gatheredPattern({ positions, count }: AddressPattern, buffer: number): AddressPattern {
  const vectors = positions.reduce((product, axis) => product * axis.count, 1)
  const axes = { positions: [{ count: vectors, stride: count }], elements: [{ count, stride: 1 }] }
  return { buffer, offset: 0, ...axes, first: 0, count, guards: [] }
}

/** The compiled pattern, made on first use; undefined for one whose tables would be too large. */
function compileOnce(program: Program, patterns: (CompiledPattern | undefined)[], index: number): CompiledPattern | undefined {
  const pattern = program.patterns[index]!
  const seen = pattern.indices === undefined ? pattern : gatheredPattern(pattern, program.buffers.length)
  patterns[index] ??= fitsTables(seen) ? compilePattern(seen, tablesOf(patterns)) : undefined
  return patterns[index]
}

/** Tables that the patterns of one check share. */
const tables = new WeakMap<object, SharedTables>()

function tablesOf(patterns: object): SharedTables {
  const shared = tables.get(patterns) ?? { positions: new Map(), masks: new Map() }
  tables.set(patterns, shared)
  return shared
}

function positionsOf(pattern: AddressPattern): number {
  return pattern.positions.reduce((product, axis) => product * axis.count, 1)
}
