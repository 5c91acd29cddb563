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

/** What one instruction asks of the machine, whatever the values are. */
interface Job {
  /** Costs nothing for `wait`, which takes as long as it waits. */
  readonly cost: Cost
  /** Power of the rings this instruction programs for the first time, and of heaters it sets otherwise, drawn from its start to the end of the program. */
  readonly holdWatts: number
  readonly ringsWritten: number
}

/** The jobs of all instructions, column by column; `halt` and `loop` have none. */
export interface Jobs {
  readonly length: number
  readonly queues: Queues
  /** By instruction; `noQueue` where there is no job. */
  readonly queue: Int32Array
  /** Index into `costs`: equal work shares its cost. */
  readonly cost: Int32Array
  readonly costs: readonly Cost[]
  readonly seconds: Float64Array
  readonly holdWatts: Float64Array
  /** Power of rings that were programmed before, drawn from the start to the end. */
  readonly standingWatts: number
  readonly ringsWritten: Float64Array
  /** 1 for streams. */
  readonly streams: Uint8Array
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
  /** Ring sets in use, by unit and bank. */
  readonly banks: Map<number, Bank>
  readonly elementBytes: number
  /** Unit classes by unit. */
  readonly classes: readonly UnitClass[]
  /** Positions of patterns, 0 where they are not known yet. */
  readonly positions: Float64Array
  /** Costs of equal work, by class, size and shape; and the last of each kind, which most often comes again. */
  readonly costs: Map<UnitClass, Map<number, Map<number, Cost>>>
  readonly last: (KnownCost | undefined)[]
  readonly density: InputDensity
  readonly drivesOf: DrivesOf
  readonly farMoves: FarMoves
  /** What count registers hold. */
  readonly counts: Map<number, number>
  /** Of calibrations, where banks share the light of their unit. */
  readonly rounds: Map<number, CalibrationRounds>
}

/** Shares of counts are fractions: a count that came from one comes back. */
const countRounding = 1e-6

type Plan<Op extends Instruction['op']> = (planner: Planner, instruction: InstructionNamed<Op>, index: number) => Job | undefined

const free: Cost = { seconds: 0, energyJoules: {} }

const plans: { readonly [Op in Instruction['op']]: Plan<Op> } = {
  halt: () => undefined,
  program: (planner, { unit, bank: number, tile: index, write }) => {
    const unitClass = classOf(planner, unit)
    const bank = bankOf(planner, unit, number, unitClass)
    const tile = planner.program.tiles[index]!
    const { written, newlyHeld } = writeTile(bank, unitClass, index, tile, write, () =>
      planner.drivesOf(unit * 16 + number, index, tile, unitClass.columns),
    )
    const { rows, columns } = tile
    const far = planner.farMoves.program(unit * 16 + number, unitClass, tile)
    const cost = remember(planner, unitClass, { size: written, rows, columns, flags: far.coarse ? 4 : 0 }, () =>
      programCost(planner.target, unitClass, { rows, columns, ringsWritten: written, coarse: far.coarse }),
    )
    return { cost, holdWatts: holdPowerWatts(planner.target, unitClass, newlyHeld) + far.holdWatts, ringsWritten: written }
  },
  imprint: (planner, { unit, bank: number, tile: index }) => {
    const unitClass = classOf(planner, unit)
    const bank = bankOf(planner, unit, number, unitClass)
    const tile = planner.program.tiles[index]!
    const { rows, columns } = tile
    const { written, newlyHeld } = writeTile(bank, unitClass, index, tile, 'whole', () =>
      planner.drivesOf(unit * 16 + number, index, tile, unitClass.columns),
    )
    const far = planner.farMoves.imprint(unit * 16 + number, unitClass, tile)
    const cost = remember(planner, unitClass, { size: written, rows, columns, flags: 1 }, () =>
      programCost(planner.target, unitClass, { rows, columns, ringsWritten: written, operand: 'activations', coarse: far.coarse }),
    )
    return { cost, holdWatts: holdPowerWatts(planner.target, unitClass, newlyHeld) + far.holdWatts, ringsWritten: written }
  },
  calibrate: (planner, { unit, bank: number, probes, iterations, procedure, settle }, index) => {
    const unitClass = classOf(planner, unit)
    const { rows, columns } = bankOf(planner, unit, number, unitClass)
    const size = (settle * 2 ** 16 + probes) * 2 ** 8 + iterations
    const cost = remember(planner, unitClass, { size, rows, columns, flags: procedure === 'measure' ? 3 : 2 }, () =>
      calibrateCost(planner.target, calibratedClass(unitClass, procedure, settle), { rows, columns, probes, iterations }),
    )
    if (planner.program.queues === 'bank')
      planner.rounds.set(index, calibrationRounds(calibratedClass(unitClass, procedure, settle), { rows, columns, probes, iterations }))
    return job(cost)
  },
  shuffle: (planner, { unit, output }) => {
    const { positions, count } = planner.program.patterns[output]!
    const elements = positions.reduce((product, axis) => product * axis.count, count)
    return job(shuffleCost(planner.target, classOf(planner, unit), { elements, inPassing: false }))
  },
  loop: () => undefined,
  repeat: () => undefined,
  when: () => undefined,
  resume: () => undefined,
  compact: (planner, { input, register }, index) => {
    const { positions, count } = planner.program.patterns[input]!
    const elements = positions.reduce((product, axis) => product * axis.count, count)
    const kept = Math.min(elements, Math.ceil(densityOf(planner, index) * elements - countRounding))
    planner.counts.set(register, kept)
    return job(compactCost(planner.target, { elements, kept, indexBytes: indexEntryBytes }))
  },
  stream: (planner, { unit, use, input, output, store, inputs, direction }, index) => {
    const { tile: held, gain } = planner.program.uses[use]!
    const tile = planner.program.tiles[held]!
    const positions = positionsOf(planner, output)
    const scaledByLight = gain !== undefined
    const { rows, columns } = tile
    const [signed, accumulate] = [inputs === 'signed', store === 'accumulate']
    const unitClass = classOf(planner, unit)
    const indexBytes = indexEntryBytes * (listedElements(planner, input) + listedElements(planner, output))
    const { memory, tile: constant } = planner.program.buffers[planner.program.patterns[input]!.buffer]!
    const operand = memory === 'weight' ? 'weights' : 'activations'
    const isGated = unitClass.moving.gating === 'zeros'
    const density = isGated && constant !== undefined ? constantDensity(planner, index, constant) : densityOf(planner, index)
    if (indexBytes > 0 || (density !== 1 && isGated)) {
      const common = { rows, columns, positions, signed, accumulate, direction } as const
      return job(streamCost(planner.target, unitClass, { ...common, operand, indexBytes, density, scaledByLight }))
    }
    const flags =
      8 +
      (signed ? 1 : 0) +
      (accumulate ? 2 : 0) +
      (direction === 'transposed' ? 4 : 0) +
      (operand === 'weights' ? 16 : 0) +
      (scaledByLight ? 32 : 0)
    const cost = remember(planner, unitClass, { size: positions, rows, columns, flags }, () =>
      streamCost(planner.target, unitClass, { rows, columns, positions, signed, accumulate, direction, operand, scaledByLight }),
    )
    return job(cost)
  },
  kernel: (planner, { kernel: index }) => {
    const { work, inputs, outputs } = planner.program.kernels[index]!
    const traffic = { bytesRead: activationTraffic(planner, inputs), bytesWritten: activationTraffic(planner, outputs) }
    return job(kernelCost(planner.target, { work: [...work], ...traffic }))
  },
  wait: () => job(free),
}

/** The jobs of a checked program. Banks are followed in issue order, which is each queue's order. */
export function planJobs(program: Program, target: Target, density: InputDensity = 1): Jobs {
  return jobsOf(createPlanner(program, target, density), 0)
}

/** The jobs of an inference that follows others, from `resume` on, whose rings are as those left them; undefined for programs without. */
export function planResumedJobs(program: Program, target: Target, density: InputDensity = 1): Jobs | undefined {
  const resume = program.instructions.findIndex(({ op }) => op === 'resume')
  if (resume === -1) return undefined
  const planner = createPlanner(program, target, density)
  const { holdWatts } = jobsOf(planner, 0)
  planner.counts.clear()
  // All rings that are ever held are held throughout.
  return { ...jobsOf(planner, resume), standingWatts: holdWatts.reduce((sum, watts) => sum + watts, 0) }
}

function createPlanner(program: Program, target: Target, density: InputDensity): Planner {
  return {
    program,
    target,
    keepCodes: program.instructions.some((instruction) => instruction.op === 'program' && instruction.write === 'changed'),
    banks: new Map(),
    elementBytes: target.memories.activation.elementBits / 8,
    classes: target.units.flatMap((unitClass) => Array.from({ length: unitClass.count }, () => unitClass)),
    positions: new Float64Array(program.patterns.length),
    costs: new Map(),
    last: Array.from({ length: 64 }, () => undefined),
    density,
    drivesOf: drivesIn(program),
    farMoves: createFarMoves(target),
    counts: new Map(),
    rounds: new Map(),
  }
}

/** From an instruction on; those before it have no job. */
function jobsOf(planner: Planner, first: number): Jobs {
  const { program, target } = planner
  const { instructions } = program
  const conditions = conditionsOf(instructions)
  const queues = queuesOf(program, target)
  const jobs = emptyJobs(instructions.length, queues)
  const places = new Map<Cost, number>()
  for (let index = first; index < instructions.length; index++) {
    const instruction = instructions[index]!
    const planned = plan(planner, instruction, index)
    if (planned === undefined) continue
    const skipped = conditions.size > 0 && !holds(conditions.get(index), planner.counts)
    const { cost, holdWatts, ringsWritten } = skipped ? job(free) : planned
    let place = places.get(cost)
    if (place === undefined) {
      place = jobs.costs.push(cost) - 1
      places.set(cost, place)
    }
    jobs.queue[index] = queueOf(queues, instruction)
    jobs.cost[index] = place
    jobs.seconds[index] = cost.seconds
    jobs.holdWatts[index] = holdWatts
    jobs.ringsWritten[index] = ringsWritten
    if (instruction.op === 'wait') {
      jobs.event[index] = instruction.event
      jobs.count[index] = instruction.count
    } else if ('signal' in instruction) jobs.signal[index] = instruction.signal
    if (instruction.op === 'stream' && !skipped) jobs.streams[index] = 1
  }
  return program.queues === 'bank' ? { ...jobs, shared: sharedHardware(planner, jobs) } : jobs
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
    costs: [],
    seconds: new Float64Array(length),
    holdWatts: new Float64Array(length),
    standingWatts: 0,
    ringsWritten: new Float64Array(length),
    streams: new Uint8Array(length),
    signal: new Int32Array(length),
    event: new Int32Array(length),
    count: new Int32Array(length),
  }
}

function plan<Op extends Instruction['op']>(planner: Planner, instruction: InstructionNamed<Op>, index: number): Job | undefined {
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

function job(cost: Cost): Job {
  return { cost, holdWatts: 0, ringsWritten: 0 }
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

/** Kinds of work that share a cost: so much, on a tile of this shape, with flags below 64 that tell kinds apart. */
interface WorkShape {
  readonly size: number
  readonly rows: number
  readonly columns: number
  readonly flags: number
}

interface KnownCost extends WorkShape {
  readonly unitClass: UnitClass
  readonly cost: Cost
}

/** The cost of this much work of this shape, computed once: programs repeat few kinds of work very often. */
function remember({ costs, last }: Planner, unitClass: UnitClass, work: WorkShape, compute: () => Cost): Cost {
  const { size, rows, columns, flags } = work
  const before = last[flags]
  if (before?.unitClass === unitClass && before.size === size && before.rows === rows && before.columns === columns) return before.cost
  let ofClass = costs.get(unitClass)
  if (ofClass === undefined) costs.set(unitClass, (ofClass = new Map()))
  let ofSize = ofClass.get(size)
  if (ofSize === undefined) ofClass.set(size, (ofSize = new Map()))
  const shape = (rows * 2 ** 24 + columns) * 64 + flags
  let cost = ofSize.get(shape)
  if (cost === undefined) ofSize.set(shape, (cost = compute()))
  last[flags] = { unitClass, size, rows, columns, flags, cost }
  return cost
}

function bankOf(planner: Planner, unit: number, number: number, unitClass: UnitClass): Bank {
  const key = unit * 16 + number
  const known = planner.banks.get(key)
  if (known !== undefined) return known
  const bank = createBank(unitClass, planner.keepCodes)
  planner.banks.set(key, bank)
  return bank
}

/** Bytes a kernel moves to or from the activation memory; what the ECU holds itself costs no traffic. */
function activationTraffic(planner: Planner, bindings: readonly Binding[]): number {
  const buffers = bindings.map((binding) => planner.program.buffers[binding.buffer]!)
  return buffers.reduce((sum, buffer) => sum + (buffer.memory === 'activation' ? elementsOf(buffer) * planner.elementBytes : 0), 0)
}
