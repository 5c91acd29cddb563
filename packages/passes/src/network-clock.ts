import { type CompilationClass, holdPowerWatts, overwrites, type Target, tileCost, type UnitClass, unitClassOf } from '@onnc/hardware'
import type { Operation, Value } from '@onnc/ir'

import { type LayerPlan, type LayerShape, tileGroups } from './plan-layer.ts'
import { compactSeconds } from './compacted.ts'
import { type NetworkTime, networkSteps, type Plans } from './network-steps.ts'
import { sharedClock, sharesMatrices } from './shared-clock.ts'
import {
  choosePlace,
  createUnitTimes,
  delay,
  giveStream,
  giveWrite,
  tilePeriod,
  timedUnits,
  type UnitTimes,
  writableAt,
} from './unit-times.ts'
import { classOfProduct } from './unit-classes.ts'

/** The time of a whole network with given plans, by the clock that `assign-banks` follows too, or `sharedClock`; what plans have in common is computed once. */
export function networkClock(module: Operation, target: Target): (plans: Plans) => NetworkTime {
  const classes = new Map<Operation, CompilationClass>()
  const classOf = (product: Operation): CompilationClass => {
    const found = classes.get(product) ?? classOfProduct(target, product)
    classes.set(product, found)
    return found
  }
  const steps = networkSteps(module, target)
  if (target.units.length === 1 && sharesMatrices(steps)) return sharedClock(steps, target, target.units[0]!)
  const known = new Map<LayerPlan, Tiles>()
  const timed = timedUnits(target)
  return (plans) => {
    const times = createUnitTimes(timed)
    const places = times.bank.length
    const units: Units = { times, rings: new Float64Array(places), first: new Float64Array(places).fill(Infinity) }
    const ready = new Map<Value, number>()
    const readyAt = (values: readonly Value[]): number => values.reduce((latest, value) => Math.max(latest, ready.get(value) ?? 0), 0)
    let [ecuFree, last] = [0, 0]
    for (const step of steps) {
      let end: number
      if (step.kind === 'kernel') {
        ecuFree = Math.max(ecuFree, readyAt(step.reads)) + step.seconds
        end = ecuFree
      } else {
        const products = step.products.map(({ operation, source, written }) => {
          const { shape, plan } = plans.get(operation)!
          const { unitClass, firstUnit } = classOf(operation)
          let tiles = known.get(plan)
          if (tiles === undefined) known.set(plan, (tiles = tilesOf(shape, plan, target, unitClass)))
          const units = { firstUnit, endUnit: firstUnit + unitClass.count }
          let writable = written === undefined ? 0 : (ready.get(written) ?? 0)
          if (shape.compacted === true) {
            ecuFree = Math.max(ecuFree, writable) + shape.rows * compactSeconds(target, shape.columns)
            writable = ecuFree
          }
          return { tiles, ...units, start: ready.get(source) ?? 0, writable }
        })
        end = runProducts(products, units)
      }
      for (const result of step.results) ready.set(result, end)
      last = Math.max(last, end)
    }
    const holdJoules = units.rings.reduce(
      (sum, rings, place) =>
        sum + (rings === 0 ? 0 : holdPowerWatts(target, unitClassOf(target, times.unitOf[place]!)!, rings) * (last - units.first[place]!)),
      0,
    )
    const ringsWritten = [...plans.values()].reduce((sum, { plan }) => sum + plan.cost.ringsWritten, 0)
    return { seconds: last, holdJoules, savedJoules: 0, ringsWritten }
  }
}

/** By place, a bank of a unit: the most rings of a tile that it held, and when it was first written. */
interface Units {
  readonly times: UnitTimes
  readonly rings: Float64Array
  readonly first: Float64Array
}

/** Seconds of a whole network with given plans. */
export function networkSeconds(module: Operation, plans: Plans, target: Target): number {
  return networkClock(module, target)(plans).seconds
}

/** Equal tiles, with the seconds of a write, of the streams that overwrite (if some do), and of those that add. */
interface Tiles {
  readonly groups: readonly {
    readonly count: number
    readonly rings: number
    readonly write: number
    readonly overwrite: number | undefined
    readonly add: number
  }[]
}

function tilesOf(shape: LayerShape, plan: LayerPlan, target: Target, unitClass: UnitClass): Tiles {
  const groups = tileGroups(shape, unitClass, plan).map(({ count, job }) => {
    const { writeSeconds, overwriteSeconds, addSeconds } = tileCost(target, unitClass, job)
    const overwrite = overwrites(job) ? overwriteSeconds : undefined
    return { count, rings: job.rows * job.columns, write: writeSeconds, overwrite, add: addSeconds }
  })
  return { groups }
}

const noneHeld = (): boolean => false

/** Places all tiles that fill one tensor; when it is complete. */
interface Placed {
  readonly tiles: Tiles
  readonly start: number
  /** When its rings may be written. */
  readonly writable: number
  readonly firstUnit: number
  readonly endUnit: number
}

function runProducts(products: readonly Placed[], units: Units): number {
  const { times } = units
  let [overwritten, done] = [0, 0]
  const later: { place: number; start: number; add: number }[] = []
  // Rings that are streamed again stay in place.
  const held = new Uint8Array(times.bank.length)
  const write = (place: number, rings: number, writable: number, seconds: number): void => {
    units.first[place] = Math.min(units.first[place]!, writableAt(times, place))
    units.rings[place] = Math.max(units.rings[place]!, rings)
    giveWrite(times, place, writable, seconds)
  }
  const stream = (place: number, from: number, seconds: number): void => {
    done = Math.max(done, giveStream(times, place, from, seconds))
  }
  for (const { tiles, start, writable, firstUnit, endUnit } of products)
    for (const { count, rings, write: writeSeconds, overwrite, add } of tiles.groups) {
      if (overwrite === undefined) continue
      for (let i = 0; i < count; i++) {
        const deadline = Math.max(start - writeSeconds, writable)
        const place = choosePlace(times, { deadline, writeSeconds }, (p) => held[p] === 1, firstUnit, endUnit)
        write(place, rings, writable, writeSeconds)
        stream(place, start, overwrite)
        if (add === 0) continue
        held[place] = 1
        later.push({ place, start, add })
      }
    }
  overwritten = done
  for (const { place, start, add } of later) stream(place, Math.max(start, overwritten), add)
  for (const { tiles, start, writable, firstUnit, endUnit } of products)
    for (const { count, rings, write: writeSeconds, overwrite, add } of tiles.groups) {
      if (overwrite !== undefined) continue
      const from = Math.max(start, overwritten)
      const width = times.firstPlace[endUnit]! - times.firstPlace[firstUnit]!
      // After two rounds the units are about equally busy: whole rounds load them alike.
      const rounds = Math.max(0, Math.floor(count / width) - 3)
      for (let i = 0; i < count - rounds * width; i++) {
        if (i === 2 * width && rounds > 0)
          for (let unit = firstUnit; unit < endUnit; unit++) {
            const each = rounds * (width / (endUnit - firstUnit)) * tilePeriod(times, unit, writeSeconds, add)
            delay(times, unit, each)
            done = Math.max(done, times.light[unit]!)
          }
        const deadline = Math.max(from - writeSeconds, writable)
        const place = choosePlace(times, { deadline, writeSeconds }, noneHeld, firstUnit, endUnit)
        write(place, rings, writable, writeSeconds)
        stream(place, from, add)
      }
    }
  return done
}
