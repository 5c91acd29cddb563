import { busyUntil, createUnitTimes, delay, freeAt, giveStream, giveWrite, streamableAt, type UnitTimes, writableAt } from './unit-times.ts'

/** One stream of a tile. */
export interface StreamUse {
  /** The tensor it reads. */
  readonly source: number
  /** Streams of a layer with the same part add up to the same outputs; one of them overwrites, the others wait for all that do. */
  readonly part: number
  readonly overwrites: boolean
  /** Without switches of the light's direction, where the machine says how long one takes. */
  readonly overwriteSeconds: number
  readonly addSeconds: number
  /** Light goes the other way. */
  readonly transposed?: boolean
}

/** A tile, or a copy of one, and what goes through it one after the other. */
export interface TileUse {
  /** Uses of the same tile have the same number. */
  readonly tile: number
  readonly writeSeconds: number
  readonly writeJoules: number
  readonly holdWatts: number
  readonly rings: number
  /** The tensor whose values are written, where they are computed. */
  readonly madeOf?: number | undefined
  readonly streams: readonly StreamUse[]
}

export type ResidencyStep =
  | { readonly kind: 'kernel'; readonly reads: readonly number[]; readonly writes: readonly number[]; readonly seconds: number }
  | { readonly kind: 'layer'; readonly out: number; readonly uses: readonly TileUse[] }

/**
 * How places are chosen. `patience`: for how much of a write's time a use waits, or a place is left that would be free sooner, so that a tile that is
 * used again stays. `spare`: a use waits as long as it takes, and room is made in the place that is free first among so many whose tiles are used again
 * latest; with one, as little is written as can be, one tile after the other.
 */
export type Policy = { readonly patience: number } | { readonly spare: number }

/** A use of a tile where it is; `written` first, or still there since it was. */
export interface PlacedUse {
  /** Index of the layer's uses. */
  readonly use: number
  readonly unit: number
  readonly bank: number
  readonly written: boolean
  /** What was overwritten though it will be used again: the tile, and the layer of its next use. */
  readonly evicted?: { readonly tile: number; readonly next: number } | undefined
}

/** What is issued: a tile goes to a place, or a stream through the tile that its use holds. */
export type Action =
  | ({ readonly kind: 'place' } & PlacedUse)
  | { readonly kind: 'stream'; readonly use: number; readonly stream: number; readonly overwrites: boolean }

export interface Residency {
  /** By step, in the order in which they are issued; none for kernels. */
  readonly actions: readonly (readonly Action[])[]
  readonly seconds: number
  readonly writes: number
  readonly ringsWritten: number
  readonly writeJoules: number
  /** Of all rings from their first write to the end. */
  readonly holdJoules: number
  /** By place, what it holds in the end; -1: nothing. */
  readonly end: Int32Array
  /** When units are through with what they were given. */
  readonly times: UnitTimes
  /** By place, to hold the largest tile that was written there. */
  readonly holdWatts: Float64Array
  /** Places whose first content was used before they were written. */
  readonly kept: ReadonlySet<number>
}

export interface Machine {
  readonly units: number
  readonly banks: number
  /** As in `TimedUnit`; true and 0 if absent, which only matters with several banks. */
  readonly writesOne?: boolean
  readonly probeShare?: number
  /** What a switch of direction takes; light stays as it was sent last, but for calibrations, where there are any, which need it forward. */
  readonly turning?: { readonly seconds: number; readonly calibrates: boolean } | undefined
  /** A layer's tiles are written when the layer before is through, as in a machine that does one thing at a time. */
  readonly lockStep?: boolean
}

interface Slot {
  tile: number
  /** The step after the present one that uses it, as far as it was looked up. */
  next: number
  /** Streams that still have to go through. */
  pending: number
  /** Which write its content is of. */
  write: number
  holdWatts: number
  firstSeconds: number
}

/**
 * Places the tiles of a network, layer by layer, and orders each layer's: tiles that are still in place come first, then those that are used
 * again last; where a place has to be made, what is not used again, or latest, makes it. Which of the streams that add up overwrites is free, so
 * those through tiles in place do. Cost: uses times units.
 *
 * @param start the tile that is at each place at first, -1 for none; the steps are then run through again and again, so that what the next time needs is
 *   kept, too. Nothing is there if absent, and nothing is kept.
 */
export function planResidency(steps: readonly ResidencyStep[], machine: Machine, policy: Policy, start?: Int32Array): Residency {
  const slots = Array.from({ length: machine.units * machine.banks }, (): Slot => ({
    tile: -1,
    next: Infinity,
    pending: 0,
    write: -1,
    holdWatts: 0,
    firstSeconds: Infinity,
  }))
  const state: State = {
    machine,
    policy,
    slots,
    times: createUnitTimes(Array.from({ length: machine.units }, () => ({ writesOne: true, probeShare: 0, ...machine }))),
    backwards: new Uint8Array(machine.units),
    residents: new Map(),
    tensors: new Map(),
    usesOf: usesByTile(steps, start === undefined ? 1 : 2),
    wanted: new Map(),
    now: 0,
    end: steps.length,
    ecuFree: 0,
    layerStart: 0,
    last: 0,
    totals: { writes: 0, ringsWritten: 0, writeJoules: 0 },
    kept: new Set(),
  }
  for (const [slot, tile] of start?.entries() ?? []) if (tile !== -1) hold(state, slot, tile)
  const actions = steps.map((step, index): readonly Action[] => {
    state.now = index
    state.layerStart = state.last
    if (step.kind === 'layer') return runLayer(state, step)
    runKernel(state, step)
    return []
  })
  const holdJoules = slots.reduce((sum, slot) => sum + (slot.holdWatts === 0 ? 0 : slot.holdWatts * (state.last - slot.firstSeconds)), 0)
  const end = Int32Array.from(slots, ({ tile }) => tile)
  const holdWatts = Float64Array.from(slots, (slot) => slot.holdWatts)
  return { actions, seconds: state.last, ...state.totals, holdJoules, end, times: state.times, holdWatts, kept: state.kept }
}

/** Notes that a place holds a tile. */
function hold({ slots, residents }: State, place: number, tile: number): void {
  const slot = slots[place]!
  residents.get(slot.tile)?.delete(place)
  slot.tile = tile
  slot.next = -1
  const same = residents.get(tile)
  if (same === undefined) residents.set(tile, new Set([place]))
  else same.add(place)
}

interface State {
  readonly machine: Machine
  readonly policy: Policy
  readonly slots: readonly Slot[]
  readonly times: UnitTimes
  /** By unit, whether its light goes backwards. */
  readonly backwards: Uint8Array
  /** Slots by the tile they hold. */
  readonly residents: Map<number, Set<number>>
  readonly tensors: Map<number, { complete: number; overwritten: number }>
  readonly usesOf: ReadonlyMap<number, readonly number[]>
  /** Uses of the present layer that have no place yet, by tile. */
  readonly wanted: Map<number, number>
  now: number
  ecuFree: number
  /** The number of the step behind the last. */
  readonly end: number
  layerStart: number
  last: number
  readonly totals: { writes: number; ringsWritten: number; writeJoules: number }
  readonly kept: Set<number>
}

/** By tile, the numbers of the steps that use it, ascending, over all passes. */
function usesByTile(steps: readonly ResidencyStep[], passes: number): ReadonlyMap<number, readonly number[]> {
  const uses = new Map<number, number[]>()
  for (let pass = 0; pass < passes; pass++)
    for (const [index, step] of steps.entries()) {
      if (step.kind === 'kernel') continue
      const now = pass * steps.length + index
      for (const { tile } of step.uses) {
        const known = uses.get(tile)
        if (known === undefined) uses.set(tile, [now])
        else if (known.at(-1) !== now) known.push(now)
      }
    }
  return uses
}

/** The step after this one that uses a tile; Infinity where none does. */
function nextUse({ usesOf, now }: State, tile: number): number {
  const uses = usesOf.get(tile)
  if (uses === undefined || uses.at(-1)! <= now) return Infinity
  let [low, high] = [0, uses.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (uses[middle]! > now) high = middle
    else low = middle + 1
  }
  return uses[low]!
}

function completeAt({ tensors }: State, tensor: number): number {
  return tensors.get(tensor)?.complete ?? 0
}

function runKernel(state: State, step: ResidencyStep & { kind: 'kernel' }): void {
  const start = step.reads.reduce((latest, tensor) => Math.max(latest, completeAt(state, tensor)), state.ecuFree)
  state.ecuFree = start + step.seconds
  for (const tensor of step.writes) state.tensors.set(tensor, { complete: state.ecuFree, overwritten: state.ecuFree })
  state.last = Math.max(state.last, state.ecuFree)
}

interface Pending {
  readonly use: number
  readonly stream: number
  readonly overwrites: boolean
}

function runLayer(state: State, { out, uses }: ResidencyStep & { kind: 'layer' }): Action[] {
  const actions: Action[] = []
  const placed = new Map<number, { slot: number; write: number }>()
  const left = uses.map((use) => use.streams.length)
  for (const { tile } of uses) state.wanted.set(tile, (state.wanted.get(tile) ?? 0) + 1)
  for (const { use, stream, overwrites } of streamingOrder(state, uses)) {
    const job = uses[use]!
    const ready = readyAt(state, job.streams[stream]!, overwrites, out)
    let place = placed.get(use)
    // Where all places had to be given away since it was written, a tile is written again.
    if (place === undefined || state.slots[place.slot]!.write !== place.write) {
      const found = placeUse(state, use, job, { ready, pending: left[use]!, isFirst: place === undefined })
      actions.push(found.action)
      place = { slot: found.slot, write: state.slots[found.slot]!.write }
      placed.set(use, place)
    }
    left[use]!--
    const slot = state.slots[place.slot]!
    slot.pending--
    const { overwriteSeconds, addSeconds, transposed = false } = job.streams[stream]!
    turn(state, Math.floor(place.slot / state.machine.banks), transposed)
    const end = giveStream(state.times, place.slot, ready, overwrites ? overwriteSeconds : addSeconds)
    const tensor = state.tensors.get(out) ?? { complete: 0, overwritten: 0 }
    tensor.complete = Math.max(tensor.complete, end)
    if (overwrites) tensor.overwritten = Math.max(tensor.overwritten, end)
    state.tensors.set(out, tensor)
    state.last = Math.max(state.last, end)
    actions.push({ kind: 'stream', use, stream, overwrites })
  }
  return actions
}

function readyAt(state: State, { source }: StreamUse, overwrites: boolean, out: number): number {
  const read = completeAt(state, source)
  return overwrites ? read : Math.max(read, state.tensors.get(out)?.overwritten ?? 0)
}

/** All overwriting streams, then the others: each through tiles in place first, and tiles that are used again last. */
function streamingOrder(state: State, uses: readonly TileUse[]): Pending[] {
  const inPlace = uses.map(({ tile }) => (state.residents.get(tile)?.size ?? 0) > 0)
  const next = uses.map(({ tile }) => nextUse(state, tile))
  const isShared = inPlace.some(Boolean) || next.some((step) => step !== Infinity)
  const overwriting = isShared && canSwap(uses) ? overwriters(uses, inPlace) : undefined
  const streams = uses.flatMap(({ streams: own }, use) =>
    own.map((stream, i): Pending => ({
      use,
      stream: i,
      overwrites: overwriting === undefined ? stream.overwrites : overwriting.get(stream.part) === use,
    })),
  )
  const rank = (a: Pending, b: Pending): number => {
    const byStore = Number(b.overwrites) - Number(a.overwrites)
    if (byStore !== 0 || !isShared) return byStore
    const byPlace = Number(inPlace[b.use]!) - Number(inPlace[a.use]!)
    if (byPlace !== 0 || inPlace[a.use]!) return byPlace
    return next[a.use] === next[b.use] ? 0 : next[b.use]! - next[a.use]!
  }
  return streams.toSorted(rank)
}

/** Whether any of the streams that add up may overwrite: each tile has one, and each part one that does. */
function canSwap(uses: readonly TileUse[]): boolean {
  const counts = new Map<number, number>()
  for (const { streams } of uses) {
    if (streams.length !== 1) return false
    const [{ part, overwrites }] = streams as [StreamUse]
    counts.set(part, (counts.get(part) ?? 0) + (overwrites ? 1 : 0))
  }
  return [...counts.values()].every((count) => count === 1)
}

/** By part, the use that overwrites: the first whose tile is in place, else the one that does anyway. */
function overwriters(uses: readonly TileUse[], inPlace: readonly boolean[]): ReadonlyMap<number, number> {
  const chosen = new Map<number, number>()
  for (const [use, { streams }] of uses.entries()) {
    const { part, overwrites } = streams[0]!
    const best = chosen.get(part)
    if (best === undefined || (inPlace[use]! && !inPlace[best]!) || (overwrites && !inPlace[best]!)) chosen.set(part, use)
  }
  return chosen
}

function placeUse(
  state: State,
  use: number,
  job: TileUse,
  { ready, pending, isFirst }: { readonly ready: number; readonly pending: number; readonly isFirst: boolean },
): { readonly action: Action; readonly slot: number } {
  const { slots, times, machine, policy, residents, wanted, totals } = state
  if (isFirst) wanted.set(job.tile, wanted.get(job.tile)! - 1)
  const writable = Math.max(machine.lockStep === true ? state.layerStart : 0, job.madeOf === undefined ? 0 : completeAt(state, job.madeOf))
  const chosen = chooseSlot(state, job, Math.max(ready - job.writeSeconds, writable))
  const unit = Math.floor(chosen / machine.banks)
  const writeStart = writableAt(times, chosen)
  const written = Math.max(writeStart, writable) + job.writeSeconds
  const bank = (slot: number): number => slot % machine.banks
  const hit = soonest(state, job)
  if (hit !== undefined) {
    const at = Math.floor(hit / machine.banks)
    const wait = 'spare' in policy ? Infinity : policy.patience * job.writeSeconds
    if (Math.max(throughAt(state, hit, job), ready) <= Math.max(written, times.light[unit]!, ready) + wait) {
      slots[hit]!.pending += pending
      if (slots[hit]!.write === -1) state.kept.add(hit)
      return { action: { kind: 'place', use, unit: at, bank: bank(hit), written: false }, slot: hit }
    }
  }
  const slot = slots[chosen]!
  const next = nextOf(state, slot)
  const evicted = next === Infinity || (residents.get(slot.tile)?.size ?? 0) > 1 ? undefined : { tile: slot.tile, next }
  hold(state, chosen, job.tile)
  slot.firstSeconds = Math.min(slot.firstSeconds, writeStart)
  slot.holdWatts = Math.max(slot.holdWatts, job.holdWatts)
  if (machine.turning?.calibrates === true) turn(state, unit, false)
  giveWrite(times, chosen, writable, job.writeSeconds)
  totals.writes++
  totals.ringsWritten += job.rings
  totals.writeJoules += job.writeJoules
  slot.next = nextUse(state, job.tile)
  slot.pending = pending
  slot.write = totals.writes
  return { action: { kind: 'place', use, unit, bank: bank(chosen), written: true, evicted }, slot: chosen }
}

/** Has the light of a unit go this way, as soon as it has done what it was given. */
function turn(state: State, unit: number, transposed: boolean): void {
  const seconds = turnSeconds(state, unit, transposed)
  if (seconds > 0) delay(state.times, unit, seconds)
  state.backwards[unit] = transposed ? 1 : 0
}

function turnSeconds({ machine: { turning }, backwards }: State, unit: number, transposed: boolean): number {
  return turning === undefined || (backwards[unit] === 1) === transposed ? 0 : turning.seconds
}

/** When the first stream of a use may go through a place. */
function throughAt(state: State, place: number, { streams }: TileUse): number {
  return streamableAt(state.times, place) + turnSeconds(state, Math.floor(place / state.machine.banks), streams[0]?.transposed === true)
}

/** Of the places that hold a tile, the one that is free first. Values that are computed were others before. */
function soonest(state: State, job: TileUse): number | undefined {
  let best: number | undefined
  for (const slot of state.residents.get(job.tile) ?? [])
    if (job.madeOf !== undefined && state.slots[slot]!.write === -1) continue
    else if (best === undefined || throughAt(state, slot, job) < throughAt(state, best, job)) best = slot
  return best
}

/**
 * The place that costs least: the time by which it is late, and that of writing again what it holds, as far as the policy counts it; among equal ones
 * what is used latest makes room, where most has been done, and of banks that are alike on the unit that has least to do. What streams wait for, and what the present layer still uses, only if there is
 * nothing else.
 */
function chooseSlot(state: State, job: TileUse, deadline: number): number {
  const { slots, times, policy, wanted } = state
  const patience = 'spare' in policy ? 0 : policy.patience * job.writeSeconds
  const soonestNext = 'spare' in policy ? latestUses(state, policy.spare) : -Infinity
  let best = -1
  let [bestHeld, bestFirst, bestSecond, bestFree, bestBusy] = [Infinity, Infinity, Infinity, -Infinity, Infinity]
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index]!
    const free = freeAt(times, index, job.writeSeconds)
    const held = slot.pending > 0 ? 2 : (wanted.get(slot.tile) ?? 0) > 0 ? 1 : 0
    if (held > bestHeld) continue
    const next = nextOf(state, slot)
    if (held === 0 && next < soonestNext) continue
    const late = Math.max(0, free - deadline)
    const [first, second] = [late + (next === Infinity ? 0 : patience), -next]
    const busy = busyUntil(times, times.unitOf[index]!)
    if (held === bestHeld) {
      if (first > bestFirst) continue
      if (first === bestFirst && (second > bestSecond || (second === bestSecond && free < bestFree))) continue
      if (first === bestFirst && second === bestSecond && free === bestFree && busy >= bestBusy) continue
    }
    best = index
    ;[bestHeld, bestFirst, bestSecond, bestFree, bestBusy] = [held, first, second, free, busy]
  }
  return best
}

/** Of the places that may make room, when so many of them are used next at the soonest. */
function latestUses(state: State, count: number): number {
  const { slots, wanted } = state
  const uses = Float64Array.from(
    slots.filter(({ pending, tile }) => pending === 0 && (wanted.get(tile) ?? 0) === 0),
    (slot) => nextOf(state, slot),
  ).toSorted()
  return uses.length <= count ? -Infinity : uses[uses.length - count]!
}

/**
 * When what a place holds is used next; Infinity for nothing. What was there at first has to be there again when all
 * steps are through, so it goes last of what is used as late.
 */
function nextOf(state: State, slot: Slot): number {
  if (slot.tile !== -1 && slot.next <= state.now) slot.next = nextUse(state, slot.tile)
  return slot.write === -1 && slot.next !== Infinity ? Math.min(slot.next, state.end) - 0.5 : slot.next
}
