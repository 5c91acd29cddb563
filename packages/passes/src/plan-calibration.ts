import { activationsOp, calibrateOp, compactOp, crossbarSize, mrrElectronicOp, positionCount, programOp, streamOp } from '@onnc/dialects'
import { calibrateCost, programCost, streamCost, type Target, toleratedSeconds, type UnitClass, unitClassOf } from '@onnc/hardware'
import {
  definePass,
  definingOperation,
  insertAfter,
  insertBefore,
  type Operation,
  type PassContext,
  replaceAllUses,
  setOperand,
  type Value,
  walk,
} from '@onnc/ir'

import { calibrated, tiled } from './checks.ts'
import type { CompileEnvironment, CompilePass } from './environment.ts'
import { compactSeconds } from './compacted.ts'
import { kernelSeconds } from './kernel-seconds.ts'
import { streamedFrom } from './streamed-weights.ts'
import { usableClasses } from './unit-classes.ts'
import { createUnitTimes, giveStream, giveWrite, streamableAt, timedUnits, type UnitTimes } from './unit-times.ts'

/**
 * Calibrates every bank after it was programmed, by the procedure of the target; and again before a stream at whose end, by a clock, the
 * temperature has probably moved further than the target tolerates. That of a random walk of standard deviation w in time t does so in
 * t (tolerance / w)^2.
 *
 * Requires: `tile`.  Ensures: no stream reads an uncalibrated bank.  Cost: linear in operations.
 * Before: %b = mrr.program %t; mrr.stream %b, ...
 * After:  %b = mrr.program %t; %c = mrr.calibrate %b probes 64 iterations 10; mrr.stream %c, ...
 */
export const planCalibration: CompilePass = definePass({
  name: 'plan-calibration',
  summary: 'Calibrates every bank after it was programmed, and again when it has drifted',
  requires: [tiled],
  ensures: [calibrated],
  run(module, _, { environment }: PassContext<CompileEnvironment>) {
    const clock = createClock(environment.target)
    for (const operation of walk(module)) {
      if (programOp.is(operation)) calibrateProgram(clock, operation)
      else if (streamOp.is(operation)) calibrateStream(clock, operation)
      else if (mrrElectronicOp.is(operation)) runKernel(clock, operation, kernelSeconds(clock.target, operation))
      else if (compactOp.is(operation)) runKernel(clock, operation, compactSeconds(clock.target, compactOp.view(operation).vector.count))
    }
  },
})

/** A bank between two programs. */
interface Calibrated {
  /** The bank as it was calibrated last. */
  rings: Value
  seconds: number
}

interface Clock {
  readonly target: Target
  readonly times: UnitTimes
  /** When each tensor is there. */
  readonly ready: Map<Value, number>
  /** By the value that streams read. */
  readonly banks: Map<Value, Calibrated & { readonly place: number | undefined; readonly unitClass: UnitClass }>
  ecuFree: number
}

function createClock(target: Target): Clock {
  return { target, times: createUnitTimes(timedUnits(target)), ready: new Map(), banks: new Map(), ecuFree: 0 }
}

/** The class that a program is placed on or names; else the first that holds weights. */
function classOf({ target }: Clock, program: Operation): UnitClass {
  const { unit, units } = programOp.view(program)
  const placed = unit === undefined ? target.units.find(({ name }) => name === units) : unitClassOf(target, unit)
  const classes = usableClasses(target).map(({ unitClass }) => unitClass)
  return placed ?? classes.find(({ stationary }) => stationary.operand !== 'activations') ?? classes[0]!
}

function calibrateProgram(clock: Clock, program: Operation): void {
  const { tile, rings, unit, bank } = programOp.view(program)
  const { rows, columns } = crossbarSize(rings.type)
  const unitClass = classOf(clock, program)
  const calibrate = calibration(unitClass, rings, program)
  const [value] = calibrate.results
  insertAfter(program, calibrate)
  replaceAllUses(rings, value!)
  setOperand(calibrate, 0, rings)
  const made = definingOperation(tile)!
  const source = activationsOp.is(made) ? activationsOp.view(made).source : undefined
  const operand = source === undefined ? 'weights' : 'activations'
  const write = programCost(clock.target, unitClass, { rows, columns, ringsWritten: rows * columns, operand })
  const place = unit === undefined ? undefined : clock.times.firstPlace[unit]! + (bank ?? 0)
  const writable = source === undefined ? 0 : (clock.ready.get(source) ?? 0)
  const seconds = occupy(clock, giveWrite, place, writable, write.seconds + calibrationSeconds(clock, unitClass, rings))
  clock.banks.set(value!, { rings: value!, seconds, place, unitClass })
}

function calibrateStream(clock: Clock, stream: Operation): void {
  const { rings, source, destination, input, output, nonnegative, store, transposed, out } = streamOp.view(stream)
  const bank = clock.banks.get(rings)
  if (bank === undefined) return
  const { unitClass } = bank
  const { moving, indexBytes } = streamedFrom(source, input.count)
  const { rows, columns } = crossbarSize(rings.type)
  const direction = transposed ? 'transposed' : 'forward'
  const job = {
    rows,
    columns,
    positions: positionCount(output),
    outputs: output.count,
    signed: !nonnegative,
    accumulate: store === 'accumulate',
    direction,
    operand: moving,
    indexBytes,
  } as const
  const { seconds: streamSeconds } = streamCost(clock.target, unitClass, job)
  const ready = Math.max(clock.ready.get(source) ?? 0, clock.ready.get(destination) ?? 0)
  const end = Math.max(bank.place === undefined ? 0 : streamableAt(clock.times, bank.place), ready) + streamSeconds
  if (end - bank.seconds > toleratedSeconds(clock.target, unitClass)) {
    const again = calibration(unitClass, bank.rings, stream)
    insertBefore(stream, again)
    bank.rings = again.results[0]!
    bank.seconds = occupy(clock, giveWrite, bank.place, ready, calibrationSeconds(clock, unitClass, rings))
  }
  if (bank.rings !== rings) setOperand(stream, 0, bank.rings)
  clock.ready.set(out, occupy(clock, giveStream, bank.place, ready, streamSeconds))
}

function calibration(unitClass: UnitClass, rings: Value, { location }: Operation): Operation {
  const { probes, iterations } = unitClass.stationary.calibration
  return calibrateOp.create({ rings, probes, iterations, calibrated: rings.type, location })
}

function calibrationSeconds({ target }: Clock, unitClass: UnitClass, rings: Value): number {
  const { probes, iterations } = unitClass.stationary.calibration
  return calibrateCost(target, unitClass, { ...crossbarSize(rings.type), probes, iterations }).seconds
}

/** Gives a bank something to do, not before it is ready; when it is done. */
function occupy({ times }: Clock, give: typeof giveWrite, place: number | undefined, ready: number, seconds: number): number {
  return place === undefined ? ready + seconds : give(times, place, ready, seconds)
}

function runKernel(clock: Clock, kernel: Operation, seconds: number): void {
  const start = kernel.operands.reduce((latest, value) => Math.max(latest, clock.ready.get(value) ?? 0), clock.ecuFree)
  clock.ecuFree = start + seconds
  for (const result of kernel.results) clock.ready.set(result, clock.ecuFree)
}
