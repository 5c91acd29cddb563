import { activationsOp, allocateOp, compactOp, crossbarSize, mrrElectronicOp, positionCount, programOp, streamOp } from '@onnc/dialects'
import { type CompilationClass, type Target, tileCost, type UnitClass, unitClassOf } from '@onnc/hardware'
import {
  definingOperation,
  erase,
  insertBefore,
  integerAttribute,
  type Operation,
  replaceAllUses,
  setOperand,
  type Value,
  walk,
} from '@onnc/ir'

import { compactSeconds } from './compacted.ts'
import { kernelSeconds } from './kernel-seconds.ts'
import { streamedFrom } from './streamed-weights.ts'
import {
  choosePlace,
  createUnitTimes,
  giveStream,
  giveWrite,
  streamableAt,
  timedUnits,
  type UnitTimes,
  writableAt as freeForWrite,
} from './unit-times.ts'
import { usableClasses } from './unit-classes.ts'

/**
 * Gives every program a unit and a bank in the order in which they stand, following a clock: a program goes where its stream is through first, to the
 * busiest place among those that are free in time anyway; of units with several banks one is written while another streams. A tile that a bank still
 * holds is not written again where that is as fast.
 */
export function placePrograms(module: Operation, target: Target): void {
  const clock = createClock(target)
  for (const operation of walk(module)) {
    if (programOp.is(operation)) place(clock, operation)
    else if (streamOp.is(operation)) runStream(clock, operation)
    else if (mrrElectronicOp.is(operation)) runKernel(clock, operation, kernelSeconds(target, operation))
    else if (compactOp.is(operation)) runKernel(clock, operation, compactSeconds(target, compactOp.view(operation).vector.count))
    else if (allocateOp.is(operation)) clock.tensors.set(operation.results[0]!, { complete: 0, overwritten: 0 })
  }
}

/** When a tensor is there: with all that was written to it, and with what overwrote it, which additions wait for. */
interface Written {
  readonly complete: number
  readonly overwritten: number
}

/** What a bank holds. */
interface Resident {
  readonly tile: Value
  readonly rings: Value
  /** As in `UnitTimes`. */
  readonly place: number
  /** Streams that still have to go through it. */
  pending: number
}

interface Clock {
  readonly target: Target
  readonly times: UnitTimes
  /** By place. */
  readonly banks: (Resident | undefined)[]
  readonly byTile: Map<Value, Set<Resident>>
  readonly byRings: Map<Value, Resident>
  readonly tensors: Map<Value, Written>
  ecuFree: number
}

function createClock(target: Target): Clock {
  return {
    target,
    times: createUnitTimes(timedUnits(target)),
    banks: [],
    byTile: new Map(),
    byRings: new Map(),
    tensors: new Map(),
    ecuFree: 0,
  }
}

/** The class that a program names, else the first that holds weights. */
function classOf({ target }: Clock, program: Operation): CompilationClass {
  const { units } = programOp.view(program)
  const classes = usableClasses(target)
  const holding = classes.find(({ unitClass }) => unitClass.stationary.operand !== 'activations')
  return classes.find(({ unitClass }) => unitClass.name === units) ?? holding ?? classes[0]!
}

function place(clock: Clock, program: Operation): void {
  const { tile, rings } = programOp.view(program)
  const { times, banks } = clock
  const { unitClass, firstUnit } = classOf(clock, program)
  const { rows, columns } = crossbarSize(rings.type)
  const streams = [...rings.users].filter(streamOp.is)
  const [stream] = streams
  const isComputed = activationsOp.is(definingOperation(tile)!)
  const cost = costOf(clock, unitClass, stream, rows, columns, isComputed ? 'activations' : 'weights')
  const ready = stream === undefined ? 0 : readyAt(clock, stream)
  const writable = writableAt(clock, tile)
  const chosen = choosePlace(
    times,
    { deadline: Math.max(ready - cost.writeSeconds, writable), writeSeconds: cost.writeSeconds },
    (p) => (banks[p]?.pending ?? 0) > 0,
    firstUnit,
    firstUnit + unitClass.count,
  )
  const finish = Math.max(Math.max(freeForWrite(times, chosen), writable) + cost.writeSeconds, times.light[times.unitOf[chosen]!]!, ready)
  for (const resident of (stream === undefined ? undefined : clock.byTile.get(tile)) ?? [])
    if (isOf(times.unitOf[resident.place]!, { unitClass, firstUnit }) && Math.max(streamableAt(times, resident.place), ready) <= finish) {
      resident.pending += streams.length
      replaceAllUses(rings, resident.rings)
      erase(program)
      return
    }
  giveWrite(times, chosen, writable, cost.writeSeconds)
  hold(clock, { tile, rings, place: chosen, pending: streams.length })
  const unit = times.unitOf[chosen]!
  program.attributes.set('unit', integerAttribute(unit))
  program.attributes.set('bank', integerAttribute(chosen - times.firstPlace[unit]!))
}

function isOf(unit: number, { unitClass, firstUnit }: CompilationClass): boolean {
  return unit >= firstUnit && unit < firstUnit + unitClass.count
}

/** When what a tile is made of is there; activations of a tensor are known when it is complete. */
function writableAt({ tensors }: Clock, tile: Value): number {
  const made = definingOperation(tile)!
  return activationsOp.is(made) ? (tensors.get(activationsOp.view(made).source)?.complete ?? 0) : 0
}

function hold({ banks, byTile, byRings }: Clock, resident: Resident): void {
  const old = banks[resident.place]
  if (old !== undefined) byTile.get(old.tile)!.delete(old)
  banks[resident.place] = resident
  byRings.set(resident.rings, resident)
  const same = byTile.get(resident.tile) ?? new Set()
  byTile.set(resident.tile, same.add(resident))
}

function costOf(
  clock: Clock,
  unitClass: UnitClass,
  stream: Operation | undefined,
  rows: number,
  columns: number,
  operand: 'weights' | 'activations' = 'weights',
): { writeSeconds: number; streamSeconds: number } {
  const view = stream === undefined ? undefined : streamOp.view(stream)
  const streams =
    view === undefined
      ? []
      : [{ positions: positionCount(view.output), outputs: view.output.count, accumulate: view.store === 'accumulate' }]
  const { moving, indexBytes } =
    view === undefined ? { moving: 'activations' as const, indexBytes: 0 } : streamedFrom(view.source, view.input.count)
  const cost = tileCost(clock.target, unitClass, {
    rows,
    columns,
    signed: view?.nonnegative !== true,
    operand,
    moving,
    indexBytes,
    streams,
  })
  return { writeSeconds: cost.writeSeconds, streamSeconds: cost.streamSeconds[0] ?? 0 }
}

/** When what a stream reads, and what it adds to, is there. */
function readyAt({ tensors }: Clock, stream: Operation): number {
  const { source, destination, store } = streamOp.view(stream)
  const read = tensors.get(source)?.complete ?? 0
  return store === 'accumulate' ? Math.max(read, tensors.get(destination)?.overwritten ?? 0) : read
}

function runStream(clock: Clock, stream: Operation): void {
  const { destination, store, out } = streamOp.view(stream)
  const resident = residentOf(clock, stream)
  const { rows, columns } = crossbarSize(streamOp.view(stream).rings.type)
  const unitClass =
    resident === undefined ? usableClasses(clock.target)[0]!.unitClass : unitClassOf(clock.target, clock.times.unitOf[resident.place]!)!
  const { streamSeconds } = costOf(clock, unitClass, stream, rows, columns)
  const ready = readyAt(clock, stream)
  const end = resident === undefined ? ready + streamSeconds : giveStream(clock.times, resident.place, ready, streamSeconds)
  if (resident !== undefined) resident.pending--
  const { complete, overwritten } = clock.tensors.get(destination) ?? { complete: 0, overwritten: 0 }
  clock.tensors.set(out, {
    complete: Math.max(complete, end),
    overwritten: store === 'overwrite' ? Math.max(overwritten, end) : overwritten,
  })
}

/** Where the rings of a stream are. Where all banks had to make room since they were written, they are written again. */
function residentOf(clock: Clock, stream: Operation): Resident | undefined {
  const { rings } = streamOp.view(stream)
  const resident = clock.byRings.get(rings)
  if (resident === undefined || clock.banks[resident.place] === resident) return resident
  const { name } = unitClassOf(clock.target, clock.times.unitOf[resident.place]!)!
  const units = clock.target.units.length > 1 ? { units: name } : {}
  const again = insertBefore(stream, programOp.create({ tile: resident.tile, ...units, rings: rings.type, location: stream.location }))
  setOperand(stream, 0, again.results[0]!)
  place(clock, again)
  return clock.byRings.get(streamOp.view(stream).rings)
}

function runKernel(clock: Clock, kernel: Operation, seconds: number): void {
  const start = kernel.operands.reduce((latest, value) => Math.max(latest, clock.tensors.get(value)?.complete ?? 0), clock.ecuFree)
  clock.ecuFree = start + seconds
  for (const result of kernel.results) clock.tensors.set(result, { complete: clock.ecuFree, overwritten: clock.ecuFree })
}
