import type { Jobs, SharedHardware } from './job.ts'
import { type ProbeRounds, streamedBy } from './pause-streams.ts'

/** Who holds what the banks of units share, and who asks for it. */
export interface UnitHardware {
  /** Whether an instruction at the head of its queue has to ask; if so, it begins when it is granted. */
  ask(index: number, now: number): boolean
  /** Frees what an instruction held. */
  release(index: number): void
  /**
   * Gives what is free, once all that ends now has ended: to who asked first, of those who asked at the same time to the first in the program.
   * `begin` starts an instruction, `moved` is told that one under way ends later.
   */
  grant(now: number, begin: (index: number, end: number) => void, moved: (index: number) => void): void
  /** By instruction: when it asked, and behind whom it began; only where it had to wait. */
  readonly held: ReadonlyMap<number, { readonly asked: number; readonly behind: number }>
}

/** What one instruction at a time has; -1 for none. */
interface Shared {
  holder: number
  /** Who had it last. */
  last: number
  readonly asking: Asking[]
}

interface Asking {
  readonly index: number
  readonly since: number
}

interface Unit {
  readonly light: Shared
  readonly writing: Shared
  probing: ProbeRounds | undefined
}

const needs = ['none', 'light', 'writing'] as const

/** The hardware of units whose banks have queues of their own: nobody holds any of it. */
export function createUnitHardware(jobs: Jobs, { needs: needed, probes, unitOf }: SharedHardware, end: Float64Array): UnitHardware {
  const { seconds } = jobs
  const units = new Map<number, Unit>()
  const asked = new Set<Unit>()
  const held = new Map<number, { asked: number; behind: number }>()
  const sharedOf = (index: number): { unit: Unit; shared: Shared } | undefined => {
    const need = needs[needed[index]!]!
    if (need === 'none') return undefined
    const number = unitOf(index)
    const unit = units.get(number) ?? { light: nobodys(), writing: nobodys(), probing: undefined }
    units.set(number, unit)
    return { unit, shared: unit[need] }
  }
  return {
    held,
    ask: (index, now) => {
      const found = sharedOf(index)
      if (found === undefined) return false
      found.shared.asking.push({ index, since: now })
      asked.add(found.unit)
      return true
    },
    release: (index) => {
      const found = sharedOf(index)
      if (found === undefined) return
      found.shared.holder = -1
      found.shared.last = index
      if (probes.has(index)) found.unit.probing = undefined
      if (found.shared.asking.length > 0) asked.add(found.unit)
    },
    grant: (now, begin, moved) => {
      for (const unit of asked)
        for (const shared of [unit.light, unit.writing]) {
          if (shared.holder !== -1 || shared.asking.length === 0) continue
          const { index, since } = takeFirst(shared.asking)
          if (since < now) held.set(index, { asked: since, behind: shared.last })
          shared.holder = index
          const rounds = probes.get(index)
          if (rounds !== undefined) {
            unit.probing = { start: now, ...rounds }
            const streaming = unit.light.holder
            if (streaming !== -1) {
              end[streaming] = streamedBy(now, end[streaming]! - now, unit.probing)
              moved(streaming)
            }
          }
          begin(index, shared === unit.light ? streamedBy(now, seconds[index]!, unit.probing) : now + seconds[index]!)
        }
      asked.clear()
    },
  }
}

function nobodys(): Shared {
  return { holder: -1, last: -1, asking: [] }
}

function takeFirst(asking: Asking[]): Asking {
  const first = asking.reduce((a, b) => (b.since < a.since || (b.since === a.since && b.index < a.index) ? b : a))
  asking.splice(asking.indexOf(first), 1)
  return first
}
