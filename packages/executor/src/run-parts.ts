import type { Engine } from './engine.ts'
import { chunkTasks, chunkWords } from './job-records.ts'

/** Elements of a part: a tenth of a millisecond or so, and a multiple of the symbols a kernel writes at a time. */
const partElements = 2 ** 15

/** Where tables and results of parts lie; grows, and is kept with the engine's memory. */
export interface PartRoom {
  address: number
  words: number
}

/** Words of the arguments of `encodePlane`, and of what `rangeOf` leaves. */
const argumentWords = 12
const resultWords = 2

/** One call of a kernel on consecutive values. */
export interface EncodeCall {
  readonly values: number
  readonly count: number
  readonly inverse: number
  readonly largest: number
  readonly sign: number
  readonly offset: number
  readonly shift: number
  readonly mask: number
  readonly wide: boolean
  readonly into: number
}

/** Whether values are many enough for other threads to be worth waking. */
export function worthSharing(engine: Engine, elements: number): boolean {
  return engine.threads > 1 && elements >= 2 * partElements
}

/** Largest magnitude and least value of each range of values, on all threads. */
export function measureParts(
  engine: Engine,
  room: PartRoom,
  ranges: readonly { readonly values: number; readonly count: number }[],
): { largest: number; least: number }[] {
  const parts = ranges.flatMap(({ values, count }, index) =>
    cut(count).map(([first, length]) => ({ index, values: values + first * 4, length })),
  )
  const at = reserve(engine, room, parts.length * (chunkWords + resultWords))
  const results = at + parts.length * chunkWords
  const { words, floats } = engine.views()
  for (const [i, { values, length }] of parts.entries()) {
    const chunk = at + i * chunkWords
    words[chunk] = values
    words[chunk + 1] = length
    words[chunk + 2] = (results + i * resultWords) * 4
    words[chunk + 9] = chunkTasks.range
  }
  engine.run(at * 4, parts.length, 0, true)
  const found = ranges.map(() => ({ largest: 0, least: Infinity }))
  for (const [i, { index }] of parts.entries()) {
    const range = found[index]!
    // NaN stays.
    range.largest = Math.max(range.largest, floats[results + i * resultWords]!)
    range.least = Math.min(range.least, floats[results + i * resultWords + 1]!)
  }
  return found
}

/** The same as calling `encodePlane` for each, on all threads. */
export function encodeParts(engine: Engine, room: PartRoom, calls: readonly EncodeCall[]): void {
  const parts = calls.flatMap((call) => cut(call.count).map(([first, length]) => ({ call, first, length })))
  const at = reserve(engine, room, parts.length * (chunkWords + argumentWords))
  const { words, floats } = engine.views()
  for (const [i, { call, first, length }] of parts.entries()) {
    const chunk = at + i * chunkWords
    const record = at + parts.length * chunkWords + i * argumentWords
    words[chunk + 2] = record * 4
    words[chunk + 9] = chunkTasks.encode
    words[record] = call.values + first * 4
    words[record + 1] = length
    floats[record + 2] = call.inverse
    floats[record + 3] = call.largest
    words[record + 4] = call.sign
    words[record + 5] = call.offset
    words[record + 6] = call.shift
    words[record + 7] = call.mask
    words[record + 8] = call.wide ? 1 : 0
    words[record + 9] = call.into + first * (call.wide ? 4 : 1)
  }
  engine.run(at * 4, parts.length, 0, true)
}

/** First element and length of each part. */
function cut(count: number): [first: number, length: number][] {
  const parts: [number, number][] = []
  for (let first = 0; first < count; first += partElements) parts.push([first, Math.min(partElements, count - first)])
  return parts
}

/** Room for a table, as the word it starts at. */
function reserve(engine: Engine, room: PartRoom, words: number): number {
  if (words > room.words) {
    room.words = words * 2
    room.address = engine.allocate(room.words * 4)
  }
  return room.address / 4
}
