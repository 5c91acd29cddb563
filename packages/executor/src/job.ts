import {
  calibrateCost,
  calibrationRounds,
  type CalibrationRounds,
  compactCost,
  type Cost,
  hasOwnDacs,
  holdPowerWatts,
  indexEntryBytes,
  kernelCost,
  programCost,
  shuffleCost,
  streamCost,
  type Target,
  type UnitClass,
} from '@onnc/hardware'
import type { Binding, Instruction, InstructionNamed, Program, Tile } from '@onnc/isa'
import { type Bank, createBank, writeTile } from './bank.ts'
import type { InputDensity } from './input-density.ts'
import { createFarMoves, type FarMoves } from './far-moves.ts'
import { conditionsOf, holds } from './conditions.ts'
import { elementsOf } from './memory-layout.ts'
import { noQueue, queueOf, type Queues, queuesOf } from './queues.ts'
import { drivesIn, type DrivesOf } from './ring-drives.ts'
import { usedOperations } from './used-operations.ts'

/** The jobs of all instructions, column by column; `halt` and `loop` have none. */
export interface Jobs {
  readonly length: number
  readonly queues: Queues
  /** By instruction; `noQueue` where there is no job. */
  readonly queue: Int32Array
  /** Index into `costs`: equal work shares its cost. That of a `wait` is none, as it takes as long as it waits. */
  readonly cost: Int32Array
  readonly costs: readonly Cost[]
  readonly seconds: Float64Array
  /** Power of the rings that an instruction programs for the first time, and of heaters it sets otherwise, drawn from its start to the end of the program. */
  readonly holdWatts: Float64Array
  /** Power of rings that were programmed before, drawn from the start to the end. */
  readonly standingWatts: number
  readonly ringsWritten: Float64Array
  /** 1 for streams. */
  readonly streams: Uint8Array
  /** 1 for what concerns no other queue: writes and calibrations that signal nothing. */
  readonly alone: Uint8Array
  /** The event that the instruction signals as it completes; 0: none. */
  readonly signal: Int32Array
  /** The event that a `wait` waits for, 0 for everything else, and the count it is to reach. */
  readonly event: Int32Array
  readonly count: Int32Array
  /** What banks of a unit share; absent where a unit is one queue. */
  readonly shared?: SharedHardware
}

/** What instructions ask of the hardware that the banks of their unit share. */
export interface SharedHardware {
  /** By instruction: 0 for nothing, 1 for the light of its unit, 2 for its writing, where that can do one bank at a time only. */
  readonly needs: Uint8Array
  /** Calibrations that take light for probes. */
  readonly probes: ReadonlyMap<number, CalibrationRounds>
  /** The unit of an instruction. */
  readonly unitOf: (index: number) => number
}

const [lightNeeded, writingNeeded] = [1, 2]

interface Planner {
  readonly program: Program
  readonly target: Target
  readonly keepCodes: boolean
  /** Ring sets in use, by unit * 16 + bank. */
  readonly banks: (Bank | undefined)[]
  readonly elementBytes: number
  /** Unit classes by unit. */
  readonly classes: readonly UnitClass[]
  /** Positions of patterns, 0 where they are not known yet. */
  readonly positions: Float64Array
  readonly queues: Queues
  /** What is planned so far. */
  jobs: Jobs & { readonly costs: Cost[] }
  /** Places of the costs of equal work, by class, size and shape; and the last of each kind, which most often comes again. */
  readonly places: Map<UnitClass, Map<number, Map<number, number>>>
  readonly last: (KnownCost | undefined)[]
  readonly density: InputDensity
  readonly drivesOf: DrivesOf
  readonly farMoves: FarMoves
  /** What count registers hold. */
  readonly counts: Map<number, number>
  /** Of calibrations, where banks share the light of their unit. */
  readonly rounds: Map<number, CalibrationRounds>
  /** Units whose light goes backwards, where a unit is one queue; with a queue for each bank it turns back behind every stream. */
  readonly backwards: Set<number>
}

/** Shares of counts are fractions: a count that came from one comes back. */
const countRounding = 1e-6

/** Gives the place of the instruction's cost, `nothing` where it has no job; notes the rings that it writes and holds. */
type Plan<Op extends Instruction['op']> = (planner: Planner, instruction: InstructionNamed<Op>, index: number) => number

const nothing = -1

/** The place of the cost of what costs nothing. */
const freePlace = 0

const plans: { readonly [Op in Instruction['op']]: Plan<Op> } = {
  halt: () => nothing,
  program: (planner, { unit, bank: number, tile: index, write }, place) => {
    const unitClass = classOf(planner, unit)
    const bank = bankOf(planner, unit, number, unitClass)
    const tile = planner.program.tiles[index]!
    const { written, newlyHeld } = writeTile(bank, unitClass, index, tile, write, () =>
      planner.drivesOf(unit * 16 + number, index, tile, unitClass.columns),
    )
    const { rows, columns } = tile
    const far = planner.farMoves.program(unit * 16 + number, unitClass, tile)
    noteRings(planner, place, written, holdPowerWatts(planner.target, unitClass, newlyHeld) + far.holdWatts)
    const flags = far.coarse ? 4 : 0
    return (
      placeOf(planner, unitClass, written, rows, columns, flags) ??
      keep(planner, programCost(planner.target, unitClass, { rows, columns, ringsWritten: written, coarse: far.coarse }))
    )
  },
  imprint: (planner, { unit, bank: number, tile: index }, place) => {
    const unitClass = classOf(planner, unit)
    const bank = bankOf(planner, unit, number, unitClass)
    const tile = planner.program.tiles[index]!
    const { rows, columns } = tile
    const { written, newlyHeld } = writeTile(bank, unitClass, index, tile, 'whole', () =>
      planner.drivesOf(unit * 16 + number, index, tile, unitClass.columns),
    )
    const far = planner.farMoves.imprint(unit * 16 + number, unitClass, tile)
    noteRings(planner, place, written, holdPowerWatts(planner.target, unitClass, newlyHeld) + far.holdWatts)
    const job = { rows, columns, ringsWritten: written, operand: 'activations', coarse: far.coarse } as const
    return placeOf(planner, unitClass, written, rows, columns, 1) ?? keep(planner, programCost(planner.target, unitClass, job))
  },
  calibrate: (planner, { unit, bank: number, probes, iterations, procedure, settle }, index) => {
    const unitClass = classOf(planner, unit)
    const { rows, columns } = bankOf(planner, unit, number, unitClass)
    const size = (settle * 2 ** 16 + probes) * 2 ** 8 + iterations
    const turned = turn(planner, unit, 'forward') === 1
    if (planner.program.queues === 'bank')
      planner.rounds.set(index, calibrationRounds(calibratedClass(unitClass, procedure, settle), { rows, columns, probes, iterations }))
    const known = placeOf(planner, unitClass, size, rows, columns, (procedure === 'measure' ? 3 : 2) + (turned ? 4 : 0))
    if (known !== undefined) return known
    const cost = calibrateCost(planner.target, calibratedClass(unitClass, procedure, settle), { rows, columns, probes, iterations })
    return keep(planner, turned ? { ...cost, seconds: cost.seconds + switchingSeconds(unitClass) } : cost)
  },
  shuffle: (planner, { unit, output }) => {
    const { positions, count } = planner.program.patterns[output]!
    const elements = positions.reduce((product, axis) => product * axis.count, count)
    return keep(planner, shuffleCost(planner.target, classOf(planner, unit), { elements, inPassing: false }))
  },
  loop: () => nothing,
  repeat: () => nothing,
  when: () => nothing,
  resume: () => nothing,
  turn: (planner, { unit, direction }) =>
    turn(planner, unit, direction) === 1
      ? keep(planner, { seconds: switchingSeconds(classOf(planner, unit)), energyJoules: {} })
      : freePlace,
  compact: (planner, { input, register }, index) => {
    const { positions, count } = planner.program.patterns[input]!
    const elements = positions.reduce((product, axis) => product * axis.count, count)
    const kept = Math.min(elements, Math.ceil(densityOf(planner, index) * elements - countRounding))
    planner.counts.set(register, kept)
    return keep(planner, compactCost(planner.target, { elements, kept, indexBytes: indexEntryBytes }))
  },
  stream: (planner, { unit, use, input, output, store, inputs, direction }, index) => {
    const { tile: held, gain, outScale, inScale } = planner.program.uses[use]!
    const tile = planner.program.tiles[held]!
    const positions = positionsOf(planner, output)
    const [scaledByLight, scaledInputs] = [gain !== undefined, inScale !== undefined]
    const outputs = outScale.length
    const isBackward = direction === 'transposed'
    // Forward, rows that are not read cost nothing.
    const rows = isBackward ? tile.rows : outputs
    const { columns } = tile
    const [signed, accumulate] = [inputs === 'signed', store === 'accumulate']
    const unitClass = classOf(planner, unit)
    const indexBytes = indexEntryBytes * (listedElements(planner, input) + listedElements(planner, output))
    const { memory, tile: constant } = planner.program.buffers[planner.program.patterns[input]!.buffer]!
    const operand = memory === 'weight' ? 'weights' : 'activations'
    const isGated = unitClass.moving.gating === 'zeros'
    const switches = turn(planner, unit, direction)
    const density = isGated && constant !== undefined ? constantDensity(planner, index, constant) : densityOf(planner, index)
    if (indexBytes > 0 || (density !== 1 && isGated) || (isBackward && outputs < columns)) {
      const common = { rows, columns, outputs, positions, signed, accumulate, direction, ...switching(switches) } as const
      return keep(planner, streamCost(planner.target, unitClass, { ...common, operand, indexBytes, density, scaledByLight, scaledInputs }))
    }
    const flags =
      8 +
      (signed ? 1 : 0) +
      (accumulate ? 2 : 0) +
      (isBackward ? 4 : 0) +
      (operand === 'weights' ? 16 : 0) +
      (scaledByLight ? 32 : 0) +
      (scaledInputs ? 64 : 0)
    return (
      placeOf(planner, unitClass, 2 * positions + (switches ?? 0), rows, columns, flags) ??
      keep(
        planner,
        streamCost(planner.target, unitClass, {
          rows,
          columns,
          positions,
          signed,
          accumulate,
          direction,
          ...switching(switches),
          operand,
          scaledByLight,
          scaledInputs,
        }),
      )
    )
  },
  kernel: (planner, { kernel: index }) => {
    const { work, inputs, outputs } = planner.program.kernels[index]!
    const traffic = { bytesRead: activationTraffic(planner, inputs), bytesWritten: activationTraffic(planner, outputs) }
    return keep(planner, kernelCost(planner.target, { work: [...work], ...traffic }))
  },
  wait: () => freePlace,
}

/** The jobs of a checked program. Banks are followed in issue order, which is each queue's order. */
export function planJobs(program: Program, target: Target, density: InputDensity = 1): Jobs {
  return jobsOf(createPlanner(program, target, density), 0)
}

/** The jobs of an inference that follows others, from `resume` on, whose rings are as those left them; undefined for programs without. */
export function planResumedJobs(program: Program, target: Target, density: InputDensity = 1): Jobs | undefined {
  if (!usedOperations(program.instructions).ops.has('resume')) return undefined
  const resume = program.instructions.findIndex(({ op }) => op === 'resume')
  const planner = createPlanner(program, target, density)
  const { holdWatts } = jobsOf(planner, 0)
  planner.counts.clear()
  // All rings that are ever held are held throughout.
  return { ...jobsOf(planner, resume), standingWatts: holdWatts.reduce((sum, watts) => sum + watts, 0) }
}

function createPlanner(program: Program, target: Target, density: InputDensity): Planner {
  const { instructions } = program
  const queues = queuesOf(program, target)
  return {
    program,
    target,
    keepCodes: usedOperations(instructions).writesChanges,
    banks: Array.from({ length: 16 * queues.first.length }),
    elementBytes: target.memories.activation.elementBits / 8,
    classes: target.units.flatMap((unitClass) => Array.from({ length: unitClass.count }, () => unitClass)),
    positions: new Float64Array(program.patterns.length),
    queues,
    jobs: emptyJobs(0, queues),
    places: new Map(),
    last: Array.from({ length: 128 }, () => undefined),
    density,
    drivesOf: drivesIn(program),
    farMoves: createFarMoves(target),
    counts: new Map(),
    rounds: new Map(),
    backwards: new Set(),
  }
}

/** From an instruction on; those before it have no job. */
function jobsOf(planner: Planner, first: number): Jobs {
  const { instructions } = planner.program
  const conditions = conditionsOf(instructions)
  const jobs = emptyJobs(instructions.length, planner.queues)
  planner.jobs = jobs
  planner.places.clear()
  planner.last.fill(undefined)
  for (let index = first; index < instructions.length; index++) {
    const instruction = instructions[index]!
    let place = plan(planner, instruction, index)
    if (place === nothing) continue
    const skipped = conditions.size > 0 && !holds(conditions.get(index), planner.counts)
    if (skipped) {
      place = freePlace
      noteRings(planner, index, 0, 0)
    }
    jobs.queue[index] = queueOf(planner.queues, instruction)
    jobs.cost[index] = place
    jobs.seconds[index] = jobs.costs[place]!.seconds
    if (instruction.op === 'wait') {
      jobs.event[index] = instruction.event
      jobs.count[index] = instruction.count
    } else jobs.signal[index] = (instruction as { readonly signal?: number }).signal ?? 0
    if (instruction.op === 'stream' && !skipped) jobs.streams[index] = 1
    else if ((instruction.op === 'program' || instruction.op === 'calibrate') && instruction.signal === 0) jobs.alone[index] = 1
  }
  return planner.program.queues === 'bank' ? { ...jobs, shared: sharedHardware(planner, jobs) } : jobs
}

function noteRings({ jobs }: Planner, index: number, ringsWritten: number, holdWatts: number): void {
  jobs.ringsWritten[index] = ringsWritten
  jobs.holdWatts[index] = holdWatts
}

/** What takes no time asks for nothing. Where every ring has a DAC, so has each bank. */
function sharedHardware(planner: Planner, { length, seconds, queue, queues }: Jobs): SharedHardware {
  const needs = new Uint8Array(length)
  const probes = new Map<number, CalibrationRounds>()
  for (const [index, instruction] of planner.program.instructions.entries()) {
    if (seconds[index] === 0) continue
    if (instruction.op === 'stream' || instruction.op === 'shuffle') needs[index] = lightNeeded!
    else if (instruction.op === 'program' || instruction.op === 'imprint' || instruction.op === 'calibrate') {
      if (!hasOwnDacs(classOf(planner, instruction.unit))) needs[index] = writingNeeded!
      const rounds = planner.rounds.get(index)
      if (rounds !== undefined && rounds.litSeconds > 0) probes.set(index, rounds)
    }
  }
  return { needs, probes, unitOf: (index) => queues.units[queue[index]!]! }
}

function emptyJobs(length: number, queues: Queues): Jobs & { readonly costs: Cost[] } {
  return {
    length,
    queues,
    queue: new Int32Array(length).fill(noQueue),
    cost: new Int32Array(length),
    costs: [{ seconds: 0, energyJoules: {} }],
    seconds: new Float64Array(length),
    holdWatts: new Float64Array(length),
    standingWatts: 0,
    ringsWritten: new Float64Array(length),
    streams: new Uint8Array(length),
    alone: new Uint8Array(length),
    signal: new Int32Array(length),
    event: new Int32Array(length),
    count: new Int32Array(length),
  }
}

function plan<Op extends Instruction['op']>(planner: Planner, instruction: InstructionNamed<Op>, index: number): number {
  return (plans[instruction.op] as Plan<Op>)(planner, instruction, index)
}

function densityOf({ density }: Planner, index: number): number {
  return typeof density === 'number' ? density : (density.get(index) ?? 1)
}

/** The share of constants that are not zero, where those that a stream sends were not counted: of all of the tile. */
function constantDensity({ density, program }: Planner, index: number, tile: number): number {
  const counted = typeof density === 'number' ? undefined : density.get(index)
  return counted ?? nonzeroShare(program.tiles[tile]!)
}

const nonzeroShares = new WeakMap<Tile, number>()

/** Counted once: there may be millions. */
function nonzeroShare(tile: Tile): number {
  const known = nonzeroShares.get(tile)
  if (known !== undefined) return known
  const { codes } = tile
  let nonzeros = 0
  for (let i = 0; i < codes.length; i++) if (codes[i] !== 0) nonzeros++
  const share = codes.length === 0 ? 1 : nonzeros / codes.length
  nonzeroShares.set(tile, share)
  return share
}

/** The unit class as a calibration sees it: with a settling time of its own, or, where it only measures, without writes. */
function calibratedClass(unitClass: UnitClass, procedure: 'writeVerify' | 'measure', settleNanoseconds: number): UnitClass {
  const { stationary } = unitClass
  const settle = settleNanoseconds === 0 ? stationary.settle : { ...stationary.settle, value: settleNanoseconds * 1e-9 }
  if (procedure === 'writeVerify') return settleNanoseconds === 0 ? unitClass : { ...unitClass, stationary: { ...stationary, settle } }
  const none = { settle: { ...settle, value: 0 }, dacEnergyPerRing: { ...stationary.dacEnergyPerRing, value: 0 } }
  return { ...unitClass, stationary: { ...stationary, ...none, eventEnergy: { ...stationary.eventEnergy, value: 0 } } }
}

/** Elements that a pattern finds by an index list. */
function listedElements({ program }: Planner, pattern: number): number {
  const { list, select, indices, count } = program.patterns[pattern]!
  return list === undefined && select === undefined && indices === undefined ? 0 : count
}

function switchingSeconds({ transpose }: UnitClass): number {
  return transpose?.switching.value ?? 0
}

/** As a stream takes it: none where it is not known. */
function switching(switches: number | undefined): { readonly switches?: number } {
  return switches === undefined ? {} : { switches }
}

/** Switches that light going this way takes: one where it went the other way; unknown where banks have queues of their own. */
function turn({ program, backwards }: Planner, unit: number, direction: 'forward' | 'transposed'): number | undefined {
  if (program.queues === 'bank') return undefined
  const turns = backwards.has(unit) !== (direction === 'transposed')
  if (turns && direction === 'transposed') backwards.add(unit)
  else if (turns) backwards.delete(unit)
  return turns ? 1 : 0
}

function classOf(planner: Planner, unit: number): UnitClass {
  return planner.classes[unit]!
}

function positionsOf({ program, positions }: Planner, pattern: number): number {
  const known = positions[pattern]!
  if (known > 0) return known
  const count = program.patterns[pattern]!.positions.reduce((product, axis) => product * axis.count, 1)
  positions[pattern] = count
  return count
}

/** Kinds of work that share a cost: so much, on a tile of this shape, with flags below 128 that tell kinds apart. */
interface KnownCost {
  unitClass: UnitClass
  size: number
  rows: number
  columns: number
  place: number
}

/** Where the cost of this much work of this shape is, if it was computed before: programs repeat few kinds of work very often. `keep` it otherwise. */
function placeOf(planner: Planner, unitClass: UnitClass, size: number, rows: number, columns: number, flags: number): number | undefined {
  const before = planner.last[flags]
  if (before?.unitClass === unitClass && before.size === size && before.rows === rows && before.columns === columns) return before.place
  let ofClass = planner.places.get(unitClass)
  if (ofClass === undefined) planner.places.set(unitClass, (ofClass = new Map()))
  let ofSize = ofClass.get(size)
  if (ofSize === undefined) ofClass.set(size, (ofSize = new Map()))
  const shape = (rows * 2 ** 24 + columns) * 128 + flags
  const known = ofSize.get(shape)
  const place = known ?? planner.jobs.costs.length
  if (known === undefined) ofSize.set(shape, place)
  planner.last[flags] = { unitClass, size, rows, columns, place }
  return known
}

/** Adds a cost: the one that `placeOf` did not find, or one that nothing else shares. */
function keep({ jobs }: Planner, cost: Cost): number {
  return jobs.costs.push(cost) - 1
}

function bankOf(planner: Planner, unit: number, number: number, unitClass: UnitClass): Bank {
  return (planner.banks[unit * 16 + number] ??= createBank(unitClass, planner.keepCodes))
}

/** Bytes a kernel moves to or from the activation memory; what the ECU holds itself costs no traffic. */
function activationTraffic(planner: Planner, bindings: readonly Binding[]): number {
  const buffers = bindings.map((binding) => planner.program.buffers[binding.buffer]!)
  return buffers.reduce((sum, buffer) => sum + (buffer.memory === 'activation' ? elementsOf(buffer) * planner.elementBytes : 0), 0)
}
