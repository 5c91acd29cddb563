import type { Details } from '@onnc/results'

type Timeline = Details['timeline']

/** One line of the timeline: slices that do not overlap, by start. */
export interface Track {
  readonly name: string
  readonly kind: 'resource' | 'bank'
  readonly start: Float64Array
  readonly end: Float64Array
  /** Indices of slices in the timeline. */
  readonly slice: Int32Array
}

/** A quantity whose rate changes over time, as its integral: between two changes it grows evenly. */
export interface Curve {
  readonly name: string
  readonly unit: string
  readonly at: Float64Array
  readonly total: Float64Array
}

export interface TimelineModel {
  readonly tracks: readonly Track[]
  readonly curves: readonly Curve[]
  /** Of the whole run, in picoseconds. */
  readonly span: number
}

/** Lays slices out: the ECU and each unit, what each bank holds from one write to the next, power, and the traffic of memory. */
export function timelineModel(timeline: Timeline): TimelineModel {
  const { slices, resources } = timeline
  let span = 1
  for (const [i, start] of slices.startPicoseconds.entries()) span = Math.max(span, start + slices.picoseconds[i]!)
  const byResource = resources.map((): number[] => [])
  for (const [i, resource] of slices.resource.entries()) byResource[resource]!.push(i)
  const tracks = resources.map((name, resource): Track => {
    const members = byResource[resource]!
    return {
      name: name === 'ecu' ? 'ECU' : name,
      kind: 'resource',
      start: Float64Array.from(members, (i) => slices.startPicoseconds[i]!),
      end: Float64Array.from(members, (i) => slices.startPicoseconds[i]! + slices.picoseconds[i]!),
      slice: Int32Array.from(members),
    }
  })
  const curves = [curveOf('power', 'W', slices, slices.femtojoules, 1e-3), curveOf('memory', 'GB/s', slices, slices.bytes, 1e3)]
  return { tracks: [...tracks, ...bankTracks(timeline, span)], curves, span }
}

/** From each write to the next, what a bank holds. */
function bankTracks({ slices, resources, causes }: Timeline, span: number): Track[] {
  const writers = new Set(['program', 'imprint'].map((cause) => causes.indexOf(cause)))
  const writes = new Map<number, number[]>()
  for (const [i, cause] of slices.cause.entries()) {
    if (!writers.has(cause) || slices.bank[i]! < 0) continue
    const key = slices.resource[i]! * 16 + slices.bank[i]!
    const known = writes.get(key)
    if (known === undefined) writes.set(key, [i])
    else known.push(i)
  }
  return [...writes]
    .toSorted(([a], [b]) => a - b)
    .map(([key, members]) => {
      const starts = members.map((i) => slices.startPicoseconds[i]! + slices.picoseconds[i]!)
      const resource = resources[Math.floor(key / 16)]!
      return {
        name: resource.includes('bank') ? `${resource.replace(' bank ', '.')} tiles` : `${resource} bank ${key % 16}`,
        kind: 'bank' as const,
        start: Float64Array.from(starts),
        end: Float64Array.from(members, (_, n) => (n + 1 < members.length ? slices.startPicoseconds[members[n + 1]!]! : span)),
        slice: Int32Array.from(members),
      }
    })
}

/** `scale` turns amounts a picosecond into the unit. */
function curveOf(name: string, unit: string, slices: Timeline['slices'], amounts: readonly number[], scale: number): Curve {
  const changes: [at: number, rate: number][] = []
  for (const [i, amount] of amounts.entries()) {
    const duration = slices.picoseconds[i]!
    if (amount <= 0 || duration <= 0) continue
    const rate = (amount * scale) / duration
    changes.push([slices.startPicoseconds[i]!, rate], [slices.startPicoseconds[i]! + duration, -rate])
  }
  changes.sort(([a], [b]) => a - b)
  const at = new Float64Array(changes.length)
  const total = new Float64Array(changes.length)
  let [rate, sum, before] = [0, 0, 0]
  for (const [i, [time, change]] of changes.entries()) {
    sum += Math.max(0, rate) * (time - before)
    ;[at[i], total[i], before] = [time, sum, time]
    rate += change
  }
  return { name, unit, at, total }
}

/** Mean of a curve between two times. */
export function meanBetween({ at, total }: Curve, from: number, to: number): number {
  return to <= from ? 0 : (integralAt(at, total, to) - integralAt(at, total, from)) / (to - from)
}

function integralAt(at: Float64Array, total: Float64Array, time: number): number {
  if (at.length === 0 || time <= at[0]!) return 0
  const i = firstAbove(at, time) - 1
  if (i >= at.length - 1) return total.at(-1)!
  const share = (time - at[i]!) / (at[i + 1]! - at[i]! || 1)
  return total[i]! + share * (total[i + 1]! - total[i]!)
}

/** The first index whose value is above `limit`; the length where none is. `values` ascend. */
export function firstAbove(values: Float64Array, limit: number, from = 0): number {
  let [low, high] = [from, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! > limit) high = middle
    else low = middle + 1
  }
  return low
}

/** Is told of a part of a track that is drawn as one box: the index in the track, and where it lies. */
export type Visit = (index: number, x: number, width: number) => void

/**
 * Boxes that show a track between two times on `width` pixels: at most two for a pixel column, so that the work depends on the width and not
 * on how many slices there are.
 */
export function eachBox({ start, end }: Pick<Track, 'start' | 'end'>, from: number, to: number, width: number, visit: Visit): void {
  const scale = width / (to - from)
  for (let i = firstAbove(end, from); i < start.length && start[i]! < to;) {
    const x = Math.max(0, (start[i]! - from) * scale)
    const right = Math.min(width, (end[i]! - from) * scale)
    visit(i, x, Math.max(1, right - x))
    i++
    // On to the first slice that reaches past this pixel column; mostly it is the next one.
    const time = from + Math.max(right, Math.floor(x) + 1) / scale
    if (i < end.length && end[i]! <= time) i = firstAbove(end, time, i)
  }
}

/** The slice of a track at a time; -1 where there is none. `reach` is how far off it may lie. */
export function sliceAt({ start, end, slice }: Track, time: number, reach: number): number {
  const i = firstAbove(end, time - reach)
  return i < start.length && start[i]! <= time + reach ? slice[i]! : -1
}
