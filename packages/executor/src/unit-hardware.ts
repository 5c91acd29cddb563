import type { CalibrationRounds } from '@onnc/hardware'

import type { SharedHardware } from './job.ts'

/** Who holds what the banks of units share, and who asks for it. */
export interface UnitHardware {
  /** Whether an instruction at the head of its queue begins when it is granted, and not by itself. */
  ask(index: number, now: number): boolean
  /** Of what ends now: whether only a part of it does. */
  goesOn(index: number, now: number): boolean
  /** Frees what an instruction held that is over. */
  release(index: number): void
  /** Gives what is free, once all that ends now has ended: to who asked first, of those who asked at the same time to the first in the program. */
  grant(now: number): void
  /** By instruction: when it asked, and behind whom it began; only where it had to wait. */
  readonly held: ReadonlyMap<number, { readonly asked: number; readonly behind: number }>
}

/** What the hardware has the clock do. */
export interface UnitClock {
  readonly seconds: Float64Array
  /** When instructions under way end, or go on. */
  readonly end: Float64Array
  /** An instruction starts. */
  begin(index: number, now: number): void
  /** It ends, or goes on, at a time. */
  until(index: number, end: number): void
  /** `end` has grown for what is under way. */
  moved(index: number): void
}

/** What one instruction at a time has; -1 for none. */
interface Line {
  holder: number
  /** Who had it last. */
  last: number
  readonly asking: { readonly index: number; readonly since: number }[]
}

interface Unit {
  readonly light: Line
  readonly writing: Line
  readonly probes: Line
  /** Calibrations that begin now: their bank has DACs of its own. */
  readonly starting: number[]
  probedUntil: number
}

/** A calibration under way. */
interface Calibration extends CalibrationRounds {
  round: number
}

const lines = [undefined, 'light', 'writing'] as const

/** The hardware of units whose banks have queues of their own: nobody holds any of it. */
export function createUnitHardware({ needs, probes, unitOf }: SharedHardware, clock: UnitClock): UnitHardware {
  const { end, seconds } = clock
  const units = new Map<number, Unit>()
  const asked = new Set<Unit>()
  const held = new Map<number, { asked: number; behind: number }>()
  const calibrating = new Map<number, Calibration>()
  const unitAt = (index: number): Unit => {
    const number = unitOf(index)
    const unit = units.get(number) ?? { light: nobodys(), writing: nobodys(), probes: nobodys(), starting: [], probedUntil: -1 }
    units.set(number, unit)
    return unit
  }
  const begin = (index: number, unit: Unit, now: number): void => {
    clock.begin(index, now)
    const rounds = probes.get(index)
    if (rounds === undefined) clock.until(index, now + seconds[index]!)
    else {
      const calibration = { ...rounds, round: 0 }
      calibrating.set(index, calibration)
      beginRound(index, unit, calibration, now)
    }
  }
  const beginRound = (index: number, { probes: line }: Unit, { quietSeconds }: Calibration, now: number): void => {
    if (quietSeconds > 0) clock.until(index, now + quietSeconds)
    else line.asking.push({ index, since: now })
  }
  const probe = (unit: Unit, index: number, now: number): void => {
    const { litSeconds } = calibrating.get(index)!
    unit.probes.holder = index
    unit.probedUntil = now + litSeconds
    clock.until(index, unit.probedUntil)
    const streaming = unit.light.holder
    if (streaming === -1) return
    end[streaming]! += litSeconds
    clock.moved(streaming)
  }
  return {
    held,
    ask: (index, now) => {
      const need = lines[needs[index]!]
      const isOwn = need === undefined && probes.has(index)
      if (need === undefined && !isOwn) return false
      const unit = unitAt(index)
      if (isOwn) unit.starting.push(index)
      else unit[need!].asking.push({ index, since: now })
      asked.add(unit)
      return true
    },
    goesOn: (index, now) => {
      const calibration = calibrating.get(index)
      if (calibration === undefined) return false
      const unit = unitAt(index)
      asked.add(unit)
      if (unit.probes.holder !== index) {
        unit.probes.asking.push({ index, since: now })
        return true
      }
      unit.probes.holder = -1
      if (++calibration.round < calibration.rounds) {
        beginRound(index, unit, calibration, now)
        return true
      }
      calibrating.delete(index)
      return false
    },
    release: (index) => {
      const need = lines[needs[index]!]
      if (need === undefined) return
      const unit = unitAt(index)
      unit[need].holder = -1
      unit[need].last = index
      asked.add(unit)
    },
    grant: (now) => {
      const next = (line: Line): number => {
        if (line.holder !== -1 || line.asking.length === 0) return -1
        const { index, since } = takeFirst(line.asking)
        if (since < now && !calibrating.has(index)) held.set(index, { asked: since, behind: line.last })
        line.holder = index
        return index
      }
      for (const unit of asked) {
        const written = next(unit.writing)
        if (written !== -1) begin(written, unit, now)
        for (const index of unit.starting.splice(0)) begin(index, unit, now)
        const probed = next(unit.probes)
        if (probed !== -1) probe(unit, probed, now)
        const streamed = next(unit.light)
        if (streamed === -1) continue
        clock.begin(streamed, now)
        clock.until(streamed, Math.max(now, unit.probedUntil) + seconds[streamed]!)
      }
      asked.clear()
    },
  }
}

function nobodys(): Line {
  return { holder: -1, last: -1, asking: [] }
}

function takeFirst(asking: Line['asking']): Line['asking'][number] {
  const first = asking.reduce((a, b) => (b.since < a.since || (b.since === a.since && b.index < a.index) ? b : a))
  asking.splice(asking.indexOf(first), 1)
  return first
}
