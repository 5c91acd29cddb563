import { energyComponents, type EnergyItems, type Target, toleratedSeconds } from '@onnc/hardware'
import { failure, type Result, success } from '@onnc/support'
import { atOrigin, type CheckedProgram } from './check-program.ts'
import { findRaces } from './find-races.ts'
import type { InputDensity } from './input-density.ts'
import { type Jobs, planJobs, planResumedJobs } from './job.ts'
import { createProblems } from './problems.ts'
import { listSteps, type RunStep } from './run-steps.ts'
import { ecuQueue, noQueue, queueName } from './queues.ts'
import { type Schedule, scheduleJobs } from './schedule.ts'
import { usedOperations } from './used-operations.ts'

/** Energy by component, in joules, and their sum. */
export type EnergyReport = EnergyItems & { readonly total: number }

/** Shares of the latency of one inference, from 0 to 1. */
export interface Utilisation {
  /** Mean over all units of the target, or over all banks where they have queues of their own: programming, calibrating and streaming. */
  readonly units: number
  /** Mean over all units, streaming only. */
  readonly streaming: number
  readonly ecu: number
}

/** One interval of a resource's time. */
export interface TimelineEvent {
  readonly instruction: number
  readonly startSeconds: number
  readonly endSeconds: number
  /** 'ecu', 'unit 3', or 'unit 3 bank 1' where banks have queues of their own. */
  readonly resource: string
  /** Of this instruction, in joules; ring hold is not one instruction's and stands in the totals only. */
  readonly energyJoules: Partial<EnergyItems>
}

/** What an inference costs that finds the rings as another one left them. */
export interface ResumedTimes {
  readonly latencySeconds: number
  readonly energyJoules: EnergyReport
  readonly ringsWritten: number
  /** Banks programmed. */
  readonly programs: number
  /** After so long what is in place has to be written and calibrated anew, by running the program from its start; Infinity: never. */
  readonly renewSeconds: number
}

/** What one inference costs, independent of the data: time, energy, and what the resources did. */
export interface Timeline {
  /** From the first instruction to the end of the last. */
  readonly latencySeconds: number
  readonly energyJoules: EnergyReport
  readonly utilisation: Utilisation
  /** Rings that were given a drive, over all programs. */
  readonly ringsWritten: number
  /** Instruction indices in an order in which values can be computed: streams, kernels and moves as they start. */
  readonly order: Uint32Array
  /** When each instruction starts, by index. */
  readonly startSeconds: Float64Array
  /** Every interval, waits included, by start. */
  readonly events: () => readonly TimelineEvent[]
  /** The same with what each was for. */
  readonly steps: () => readonly RunStep[]
  /** Of an inference that follows others, where the program says what those leave. */
  readonly resumed?: ResumedTimes
  /** The same with other shares of inputs that are not zero: no time changes but that of what depends on counts; energy does on targets that gate zeros. */
  readonly withDensity: (density: InputDensity) => Timeline
}

/** Time and energy of a checked program; fails where the program waits for ever, or where a missing wait lets two resources at the same values. */
export function timeProgram(checked: CheckedProgram, density: InputDensity = 1): Result<Timeline> {
  const { program, target } = checked
  const jobs = planJobs(program, target, density)
  const scheduled = scheduleJobs(jobs)
  if (!scheduled.ok) return failure(...atOrigin(scheduled.diagnostics, checked.origin))
  const races = createProblems()
  findRaces(checked, jobs, scheduled.value, races)
  if (races.list().length > 0) return failure(...atOrigin(races.list(), checked.origin))
  const resumed = timeResumed(checked, density)
  if (!resumed.ok) return failure(...atOrigin(resumed.diagnostics, checked.origin))
  return success(timelineOf(checked, jobs, scheduled.value, resumed.value))
}

/** Its own schedule: with tiles in place, instructions meet in another order, and must not race in that either. */
function timeResumed(checked: CheckedProgram, density: InputDensity): Result<ResumedTimes | undefined> {
  const { program, target } = checked
  const jobs = planResumedJobs(program, target, density)
  if (jobs === undefined) return success(undefined)
  const scheduled = scheduleJobs(jobs)
  if (!scheduled.ok) return scheduled
  const races = createProblems()
  findRaces(checked, jobs, scheduled.value, races)
  if (races.list().length > 0) return failure(...races.list())
  const latencySeconds = latest(scheduled.value.end)
  return success({
    latencySeconds,
    energyJoules: energyOf(jobs, scheduled.value.start, latencySeconds),
    ringsWritten: sumOf(jobs.ringsWritten),
    programs: jobs.ringsWritten.reduce((count, rings) => count + (rings > 0 ? 1 : 0), 0),
    renewSeconds: Math.min(...target.units.map((unitClass) => toleratedSeconds(target, unitClass))),
  })
}

function timelineOf(checked: CheckedProgram, jobs: Jobs, schedule: Schedule, resumed: ResumedTimes | undefined): Timeline {
  const { program, target } = checked
  const { start, end, order } = schedule
  const latencySeconds = latest(end)
  const eventOf = (index: number): TimelineEvent => ({
    instruction: checked.origin?.[index] ?? index,
    startSeconds: start[index]!,
    endSeconds: end[index]!,
    resource: queueName(jobs.queues, jobs.queue[index]!),
    energyJoules: jobs.costs[jobs.cost[index]!]!.energyJoules,
  })
  return {
    latencySeconds,
    energyJoules: energyOf(jobs, start, latencySeconds),
    utilisation: utilisationOf(jobs, target, latencySeconds),
    ringsWritten: sumOf(jobs.ringsWritten),
    order,
    startSeconds: start,
    events: () => Array.from(order, eventOf).toSorted((a, b) => a.startSeconds - b.startSeconds || a.instruction - b.instruction),
    steps: () => listSteps(checked, jobs, schedule, latencySeconds),
    ...(resumed === undefined ? {} : { resumed }),
    withDensity: (density) => {
      const others = planJobs(program, target, density)
      const again = timeResumed(checked, density)
      const later = again.ok ? again.value : resumed
      if (!usedOperations(program.instructions).ops.has('when')) return timelineOf(checked, others, schedule, later)
      // What is left out takes no time. Whether anything waits for ever does not depend on how long things take.
      const moved = scheduleJobs(others)
      return timelineOf(checked, others, moved.ok ? moved.value : schedule, later)
    },
  }
}

function latest(end: Float64Array): number {
  let most = 0
  for (let i = 0; i < end.length; i++) if (end[i]! > most) most = end[i]!
  return most
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}

/** Instructions' own energies, and the hold power of every ring from the start of its first programming to the end of the program. */
function energyOf(
  { length, queue, cost, costs, holdWatts, standingWatts }: Jobs,
  start: Float64Array,
  latencySeconds: number,
): EnergyReport {
  const items = Object.fromEntries(energyComponents.map((component) => [component, 0])) as Record<keyof EnergyItems, number>
  // Equal work shares its cost: counted first, and multiplied.
  const counts = new Float64Array(costs.length)
  let hold = standingWatts * latencySeconds
  for (let index = 0; index < length; index++) {
    if (queue[index] === noQueue) continue
    counts[cost[index]!]!++
    hold += holdWatts[index]! * (latencySeconds - start[index]!)
  }
  items.ringHold = hold
  for (const [place, { energyJoules }] of costs.entries())
    for (const component of energyComponents) items[component] += counts[place]! * (energyJoules[component] ?? 0)
  return { ...items, total: energyComponents.reduce((sum, component) => sum + items[component], 0) }
}

function utilisationOf(jobs: Jobs, target: Target, latencySeconds: number): Utilisation {
  let [units, streaming, ecu] = [0, 0, 0]
  for (let index = 0; index < jobs.length; index++) {
    const queue = jobs.queue[index]!
    const seconds = jobs.seconds[index]!
    if (queue === noQueue || seconds === 0) continue
    if (queue === ecuQueue) ecu += seconds
    else {
      units += seconds
      if (jobs.streams[index] === 1) streaming += seconds
    }
  }
  if (latencySeconds === 0) return { units: 0, streaming: 0, ecu: 0 }
  const count = target.units.reduce((sum, unitClass) => sum + unitClass.count, 0)
  const whole = latencySeconds * count
  return {
    units: share(units, latencySeconds * (jobs.queues.count - 1)),
    streaming: share(streaming, whole),
    ecu: share(ecu, latencySeconds),
  }
}

/** At most 1: sums of intervals and the clock round differently. */
function share(seconds: number, of: number): number {
  return Math.min(1, seconds / of)
}
