import { expect, test } from 'vitest'

import { choosePlace, createUnitTimes, giveStream, giveWrite, tilePeriod, type TimedUnit } from '../src/unit-times.ts'

const free = (place: number): boolean => place < 0

/** When writes of 40 to each place and then streams of 10 are through. */
function ends(unit: TimedUnit): readonly number[] {
  const times = createUnitTimes([unit])
  const places = Array.from({ length: unit.banks }, (_, place) => place)
  return [...places.map((place) => giveWrite(times, place, 0, 40)), ...places.map((place) => giveStream(times, place, 0, 10))]
}

test('a unit of one bank does one thing after the other', () => {
  const times = createUnitTimes([{ banks: 1, writesOne: true, probeShare: 0.1 }])
  expect([giveWrite(times, 0, 5, 40), giveStream(times, 0, 0, 10), giveWrite(times, 0, 0, 40)]).toEqual([45, 55, 95])
})

test('banks stream in turns, and are written side by side or, with shared DACs, in turns', () => {
  expect(ends({ banks: 2, writesOne: false, probeShare: 0 })).toEqual([40, 40, 50, 60])
  expect(ends({ banks: 2, writesOne: true, probeShare: 0 })).toEqual([40, 80, 50, 90])
  // Those that are probed most of the time take turns.
  expect(ends({ banks: 2, writesOne: false, probeShare: 0.9 }).slice(0, 2)).toEqual([40, 80])
})

test('a stream takes longer while another bank is probed, whichever came first', () => {
  const unit = { banks: 2, writesOne: false, probeShare: 0.2 }
  const first = createUnitTimes([unit])
  giveStream(first, 0, 0, 8)
  giveWrite(first, 1, 0, 40)
  expect(first.light[0]).toBe(10)
  const second = createUnitTimes([unit])
  giveWrite(second, 1, 0, 40)
  expect([giveStream(second, 0, 0, 8), giveStream(second, 0, 35, 8)]).toEqual([10, 44])
})

test('a tile goes to the place that is free last in time, else to the first; of equal ones to the unit that has least to do', () => {
  const unit = { banks: 2, writesOne: false, probeShare: 0 }
  const times = createUnitTimes([unit, unit])
  const choose = (deadline: number): number => choosePlace(times, { deadline, writeSeconds: 40 }, free)
  expect(choose(0)).toBe(0)
  giveWrite(times, 0, 0, 40)
  expect(choose(0)).toBe(2)
  giveWrite(times, 2, 0, 60)
  expect([choose(0), choose(50), choose(100)]).toEqual([1, 0, 2])
  // Its light is what the next tile waits for.
  giveStream(times, 0, 0, 200)
  expect(choose(-1)).toBe(3)
  expect(choosePlace(times, { deadline: 0, writeSeconds: 40 }, () => true)).toBe(3)
})

test('many equal tiles take a unit the longer of writing, streaming and waiting for its banks', () => {
  const period = (unit: TimedUnit, write: number, stream: number): number => tilePeriod(createUnitTimes([unit]), 0, write, stream)
  expect(period({ banks: 1, writesOne: true, probeShare: 0 }, 40, 10)).toBe(50)
  expect(period({ banks: 2, writesOne: true, probeShare: 0 }, 40, 10)).toBe(40)
  expect(period({ banks: 2, writesOne: false, probeShare: 0 }, 40, 10)).toBe(25)
  expect(period({ banks: 2, writesOne: false, probeShare: 0.1 }, 40, 60)).toBe(64)
})
