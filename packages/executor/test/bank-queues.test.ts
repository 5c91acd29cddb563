import type { Cost } from '@onnc/hardware'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instruction } from '@onnc/isa'

import type { Jobs } from '../src/job.ts'
import { type Queues, queuesOf } from '../src/queues.ts'
import { runProgram } from '../src/index.ts'
import { scheduleJobs } from '../src/schedule.ts'
import { plainClock, type PlainJob } from '@onnc/testing'
import { activation, messages, programTile, rowsOf, stream, testTarget, tileOf, tinyProgram, valueOf, waitFor } from './tiny-program.ts'

/** Seconds are small integers, so that sums are exact and much happens at the same time. */
const length = fc.nat({ max: 9 })

function arbitraryJob(queues: Queues): fc.Arbitrary<PlainJob> {
  const queue = fc.nat({ max: queues.count - 1 })
  const signal = fc.constantFrom(0, 0, 1, 2, 3)
  const ofUnit = queue.filter((number) => number > 0)
  return fc.oneof(
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), queue, event: fc.integer({ min: 1, max: 3 }), count: fc.nat({ max: 2 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom('light' as const, 'writing' as const), queue: ofUnit, seconds: length, signal }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('alone' as const), queue: fc.constant(0), seconds: length, signal }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('calibration' as const),
        queue: ofUnit,
        rounds: fc.integer({ min: 1, max: 4 }),
        quiet: fc.nat({ max: 4 }),
        lit: fc.nat({ max: 3 }),
        signal,
      }),
    },
  )
}

/** What each asks for, as `SharedHardware` numbers it. */
const kinds = { alone: 0, wait: 0, light: 1, writing: 2, calibration: 2 } as const

function jobsOf(jobs: readonly PlainJob[], queues: Queues, sharesDacs: readonly boolean[]): Jobs {
  const free: Cost = { seconds: 0, energyJoules: {} }
  const column = (of: (job: PlainJob) => number): number[] => jobs.map(of)
  const secondsOf = (job: PlainJob): number =>
    job.kind === 'wait' ? 0 : job.kind === 'calibration' ? job.rounds * (job.quiet + job.lit) : job.seconds
  const queue = Int32Array.from(column((job) => job.queue))
  const needOf = ({ kind, queue: own }: PlainJob): number => (kinds[kind] === 2 && !sharesDacs[queues.units[own]!] ? 0 : kinds[kind])
  return {
    length: jobs.length,
    queues,
    queue,
    cost: new Int32Array(jobs.length),
    costs: [free],
    seconds: Float64Array.from(column(secondsOf)),
    holdWatts: new Float64Array(jobs.length),
    standingWatts: 0,
    ringsWritten: new Float64Array(jobs.length),
    streams: new Uint8Array(jobs.length),
    alone: new Uint8Array(jobs.length),
    signal: Int32Array.from(column((job) => (job.kind === 'wait' ? 0 : job.signal))),
    event: Int32Array.from(column((job) => (job.kind === 'wait' ? job.event : 0))),
    count: Int32Array.from(column((job) => (job.kind === 'wait' ? job.count : 0))),
    shared: {
      needs: Uint8Array.from(column((job) => (secondsOf(job) === 0 ? 0 : needOf(job)))),
      probes: new Map(
        jobs.flatMap((job, i) =>
          job.kind === 'calibration' && job.lit > 0
            ? [[i, { rounds: job.rounds, quietSeconds: job.quiet, litSeconds: job.lit }] as const]
            : [],
        ),
      ),
      unitOf: (index) => queues.units[queue[index]!]!,
    },
  }
}

test('queues of banks run as the rules say, one change after the other', () => {
  const target = testTarget()
  const machine = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 2 }).map((banks) => {
    const units = banks.map((count) => ({ ...target.units[0]!, count: 1, banks: count }))
    return queuesOf({ queues: 'bank' }, { ...target, units })
  })
  let finished = 0
  fc.assert(
    fc.property(
      machine.chain((queues) =>
        fc.tuple(fc.constant(queues), fc.array(arbitraryJob(queues), { maxLength: 24 }), fc.tuple(fc.boolean(), fc.boolean())),
      ),
      ([queues, jobs, sharesDacs]) => {
        const found = scheduleJobs(jobsOf(jobs, queues, sharesDacs))
        const expected = plainClock(jobs, [...queues.units], sharesDacs)
        expect(found.ok).toBe(expected !== undefined)
        if (!found.ok || expected === undefined) return
        finished++
        expect([...found.value.start]).toEqual(expected.start)
        expect([...found.value.end]).toEqual(expected.end)
        expect(found.value.order).toHaveLength(jobs.length)
      },
    ),
    { numRuns: 2000 },
  )
  expect(finished).toBeGreaterThan(600)
})

const ownDacs = testTarget((unit) => ({ ...unit, banks: 2, count: 2 }))
/** All rings of a bank at once, by DACs that its banks share. */
const sharedDacs = testTarget((unit) => ({
  ...unit,
  banks: 2,
  count: 2,
  stationary: { ...unit.stationary, parallelism: unit.rows * unit.columns },
}))
const parts = {
  target: sharedDacs,
  queues: 'bank' as const,
  tiles: [tileOf(3, 4, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), tileOf(3, 4, [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0])],
  uses: [
    { tile: 0, outScale: Float32Array.of(1, 1, 1) },
    { tile: 1, outScale: Float32Array.of(1, 1, 1) },
  ],
  patterns: [rowsOf(0, 500, 4), rowsOf(1, 500, 3), rowsOf(2, 500, 3)],
  buffers: [activation('x', [500, 4]), activation('y', [500, 3], 4000), activation('z', [500, 3], 8000)],
  inputs: [{ name: 'x', buffer: 0 }],
}
const timing = { mode: 'timing', samples: [], events: true } as const

const twice = [programTile(0, 0), programTile(0, 1, { bank: 1 }), stream(0, 0, 0, 1), stream(0, 1, 0, 2, { bank: 1 }), programTile(0, 1)]

test('with shared DACs one bank is written while the other streams; streams take turns, writes do too', () => {
  const result = valueOf(runProgram(tinyProgram({ ...parts, instructions: twice }), timing))
  const [first, second, streamed, other, again] = [0, 1, 2, 3, 4].map((i) => result.events!.find((e) => e.instruction === i)!)
  expect(second!.startSeconds).toBe(first!.endSeconds)
  expect(streamed!.startSeconds).toBe(first!.endSeconds)
  expect(other!.startSeconds).toBe(Math.max(streamed!.endSeconds, second!.endSeconds))
  expect(again!.startSeconds).toBe(Math.max(streamed!.endSeconds, second!.endSeconds))
  expect(result.events!.map((event) => event.resource)).toContain('unit 0 bank 1')
  expect(result.utilisation.units).toBeLessThanOrEqual(1)
})

test('with a DAC for each ring banks are written side by side', () => {
  const result = valueOf(runProgram(tinyProgram({ ...parts, target: ownDacs, instructions: twice }), timing))
  const [first, second, streamed, other, again] = [0, 1, 2, 3, 4].map((i) => result.events!.find((e) => e.instruction === i)!)
  expect(second!.startSeconds).toBe(0)
  expect(streamed!.startSeconds).toBe(first!.endSeconds)
  expect(other!.startSeconds).toBe(streamed!.endSeconds)
  expect(again!.startSeconds).toBe(streamed!.endSeconds)
})

test('a stream pauses for the probes of another bank', () => {
  const calibrate: Instruction = {
    ...({ op: 'calibrate', unit: 0, bank: 1, probes: 64, iterations: 2, signal: 0 } as const),
    ...({ procedure: 'writeVerify', settle: 100, result: 0 } as const),
  }
  const lone = twice.slice(0, 3)
  const [alone, probed] = [lone, [...lone, calibrate]].map((instructions) => {
    const { events } = valueOf(runProgram(tinyProgram({ ...parts, target: ownDacs, instructions }), timing))
    const { startSeconds, endSeconds } = events!.find(({ instruction }) => instruction === 2)!
    return endSeconds - startSeconds
  }) as [number, number]
  expect(probed - alone).toBeCloseTo(2 * 64e-9, 14)
})

test('what a bank waits for in its unit is told apart', () => {
  const instructions = [programTile(0, 0), programTile(0, 1, { bank: 1 })]
  const steps = valueOf(runProgram(tinyProgram({ ...parts, instructions }), timing)).steps()
  expect(steps.map(({ resource, waitsFor }) => [resource, waitsFor])).toEqual([
    ['unit 0 bank 0', undefined],
    ['unit 0 bank 1', { step: 0, reason: 'unit', since: 0 }],
  ])
})

test('a program of one queue for each unit runs as it did, whatever banks there are', () => {
  const { queues: _, ...old } = parts
  const instructions = [programTile(0, 0), programTile(0, 1, { bank: 1 }), stream(0, 0, 0, 1), stream(0, 1, 0, 2, { bank: 1 })]
  const events = valueOf(runProgram(tinyProgram({ ...old, instructions }), timing)).events!
  for (const [i, event] of events.entries()) {
    expect(event.resource).toBe('unit 0')
    expect(event.startSeconds).toBe(i === 0 ? 0 : events[i - 1]!.endSeconds)
  }
})

test('queues that are not there are refused', () => {
  const { queues: _, ...old } = parts
  const at = (bank: number): ReturnType<typeof waitFor>[] => [waitFor(1, 1, 0, bank)]
  expect(messages(runProgram(tinyProgram({ ...parts, instructions: at(2) }), timing))).toEqual([
    '0: bank 2 has no queue, unit 1 has 2, one for each bank',
  ])
  expect(messages(runProgram(tinyProgram({ ...old, instructions: at(1) }), timing))).toEqual(['0: bank 1 has no queue, unit 1 has one'])
  expect(messages(runProgram(tinyProgram({ ...parts, instructions: [waitFor('ecu', 1, 0, 1)] }), timing))).toEqual([
    '0: bank 1 has no queue, the ecu has one',
  ])
  expect(messages(runProgram(tinyProgram({ ...parts, instructions: at(1) }), timing))).toEqual([])
})
