import { memorySlices } from './memory-tracks.ts'

/** An interval of the machine's time, as a trace shows it. */
export interface TraceStep {
  readonly instruction: number
  readonly op: string
  /** The ONNX node. */
  readonly node: string
  /** 'ecu', 'unit 3', or 'unit 3 bank 1' where banks have queues of their own. */
  readonly resource: string
  /** The photonic unit, or -1 for the ECU. */
  readonly unit: number
  readonly bank?: number
  readonly tile?: number
  readonly startSeconds: number
  readonly endSeconds: number
  readonly energyJoules: Readonly<Record<string, number>>
  readonly memoryBytes?: number
  readonly waitsFor?: { readonly instruction: number; readonly node: string; readonly reason: string }
}

const process = { units: 1, banks: 2, ecu: 3, counters: 4, memories: 5 } as const

/**
 * Names of the colours that trace viewers know, nearest to those of reports: what is done has the same colour in both where the viewer heeds
 * them (chrome://tracing does; Perfetto colours by name, which is the same in both, too).
 */
const traceColours: Readonly<Record<string, string>> = {
  stream: 'thread_state_running',
  program: 'terrible',
  calibrate: 'rail_response',
  kernel: 'thread_state_iowait',
  shuffle: 'rail_animation',
  wait: 'grey',
}

/** Spread over the time they are stored, not over the instruction that caused them. */
const heldComponents = new Set(['ringHold'])

/**
 * A trace in the Chrome JSON format, which Perfetto opens: a track for each unit (or each of its banks, where these work at once), each bank with the tile it holds, the ECU and each memory; slices are named by
 * layer; counters for power, by component, and for the traffic of memory. Pieces of text, to be written one after the other.
 */
export function* chromeTrace(steps: readonly TraceStep[], latencySeconds: number): Generator<string> {
  yield '{"displayTimeUnit":"ns","traceEvents":[\n'
  yield* metadata(steps)
  for (const step of steps) {
    const track = trackOf(step)
    if (step.op === 'wait' && step.endSeconds <= step.startSeconds) continue
    yield event({
      ph: 'X',
      ...track,
      ...span(step.startSeconds, step.endSeconds),
      name: step.op === 'wait' ? `wait for ${step.waitsFor?.reason ?? 'data'}` : step.node || step.op,
      cat: step.op,
      ...(traceColours[step.op] === undefined ? {} : { cname: traceColours[step.op] }),
      args: {
        instruction: step.instruction,
        op: step.op,
        node: step.node,
        ...(step.bank === undefined ? {} : { bank: step.bank }),
        ...(step.tile === undefined ? {} : { tile: step.tile }),
        ...(step.waitsFor === undefined ? {} : { waitsFor: `instruction ${step.waitsFor.instruction} of ${step.waitsFor.node}` }),
        nanoseconds: Number(((step.endSeconds - step.startSeconds) * 1e9).toPrecision(9)),
        picojoules: Object.values(step.energyJoules).reduce((sum, joules) => sum + joules, 0) * 1e12,
      },
    })
  }
  yield* bankTracks(steps, latencySeconds)
  yield* memoryTracks(steps)
  yield* powerCounter(steps, latencySeconds)
  yield `{"ph":"i","s":"g","pid":${process.ecu},"tid":0,"ts":${micro(latencySeconds)},"name":"end"}\n]}\n`
}

function* metadata(steps: readonly TraceStep[]): Generator<string> {
  const names: Record<number, string> = {
    [process.units]: 'photonic units',
    [process.banks]: 'banks',
    [process.ecu]: 'ECU',
    [process.counters]: 'power and memory',
    [process.memories]: 'memories',
  }
  for (const [pid, name] of Object.entries(names)) yield event({ ph: 'M', pid: Number(pid), name: 'process_name', args: { name } })
  const tracks = new Map(steps.flatMap((step) => (step.unit < 0 ? [] : [[step.resource, trackOf(step)]])))
  for (const [name, track] of tracks) yield event({ ph: 'M', ...track, name: 'thread_name', args: { name } })
}

/** A unit has one track, or one for each bank that has a queue. */
function trackOf({ unit, bank = 0, resource }: TraceStep): { readonly pid: number; readonly tid: number } {
  if (unit < 0) return { pid: process.ecu, tid: 0 }
  return { pid: process.units, tid: resource.includes('bank') ? unit * 16 + bank : unit }
}

const memoryTrack = { activation: 0, weight: 1 } as const

/** What each memory serves. */
function* memoryTracks(steps: readonly TraceStep[]): Generator<string> {
  for (const [memory, tid] of Object.entries(memoryTrack))
    yield event({ ph: 'M', pid: process.memories, tid, name: 'thread_name', args: { name: `${memory} memory` } })
  for (const { memory, startSeconds, endSeconds, nodes, bytes } of memorySlices(steps))
    yield event({
      ph: 'X',
      pid: process.memories,
      tid: memoryTrack[memory],
      ...span(startSeconds, endSeconds),
      name: nodes.length === 1 ? nodes[0] || 'no layer' : `${nodes.length} layers`,
      cat: 'memory',
      args: { bytes: Math.round(bytes), nodes: nodes.join(', ') },
    })
}

/** From each write to the next, the tile that a bank holds. */
function* bankTracks(steps: readonly TraceStep[], latencySeconds: number): Generator<string> {
  const open = new Map<number, TraceStep>()
  const slice = (key: number, step: TraceStep, until: number): string =>
    event({
      ph: 'X',
      pid: process.banks,
      tid: key,
      ...span(step.endSeconds, Math.max(step.endSeconds, until)),
      name: `${step.node} (tile ${step.tile})`,
      cat: 'resident',
      args: { instruction: step.instruction, node: step.node, tile: step.tile },
    })
  const named = new Set<number>()
  for (const step of steps) {
    if ((step.op !== 'program' && step.op !== 'imprint') || step.bank === undefined) continue
    const key = step.unit * 16 + step.bank
    if (!named.has(key)) {
      named.add(key)
      yield event({ ph: 'M', pid: process.banks, tid: key, name: 'thread_name', args: { name: `unit ${step.unit} bank ${step.bank}` } })
    }
    const before = open.get(key)
    if (before !== undefined) yield slice(key, before, step.startSeconds)
    open.set(key, step)
  }
  for (const [key, step] of open) yield slice(key, step, latencySeconds)
}

/** Power in watts by component: each instruction's energy spread evenly over its time, that of held rings over the rest of the run. */
function* powerCounter(steps: readonly TraceStep[], latencySeconds: number): Generator<string> {
  const changes: { readonly seconds: number; readonly component: string; readonly watts: number }[] = []
  for (const { startSeconds, endSeconds, energyJoules } of steps) {
    for (const [component, joules] of Object.entries(energyJoules)) {
      const until = heldComponents.has(component) ? latencySeconds : endSeconds
      if (until <= startSeconds || joules === 0) continue
      const watts = joules / (until - startSeconds)
      changes.push({ seconds: startSeconds, component, watts }, { seconds: until, component, watts: -watts })
    }
  }
  changes.sort((a, b) => a.seconds - b.seconds)
  const power: Record<string, number> = {}
  for (let i = 0; i < changes.length;) {
    const { seconds } = changes[i]!
    for (; i < changes.length && changes[i]!.seconds === seconds; i++) {
      const { component, watts } = changes[i]!
      power[component] = (power[component] ?? 0) + watts
    }
    const values = Object.entries(power).map(([component, watts]): [string, number] => [
      component,
      Math.max(0, Number(watts.toPrecision(6))),
    ])
    yield event({ ph: 'C', pid: process.counters, ts: micro(seconds), name: 'power (W)', args: Object.fromEntries(values) })
  }
  yield* memoryCounter(steps)
}

/** Bytes a second between the activation and weight memories and the rest, by energy of traffic where bytes are not told. */
function* memoryCounter(steps: readonly TraceStep[]): Generator<string> {
  const changes: (readonly [seconds: number, rate: number])[] = []
  for (const { startSeconds, endSeconds, memoryBytes } of steps) {
    if (memoryBytes === undefined || memoryBytes === 0 || endSeconds <= startSeconds) continue
    const rate = memoryBytes / (endSeconds - startSeconds)
    changes.push([startSeconds, rate], [endSeconds, -rate])
  }
  changes.sort(([a], [b]) => a - b)
  let rate = 0
  for (let i = 0; i < changes.length;) {
    const [seconds] = changes[i]!
    for (; i < changes.length && changes[i]![0] === seconds; i++) rate += changes[i]![1]
    yield event({
      ph: 'C',
      pid: process.counters,
      ts: micro(seconds),
      name: 'memory (GB/s)',
      args: { traffic: Math.max(0, Number((rate / 1e9).toPrecision(6))) },
    })
  }
}

/**
 * Start and duration in microseconds, both ends at whole nanoseconds: viewers round to these, and would have slices overlap that touch where start and
 * duration are rounded apart. Arguments of a slice have its exact time.
 */
function span(startSeconds: number, endSeconds: number): { readonly ts: number; readonly dur: number } {
  const [start, end] = [Math.round(startSeconds * 1e9), Math.round(endSeconds * 1e9)]
  return { ts: start / 1e3, dur: (end - start) / 1e3 }
}

function micro(seconds: number): number {
  return Number((seconds * 1e6).toFixed(6))
}

function event(fields: object): string {
  return `${JSON.stringify(fields)},\n`
}
