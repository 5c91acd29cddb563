import { calibrateCost, calibrationRounds, hasOwnDacs, programCost, type Target, type UnitClass } from '@onnc/hardware'

import { chooseUnit } from './choose-unit.ts'

/**
 * When units are through with what was given to them, by the rules of the executor's queues: banks in order, each unit one stream at a time, and one
 * write where its banks share DACs. What is given is taken in the order in which it comes, which for banks of one unit is not always that in which the
 * executor takes it. A place is a bank of a unit; places are numbered through units and their banks.
 */
export interface UnitTimes {
  /** By place. */
  readonly bank: Float64Array
  readonly unitOf: Int32Array
  /** By unit: its first place, and one behind the last of all. */
  readonly firstPlace: Int32Array
  /** By unit. */
  readonly light: Float64Array
  /** By unit: writes that follow each other or overlap, from when to when, those given last. */
  readonly writing: Float64Array
  readonly writeStart: Float64Array
  readonly units: readonly TimedUnit[]
  /** No unit has more than one bank. */
  readonly isSingle: boolean
}

/** A unit, as far as its time is concerned. */
export interface TimedUnit {
  readonly banks: number
  /** One bank is written at a time: the banks share their DACs. */
  readonly writesOne: boolean
  /** Share of the time of writing and calibrating a bank during which it is probed. */
  readonly probeShare: number
}

/** A unit of a class. */
export function timedUnit(target: Target, unitClass: UnitClass): TimedUnit {
  return { banks: unitClass.banks, writesOne: !hasOwnDacs(unitClass), probeShare: probeShareOf(target, unitClass) }
}

/** Whether writes of a unit are taken to follow each other; so do those of banks that are probed most of the time, though they have DACs of their own. */
function takesTurns({ writesOne, probeShare }: TimedUnit): boolean {
  return writesOne || probeShare > 0.5
}

/** The units of all classes of a target. */
export function timedUnits(target: Target): readonly TimedUnit[] {
  return target.units.flatMap((unitClass) => {
    const unit = timedUnit(target, unitClass)
    return Array.from({ length: unitClass.count }, () => unit)
  })
}

/** Units that have nothing to do yet. */
export function createUnitTimes(units: readonly TimedUnit[]): UnitTimes {
  const places = units.flatMap(({ banks }, unit) => Array.from({ length: banks }, () => unit))
  const firstPlace = new Int32Array(units.length + 1)
  for (const [unit, { banks }] of units.entries()) firstPlace[unit + 1] = firstPlace[unit]! + banks
  return {
    bank: new Float64Array(places.length),
    unitOf: Int32Array.from(places),
    firstPlace,
    light: new Float64Array(units.length),
    writing: new Float64Array(units.length),
    writeStart: new Float64Array(units.length),
    units,
    isSingle: places.length === units.length,
  }
}

function probeShareOf(target: Target, unitClass: UnitClass): number {
  const { rows, columns, stationary } = unitClass
  const { probes, iterations } = stationary.calibration
  const job = { rows, columns, probes, iterations }
  const { rounds, litSeconds } = calibrationRounds(unitClass, job)
  const seconds = programCost(target, unitClass, { rows, columns, ringsWritten: rows * columns }).seconds
  const whole = seconds + calibrateCost(target, unitClass, job).seconds
  return whole === 0 ? 0 : (rounds * litSeconds) / whole
}

/** When a write to a place may begin. */
export function writableAt({ bank, unitOf, writing, units }: UnitTimes, place: number): number {
  const unit = unitOf[place]!
  return takesTurns(units[unit]!) ? Math.max(bank[place]!, writing[unit]!) : bank[place]!
}

/** When a stream through a place may begin. */
export function streamableAt({ bank, unitOf, light }: UnitTimes, place: number): number {
  return Math.max(bank[place]!, light[unitOf[place]!]!)
}

/** Writes and calibrates a bank, not before `from`; when it is through. A stream through another bank meanwhile pauses for probes. */
export function giveWrite(times: UnitTimes, place: number, from: number, seconds: number): number {
  const { bank, unitOf, light, writing, writeStart, isSingle } = times
  const unit = unitOf[place]!
  const start = Math.max(writableAt(times, place), from)
  const end = start + seconds
  bank[place] = end
  writeStart[unit] = start > writing[unit]! ? start : Math.min(start, writeStart[unit]!)
  writing[unit] = Math.max(writing[unit]!, end)
  if (isSingle) light[unit] = end
  else if (light[unit]! > start) light[unit] = pausedBy(times, unit, start, light[unit]! - start)
  return end
}

/** Streams through a bank, not before `from`; when it is through. */
export function giveStream(times: UnitTimes, place: number, from: number, seconds: number): number {
  const { bank, unitOf, light, writing, isSingle } = times
  const unit = unitOf[place]!
  const start = Math.max(streamableAt(times, place), from)
  const end = isSingle ? start + seconds : pausedBy(times, unit, start, seconds)
  bank[place] = end
  light[unit] = end
  if (isSingle) writing[unit] = end
  return end
}

/** Seconds that a unit takes for each of many equal tiles, written and streamed in turns on its banks. */
export function tilePeriod({ units }: UnitTimes, unit: number, writeSeconds: number, streamSeconds: number): number {
  const { banks, probeShare } = units[unit]!
  if (banks === 1) return writeSeconds + streamSeconds
  const turns = Math.max(streamSeconds + probeShare * writeSeconds, (writeSeconds + streamSeconds) / banks)
  return takesTurns(units[unit]!) ? Math.max(writeSeconds, turns) : turns
}

/** Keeps a unit busy for so much longer, evenly. */
export function delay({ bank, firstPlace, light, writing, writeStart }: UnitTimes, unit: number, seconds: number): void {
  for (let place = firstPlace[unit]!; place < firstPlace[unit + 1]!; place++) bank[place]! += seconds
  light[unit]! += seconds
  writing[unit]! += seconds
  writeStart[unit]! += seconds
}

/** When so much streaming is over that begins while other banks are written, or behind that. */
function pausedBy({ writing, writeStart, units }: UnitTimes, unit: number, from: number, seconds: number): number {
  if (from >= writing[unit]! || from < writeStart[unit]!) return from + seconds
  const rate = 1 - units[unit]!.probeShare
  const meanwhile = (writing[unit]! - from) * rate
  return seconds <= meanwhile ? from + seconds / rate : writing[unit]! + seconds - meanwhile
}

/**
 * The place for a tile whose stream is to begin by `deadline` and that takes `writeSeconds` to write, among those of units [start, end) that are not
 * blocked: as `chooseUnit` has it, but with the light of the unit in mind, and of places that are free at the same time on the unit that has least to do.
 */
export function choosePlace(
  times: UnitTimes,
  { deadline, writeSeconds }: { readonly deadline: number; readonly writeSeconds: number },
  isBlocked: (place: number) => boolean,
  start = 0,
  end: number = times.light.length,
): number {
  const [from, to] = [times.firstPlace[start]!, times.firstPlace[end]!]
  if (times.isSingle) return chooseUnit(times.bank, deadline, isBlocked, from, to)
  let [best, bestFree, bestBusy] = [-1, Infinity, Infinity]
  for (let place = from; place < to; place++) {
    if (isBlocked(place)) continue
    const free = freeAt(times, place, writeSeconds)
    const busy = busyUntil(times, times.unitOf[place]!)
    // In time: the later the better; else the sooner.
    const isBetter = bestFree <= deadline ? free <= deadline && free > bestFree : free < bestFree
    if (best !== -1 && !isBetter && (free !== bestFree || busy >= bestBusy)) continue
    ;[best, bestFree, bestBusy] = [place, free, busy]
  }
  return best === -1 ? choosePlace(times, { deadline: -Infinity, writeSeconds }, () => false, start, end) : best
}

/** When the last bank of a unit is through. */
export function busyUntil({ bank, firstPlace }: UnitTimes, unit: number): number {
  let last = 0
  for (let place = firstPlace[unit]!; place < firstPlace[unit + 1]!; place++) last = Math.max(last, bank[place]!)
  return last
}

/** When a place is free for a write whose stream finds the light of its unit free. */
export function freeAt(times: UnitTimes, place: number, writeSeconds: number): number {
  if (times.isSingle) return times.bank[place]!
  return Math.max(writableAt(times, place), times.light[times.unitOf[place]!]! - writeSeconds)
}
