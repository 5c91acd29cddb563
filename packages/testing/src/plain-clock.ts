/*
 * The rules of queues and of what banks share, as loops over plain data: time goes on from one change to the next, and everything is looked at each
 * time. Slow, and written without a look at the scheduler.
 */

/** What an instruction asks of its unit; a calibration writes, and in each round takes the light for its probes. */
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
  /** What is left: phases of seconds, each with or without probes. */
  phases: { left: number; lit: boolean }[]
  /** Since when it asks to probe, and whether it does. */
  asks: number
  probes: boolean
}

/**
 * When each instruction starts and ends; undefined for a deadlock. `unitOf`: the unit of a queue, -1 for the ECU; `sharesDacs`: by unit, whether one bank is
 * written at a time.
 */
export function plainClock(
  jobs: readonly PlainJob[],
  unitOf: readonly number[],
  sharesDacs: readonly boolean[],
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
    running.push({ index, unit: unitOf[jobs[index]!.queue]!, needs, phases: phasesOf(jobs[index]!), asks: now, probes: false })
  }
  const needsOf = ({ kind, queue }: PlainJob): Running['needs'] => {
    if (kind === 'light') return 'light'
    return kind === 'alone' || !sharesDacs[unitOf[queue]!] ? 'nothing' : 'writing'
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
        } else if (phasesOf(job).every(({ left }) => left === 0)) {
          begin(index, 'nothing')
          changed = true
        } else if (!asked.has(index)) asked.set(index, now)
      }
    }
  }
  const waiting = (unit: number, needs: Running['needs']): (readonly [number, number])[] =>
    [...asked].filter(([index]) => start[index] === -1 && unitOf[jobs[index]!.queue] === unit && needsOf(jobs[index]!) === needs)
  const grant = (): void => {
    for (const unit of new Set(unitOf)) {
      for (const [index] of waiting(unit, 'nothing')) begin(index, 'nothing')
      const isTaken = (needs: Running['needs']): boolean => running.some((one) => one.unit === unit && one.needs === needs)
      const written = isTaken('writing') ? undefined : firstOf(waiting(unit, 'writing'))
      if (written !== undefined) begin(written, 'writing')
      const here = running.filter((one) => one.unit === unit)
      const probed = firstOf(here.filter(({ phases }) => phases[0]?.lit === true).map(({ index, asks }) => [index, asks] as const))
      if (probed !== undefined && !here.some(({ probes }) => probes)) running.find(({ index }) => index === probed)!.probes = true
      const streamed = isTaken('light') ? undefined : firstOf(waiting(unit, 'light'))
      if (streamed !== undefined) begin(streamed, 'light')
    }
  }
  const isPaused = ({ unit, needs, phases, probes }: Running): boolean =>
    phases[0]!.lit ? !probes : needs === 'light' && running.some((other) => other.unit === unit && other.probes)

  settle()
  grant()
  while (running.length > 0) {
    const moving = running.filter((one) => !isPaused(one))
    const step = Math.min(...moving.map(({ phases }) => phases[0]!.left))
    now += step
    for (const one of moving) {
      one.phases[0]!.left -= step
      if (one.phases[0]!.left > 0) continue
      one.probes = false
      one.asks = now
      if (one.phases.length > 1) one.phases.shift()
    }
    settle()
    grant()
  }
  return next.every((place, queue) => place === queues[queue]!.length) ? { start, end } : undefined
}

/** The first of those that ask, by when they did and where they stand. */
function firstOf(asking: readonly (readonly [index: number, since: number])[]): number | undefined {
  return asking.toSorted(([a, since], [b, then]) => since - then || a - b)[0]?.[0]
}
