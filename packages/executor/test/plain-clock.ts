/*
 * The rules of queues and of what banks share, as loops over plain data: time goes on from one change to the next, and everything is looked at each
 * time. Slow, and written without a look at the scheduler.
 */

/** What an instruction asks of its unit; a calibration writes, and takes the light for its probes. */
export type PlainJob =
  | { readonly kind: 'wait'; readonly queue: number; readonly event: number; readonly count: number }
  | {
      readonly kind: 'alone' | 'light' | 'writing'
      readonly queue: number
      readonly seconds: number
      readonly signal: number
    }
  | {
      readonly kind: 'calibration'
      readonly queue: number
      readonly rounds: number
      readonly quiet: number
      readonly lit: number
      readonly signal: number
    }

interface Running {
  readonly index: number
  readonly unit: number
  readonly needs: 'nothing' | 'light' | 'writing'
  /** What is left: phases of seconds, each with or without light. */
  phases: { left: number; lit: boolean }[]
}

/** When each instruction starts and ends; undefined for a deadlock. `unitOf`: the unit of a queue, -1 for the ECU. */
export function plainClock(
  jobs: readonly PlainJob[],
  unitOf: readonly number[],
): { readonly start: number[]; readonly end: number[] } | undefined {
  const start = jobs.map(() => -1)
  const end = jobs.map(() => -1)
  const next = unitOf.map(() => 0)
  const queues = unitOf.map((_, queue) => jobs.flatMap((job, index) => (job.queue === queue ? [index] : [])))
  const signals = new Map<number, number>()
  const asked = new Map<number, number>()
  let running: Running[] = []
  let now = 0

  const phasesOf = (job: PlainJob): Running['phases'] => {
    if (job.kind === 'wait') return []
    if (job.kind !== 'calibration') return [{ left: job.seconds, lit: false }]
    return Array.from({ length: job.rounds }, () => [
      { left: job.quiet, lit: false },
      { left: job.lit, lit: true },
    ])
      .flat()
      .filter(({ left }) => left > 0)
  }
  const begin = (index: number, needs: Running['needs']): void => {
    start[index] = now
    running.push({ index, unit: unitOf[jobs[index]!.queue]!, needs, phases: phasesOf(jobs[index]!) })
  }
  const finish = (index: number): void => {
    const job = jobs[index]!
    end[index] = now
    next[job.queue]!++
    if (job.kind !== 'wait' && job.signal !== 0) signals.set(job.signal, (signals.get(job.signal) ?? 0) + 1)
  }
  /** Ends what is over and looks at the head of every queue, until nothing changes. */
  const settle = (): void => {
    for (let changed = true; changed;) {
      changed = false
      const over = running.filter(({ phases }) => phases.every(({ left }) => left === 0))
      running = running.filter((one) => !over.includes(one))
      for (const { index } of over) finish(index)
      changed ||= over.length > 0
      for (const [queue, list] of queues.entries()) {
        const index = list[next[queue]!]
        if (index === undefined || running.some((one) => one.index === index)) continue
        const job = jobs[index]!
        if (job.kind === 'wait') {
          if (start[index] === -1) start[index] = now
          if ((signals.get(job.event) ?? 0) < job.count) continue
          finish(index)
          changed = true
        } else if (job.kind === 'alone' || phasesOf(job).every(({ left }) => left === 0)) {
          begin(index, 'nothing')
          changed = true
        } else if (!asked.has(index)) asked.set(index, now)
      }
    }
  }
  const grant = (): void => {
    for (const unit of new Set(unitOf))
      for (const needs of ['light', 'writing'] as const) {
        if (running.some((one) => one.unit === unit && one.needs === needs)) continue
        const [first] = [...asked]
          .filter(
            ([index]) =>
              start[index] === -1 && unitOf[jobs[index]!.queue] === unit && (jobs[index]!.kind === 'light') === (needs === 'light'),
          )
          .toSorted(([a, since], [b, then]) => since - then || a - b)
        if (first !== undefined) begin(first[0], needs)
      }
  }
  const isPaused = ({ unit, needs }: Running): boolean =>
    needs === 'light' && running.some((other) => other.unit === unit && other.needs === 'writing' && other.phases[0]!.lit)

  settle()
  grant()
  while (running.length > 0) {
    const moving = running.filter((one) => !isPaused(one))
    const step = Math.min(...moving.map(({ phases }) => phases[0]!.left))
    now += step
    for (const { phases } of moving) {
      phases[0]!.left -= step
      if (phases[0]!.left === 0 && phases.length > 1) phases.shift()
    }
    settle()
    grant()
  }
  return next.every((place, queue) => place === queues[queue]!.length) ? { start, end } : undefined
}
