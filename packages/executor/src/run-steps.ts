import { type Cost, energyComponents, type EnergyItems } from '@onnc/hardware'
import type { Instruction, Program } from '@onnc/isa'
import { access, imprintBuffer } from './check-reads.ts'
import type { CheckedProgram } from './check-program.ts'
import type { Jobs } from './job.ts'
import { sharesValues } from './memory-layout.ts'
import { queueName } from './queues.ts'
import type { Schedule } from './schedule.ts'

/**
 * Why a queue stood still: for values that a unit computes (`data`), for a result of the ECU (`ecu`), until memory that it is to write was free
 * (`memory`), or until another bank was through with the light or the writing of their unit (`unit`).
 */
export type WaitReason = 'data' | 'ecu' | 'memory' | 'unit'

/** One interval of a resource's time, with what it was for. */
export interface RunStep {
  /** Index in the program's instructions; with loops, several steps have the same. */
  readonly instruction: number
  readonly op: Instruction['op']
  /** Whose time it is: 'ecu', 'unit 3', or 'unit 3 bank 1' where banks have queues of their own. */
  readonly resource: string
  /** The photonic unit, or -1 for the ECU. */
  readonly unit: number
  /** The ring set, where one is meant, or whose queue it is. */
  readonly bank?: number
  readonly tile?: number
  readonly startSeconds: number
  readonly endSeconds: number
  /** Of this instruction, in joules; `ringHold` of the rings it programs first, from then to the end. */
  readonly energyJoules: Partial<EnergyItems>
  /** Products of weights and inputs that a stream computes. */
  readonly products: number
  /**
   * The step that ended a standstill, an index into the list, and what was waited for: of a wait, all of whose time that is, or of what waited at the
   * head of its queue until its unit was free, since `since`.
   */
  readonly waitsFor?: { readonly step: number; readonly reason: WaitReason; readonly since: number }
}

/** Every interval in the order of their starts, waits included. */
export function listSteps(
  { program, layout, origin }: Pick<CheckedProgram, 'program' | 'layout' | 'origin'>,
  jobs: Jobs,
  { start, end, order, held: waited }: Schedule,
  latencySeconds: number,
): RunStep[] {
  const sorted = Array.from(order).toSorted((a, b) => start[a]! - start[b]! || a - b)
  const place = new Map(sorted.map((index, i) => [index, i]))
  const signallers = signalsInTime(program, sorted, end)
  const following = followingWork(program, sorted, jobs)
  const names = Array.from({ length: jobs.queues.count }, (_, queue) => queueName(jobs.queues, queue))
  /** By cost: equal work shares its energies. */
  const energies: Partial<EnergyItems>[] = []
  return sorted.map((index): RunStep => {
    const instruction = program.instructions[index]!
    const queue = jobs.queue[index]!
    const isOfUnit = instruction.op === 'wait' || instruction.op === 'shuffle'
    const bank = 'bank' in instruction && !isOfUnit ? instruction.bank : jobs.queues.banks[queue]!
    const held = jobs.holdWatts[index]! * (latencySeconds - start[index]!)
    const energyJoules =
      held !== 0 ? spent(jobs.costs[jobs.cost[index]!]!, held) : (energies[jobs.cost[index]!] ??= spent(jobs.costs[jobs.cost[index]!]!, 0))
    const step = {
      instruction: origin?.[index] ?? index,
      op: instruction.op,
      resource: names[queue]!,
      unit: jobs.queues.units[queue]!,
      ...(bank === -1 ? {} : { bank }),
      ...tileOf(program, instruction),
      startSeconds: start[index]!,
      endSeconds: end[index]!,
      energyJoules,
      products: productsOf(program, instruction),
    }
    const behind = waited.get(index)
    if (behind !== undefined) return { ...step, waitsFor: { step: place.get(behind.behind)!, reason: 'unit', since: behind.asked } }
    if (instruction.op !== 'wait' || end[index]! <= start[index]!) return step
    const signaller = signallers.get(instruction.event)?.[instruction.count - 1]
    if (signaller === undefined) return step
    const next = following.get(index)
    const from = program.instructions[signaller]!
    const reason = from.op === 'kernel' ? 'ecu' : next !== undefined && reads(program, layout, next, from) ? 'data' : 'memory'
    return { ...step, waitsFor: { step: place.get(signaller)!, reason, since: start[index]! } }
  })
}

/** Energies that are not 0, with what heaters take. */
function spent({ energyJoules }: Cost, heldJoules: number): Partial<EnergyItems> {
  const items: Partial<Record<keyof EnergyItems, number>> = {}
  for (const component of energyComponents) {
    const joules = (energyJoules[component] ?? 0) + (component === 'ringHold' ? heldJoules : 0)
    if (joules > 0) items[component] = joules
  }
  return items
}

function tileOf({ uses }: Program, instruction: Instruction): { tile: number } | object {
  if (instruction.op === 'program' || instruction.op === 'imprint') return { tile: instruction.tile }
  return instruction.op === 'stream' ? { tile: uses[instruction.use]!.tile } : {}
}

function productsOf({ uses, tiles, patterns }: Program, instruction: Instruction): number {
  if (instruction.op !== 'stream') return 0
  const { tile, outScale } = uses[instruction.use]!
  const { rows, columns } = tiles[tile]!
  const inputs = instruction.direction === 'transposed' ? rows : columns
  return patterns[instruction.output]!.positions.reduce((product, axis) => product * axis.count, outScale.length * inputs)
}

/** By event, the instructions that signal it as they end. */
function signalsInTime({ instructions }: Program, order: readonly number[], end: Float64Array): Map<number, number[]> {
  const signals = new Map<number, number[]>()
  for (const index of order.toSorted((a, b) => end[a]! - end[b]! || a - b)) {
    const instruction = instructions[index]!
    if (!('signal' in instruction) || instruction.signal === 0) continue
    const known = signals.get(instruction.signal)
    if (known === undefined) signals.set(instruction.signal, [index])
    else known.push(index)
  }
  return signals
}

/** By wait, what its queue does after it. */
function followingWork({ instructions }: Program, order: readonly number[], jobs: Jobs): Map<number, Instruction> {
  const next = new Map<number, Instruction>()
  const work = new Map<number, Instruction>()
  for (const index of order.toReversed()) {
    const queue = jobs.queue[index]!
    const instruction = instructions[index]!
    if (instruction.op !== 'wait') work.set(queue, instruction)
    else if (work.has(queue)) next.set(index, work.get(queue)!)
  }
  return next
}

/** Whether an instruction reads, or adds to, what another writes. */
function reads(program: Program, layout: CheckedProgram['layout'], instruction: Instruction, writer: Instruction): boolean {
  const written = buffersOf(program, writer).writes
  return buffersOf(program, instruction).reads.some((read) =>
    written.some((buffer) => read === buffer || sharesValues(layout, read, buffer)),
  )
}

function buffersOf(program: Program, instruction: Instruction): { reads: readonly number[]; writes: readonly number[] } {
  const { patterns, kernels } = program
  if (instruction.op === 'compact') return access(program, instruction)
  if (instruction.op === 'imprint') return { reads: [imprintBuffer(program, instruction.tile)], writes: [] }
  if (instruction.op === 'kernel') {
    const { inputs, outputs } = kernels[instruction.kernel]!
    return { reads: inputs.map(({ buffer }) => buffer), writes: outputs.map(({ buffer }) => buffer) }
  }
  if (instruction.op !== 'stream' && instruction.op !== 'shuffle') return { reads: [], writes: [] }
  const [input, output] = [patterns[instruction.input]!.buffer, patterns[instruction.output]!.buffer]
  const adds = instruction.op === 'stream' && instruction.store === 'accumulate'
  return { reads: adds ? [input, output] : [input], writes: [output] }
}
