import { describe, expect, test } from 'vitest'
import { calibrateCost, holdPowerWatts, kernelCost, loadTarget, programCost, streamCost, type Target, type UnitClass } from '@onnc/hardware'
import type { Tile } from '@onnc/isa'
import { runProgram, type RunResult } from '../src/index.ts'
import { activation, messages, programTile, rowsOf, stream, testTarget, tileOf, tinyProgram, valueOf, waitFor } from './tiny-program.ts'

const target = testTarget()
const unit = target.units[0]!
const parts = {
  target,
  tiles: [
    tileOf(3, 4, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    tileOf(2, 3, [1, 2, 3, 4, 5, 6]),
    tileOf(
      3,
      4,
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((w) => (w === 7 ? -7 : w)),
    ),
  ],
  uses: [
    { tile: 0, outScale: Float32Array.of(1, 1, 1) },
    { tile: 1, outScale: Float32Array.of(1, 1) },
  ],
  patterns: [rowsOf(0, 5, 4), rowsOf(1, 5, 3), rowsOf(1, 5, 3), rowsOf(2, 5, 2)],
  buffers: [activation('x', [5, 4]), activation('h', [5, 3], 64), activation('y', [5, 2], 128)],
  inputs: [{ name: 'x', buffer: 0 }],
  outputs: [{ name: 'y', buffer: 2 }],
}
const timing = { mode: 'timing', samples: [], events: true } as const
const write = programCost(target, unit, { rows: 3, columns: 4, ringsWritten: 12 })
const small = programCost(target, unit, { rows: 2, columns: 3, ringsWritten: 6 })
const first = streamCost(target, unit, { rows: 3, columns: 4, positions: 5, signed: true, accumulate: false })
const second = streamCost(target, unit, { rows: 2, columns: 3, positions: 5, signed: false, accumulate: false })

test('two units program side by side; the second streams when the first has signalled', () => {
  const instructions = [
    programTile(0, 0),
    programTile(1, 1),
    stream(0, 0, 0, 1, { signal: 7 }),
    waitFor(1, 7, 1),
    stream(1, 1, 2, 3, { inputs: 'nonnegative' }),
  ]
  const result = valueOf(runProgram(tinyProgram({ ...parts, instructions }), timing))
  const streamed = write.seconds + first.seconds
  expect(result.events!.map((e) => [e.instruction, e.resource, e.startSeconds, e.endSeconds])).toEqual([
    [0, 'unit 0', 0, write.seconds],
    [1, 'unit 1', 0, small.seconds],
    [2, 'unit 0', write.seconds, streamed],
    [3, 'unit 1', small.seconds, streamed],
    [4, 'unit 1', streamed, streamed + second.seconds],
  ])
  const latency = streamed + second.seconds
  expect(result.latencySeconds).toBe(latency)
  expect(result.outputs).toEqual([])
  expect(result.ringsWritten).toBe(18)

  expect(result.energyJoules.ringProgram).toBeCloseTo(write.energyJoules.ringProgram! + small.energyJoules.ringProgram!, 15)
  expect(result.energyJoules.laser).toBeCloseTo(first.energyJoules.laser! + second.energyJoules.laser!, 15)
  expect(result.energyJoules.ringHold).toBeCloseTo(holdPowerWatts(target, unit, 18) * latency, 15)
  const { total, ...items } = result.energyJoules
  expect(total).toBeCloseTo(
    Object.values(items).reduce((a, b) => a + b, 0),
    18,
  )
  const busy = write.seconds + small.seconds + first.seconds + second.seconds
  expect(result.utilisation.units).toBeCloseTo(busy / (16 * latency), 12)
  expect(result.utilisation.streaming).toBeCloseTo((first.seconds + second.seconds) / (16 * latency), 12)
  expect(result.utilisation.ecu).toBe(0)
})

test('a partial write pays for the rings whose level changes; rings are held from their first write', () => {
  const uses = [...parts.uses, { tile: 2, outScale: Float32Array.of(1, 1, 1) }]
  const instructions = [
    programTile(0, 1),
    programTile(0, 0),
    programTile(0, 2, { write: 'changed' }),
    stream(0, 2, 0, 1),
    stream(0, 2, 0, 1, { store: 'accumulate' }),
  ]
  const outputs = [{ name: 'h', buffer: 1 }]
  const result = valueOf(runProgram(tinyProgram({ ...parts, uses, outputs, instructions }), timing))
  const one = programCost(target, unit, { rows: 3, columns: 4, ringsWritten: 1 })
  const again = streamCost(target, unit, { rows: 3, columns: 4, positions: 5, signed: true, accumulate: true })
  expect(result.ringsWritten).toBe(6 + 12 + 1)
  const latency = small.seconds + write.seconds + one.seconds + first.seconds + again.seconds
  expect(result.latencySeconds).toBeCloseTo(latency, 15)
  const hold = holdPowerWatts(target, unit, 6) * latency + holdPowerWatts(target, unit, 6) * (latency - small.seconds)
  expect(result.energyJoules.ringHold).toBeCloseTo(hold, 15)
})

test('a calibration takes the size of the resident tile; the ECU runs beside units', () => {
  const instructions = [
    programTile(0, 0),
    { op: 'calibrate', unit: 0, bank: 0, probes: 64, iterations: 10, signal: 1, procedure: 'writeVerify', settle: 0, result: 0 },
    { op: 'kernel', kernel: 0, signal: 0 },
    waitFor('ecu', 1, 1),
    { op: 'kernel', kernel: 0, signal: 0 },
  ] as const
  const work = [{ kind: 'add', operations: 1000 }] as const
  const kernels = [{ name: 'k', model: new Uint8Array(1), inputs: [{ name: 'a', buffer: 0 }], outputs: [{ name: 'b', buffer: 2 }], work }]
  const result = valueOf(runProgram(tinyProgram({ ...parts, kernels, instructions }), timing))
  const calibration = calibrateCost(target, unit, { rows: 3, columns: 4, probes: 64, iterations: 10 })
  const bytes = target.memories.activation.elementBits / 8
  const kernel = kernelCost(target, { work, bytesRead: 20 * bytes, bytesWritten: 10 * bytes })
  expect(result.latencySeconds).toBeCloseTo(write.seconds + calibration.seconds + kernel.seconds, 15)
  expect(result.energyJoules.calibration).toBeCloseTo(calibration.energyJoules.calibration!, 15)
  expect(result.energyJoules.ecu).toBeCloseTo(2 * kernel.energyJoules.ecu!, 18)
  expect(result.utilisation.ecu).toBeCloseTo((2 * kernel.seconds) / result.latencySeconds, 12)
})

test('an event counts signals of all queues in the order of time', () => {
  const instructions = [
    programTile(0, 0, { signal: 3 }),
    programTile(1, 1, { signal: 3 }),
    programTile(2, 0, { signal: 3 }),
    programTile(2, 0, { signal: 3 }),
    waitFor(3, 3, 3),
    programTile(3, 0),
    waitFor(3, 3, 4),
    waitFor(3, 3, 0),
    programTile(3, 1),
  ]
  const result = valueOf(runProgram(tinyProgram({ ...parts, outputs: [], instructions }), timing))
  const starts = new Map(result.events!.map((event) => [event.instruction, event.startSeconds]))
  expect(starts.get(5)).toBe(Math.max(write.seconds, small.seconds))
  expect(starts.get(8)).toBe(2 * write.seconds)
})

test('queues that wait for each other are a deadlock', () => {
  const instructions = [waitFor(0, 1, 1), programTile(0, 0, { signal: 2 }), waitFor(1, 2, 1), programTile(1, 0, { signal: 1 })]
  const result = runProgram(tinyProgram({ ...parts, outputs: [], instructions }), timing)
  expect(messages(result)).toEqual([
    '0: deadlock: unit 0 waits until event 1 was signalled 1 times, nothing left to run takes it past 0',
    '2: deadlock: unit 1 waits until event 2 was signalled 1 times, nothing left to run takes it past 0',
  ])
})

test('a target given in place of the one of the program is used, with a warning', () => {
  const slow = testTarget((u) => ({ ...u, stationary: { ...u.stationary, settle: { ...u.stationary.settle, value: 1 } } }))
  const program = tinyProgram({ ...parts, outputs: [], instructions: [programTile(0, 0)] })
  const result = runProgram(program, { ...timing, target: slow })
  expect(valueOf(result).latencySeconds).toBe(1)
  expect(result.diagnostics.map((d) => [d.severity, d.code])).toEqual([['warning', 'program-other-target']])
  expect(runProgram(program, { ...timing, target }).diagnostics).toEqual([])
})

test('units are numbered through the classes, each with its own costs', () => {
  const slow = { ...unit, name: 'slow', count: 2, stationary: { ...unit.stationary, settle: { ...unit.stationary.settle, value: 1 } } }
  const mixed = { ...target, units: [{ ...unit, count: 3 }, slow] }
  const instructions = [programTile(2, 0), programTile(3, 0), programTile(4, 0)]
  const result = valueOf(runProgram(tinyProgram({ ...parts, outputs: [], target: mixed, instructions }), timing))
  expect(result.events!.map((event) => event.endSeconds)).toEqual([write.seconds, 1, 1])
  const beyond = runProgram(tinyProgram({ ...parts, outputs: [], target: mixed, instructions: [programTile(5, 0)] }), timing)
  expect(messages(beyond)).toEqual(["0: unit 5 does not exist, target 'rnb-64' has 5 units"])
})

test('nothing takes no time', () => {
  const result = valueOf(runProgram(tinyProgram({ instructions: [] }), timing))
  expect(result.latencySeconds).toBe(0)
  expect(result.energyJoules.total).toBe(0)
  expect(result.utilisation).toEqual({ units: 0, streaming: 0, ecu: 0 })
})

describe('hybrid tuning', () => {
  const sonic = valueOf(loadTarget('sonic'))
  const [conv, fc] = sonic.units as [UnitClass, UnitClass]
  const { hybrid } = conv.stationary
  const wide: Target = {
    ...sonic,
    units: [{ ...conv, stationary: { ...conv.stationary, hybrid: { ...hybrid!, darkest: 'half-channel' } } }, fc],
  }
  const tile = (code: number): Tile => ({ rows: 1, columns: 2, levels: 63, step: 1, codes: Int8Array.of(code, code) })
  /** Writes weights of these codes one after the other to two rings each. */
  const written = (target: Target, codes: readonly number[]): RunResult =>
    valueOf(runProgram(tinyProgram({ target, tiles: codes.map(tile), instructions: codes.map((_, i) => programTile(0, i)) }), timing))

  test('moves past the reach of the fast tuner settle slowly, and heaters hold what is past it', () => {
    // From the channel to the largest weight nothing moves for the positive ring, and the negative one goes dark; then small moves; then a change of sign.
    const codes = [31, 25, 31, -31]
    const [fast, slow] = [written(sonic, codes), written(wide, codes)]
    expect(fast.latencySeconds).toBeCloseTo(4 * 20e-9, 12)
    expect(slow.latencySeconds).toBeCloseTo(2 * 20e-9 + 2 * 4e-6, 12)
    // One ring of each weight is dark all the time: two reaches from its channel, of 18 nm that take 27.5 mW.
    const heaters = 2 * (2 / 18) * 27.5e-3
    expect(slow.energyJoules.ringHold / slow.latencySeconds).toBeCloseTo(fast.energyJoules.ringHold / fast.latencySeconds + heaters, 5)
  })

  test('a weight of zero holds both of its rings past the reach', () => {
    const [zero, full] = [written(wide, [0]), written(wide, [31])]
    const own = written(sonic, [0])
    const [base, both, one] = [own, zero, full].map((timeline) => timeline.energyJoules.ringHold / timeline.latencySeconds) as [
      number,
      number,
      number,
    ]
    expect((both - base) / (one - base)).toBeCloseTo(2, 6)
  })
})
