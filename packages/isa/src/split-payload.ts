import type { ByteRange, ByteSource } from './byte-source.ts'
import type { MemoryBudget } from './memory-budget.ts'

/**
 * The payload of a program file, taken apart without reading what is long: ring codes, exact weights and kernel models stay where they are,
 * everything else is gathered to be decoded as usual.
 */
export interface SplitPayload {
  readonly program: Gathered
  readonly groups: readonly SplitMessage[]
  readonly kernels: readonly SplitMessage[]
}

/** A message without its long fields, and where these are, by field number; of a field that stands there twice, the last counts. */
export interface SplitMessage {
  readonly rest: Gathered
  readonly long: ReadonlyMap<number, ByteRange>
}

/** Fields of one message, one after the other, and where they come from. */
export interface Gathered {
  readonly bytes: Uint8Array
  /** Where pieces of `bytes` begin, there and in the source; ascending. */
  readonly pieces: readonly { readonly at: number; readonly source: number }[]
}

/** What is wrong with the encoding, and at which byte of the source. */
export class MalformedPayload extends Error {
  readonly byte: number

  constructor(byte: number, reason: string) {
    super(reason)
    this.byte = byte
  }
}

/** The place in the source of a place in gathered bytes. */
export function sourcePlace({ pieces }: Gathered, at: number): number {
  const piece = pieces.findLast((candidate) => candidate.at <= at)
  return piece === undefined ? at : piece.source + (at - piece.at)
}

/** Fields of `Program` that hold long ones, and those of `Tiles` and of `Kernel` that are long. */
const tilesField = 3
const kernelsField = 6
const longOfTiles: ReadonlySet<number> = new Set([5, 7])
const longOfKernel: ReadonlySet<number> = new Set([2])

/** The heap of a message taken apart, and of a piece of one; measured on Node 24. */
const heapBytesPerMessage = 600
const heapBytesPerPiece = 150

/** Takes the payload in [start, end of the source) apart. Throws `MalformedPayload`. */
export function splitPayload(source: ByteSource, start: number, budget: MemoryBudget): SplitPayload {
  const groups: SplitMessage[] = []
  const kernels: SplitMessage[] = []
  const program = createGatherer(source, budget)
  const reader = createFieldReader(source)
  const end = source.length
  for (let at = start; at < end;) {
    const field = reader.next(at, end)
    if (field.isBytes && field.number === tilesField) groups.push(splitMessage(source, reader, field, longOfTiles, budget))
    else if (field.isBytes && field.number === kernelsField) kernels.push(splitMessage(source, reader, field, longOfKernel, budget))
    else program.add(at, field.end - at)
    at = field.end
  }
  return { program: program.finish(), groups, kernels }
}

function splitMessage(
  source: ByteSource,
  reader: FieldReader,
  { contents, end }: Field,
  isLong: ReadonlySet<number>,
  budget: MemoryBudget,
): SplitMessage {
  budget.charge(heapBytesPerMessage)
  const long = new Map<number, ByteRange>()
  const rest = createGatherer(source, budget)
  for (let at = contents; at < end;) {
    const field = reader.next(at, end)
    if (field.isBytes && isLong.has(field.number)) long.set(field.number, { start: field.contents, length: field.end - field.contents })
    else rest.add(at, field.end - at)
    at = field.end
  }
  return { rest: rest.finish(), long }
}

export interface Field {
  readonly number: number
  readonly isBytes: boolean
  /** Where the value begins (of bytes: behind their length), and where the field ends. */
  readonly contents: number
  readonly end: number
}

export interface FieldReader {
  /** The field at a place, inside a message that ends at `end`. */
  next(at: number, end: number): Field
}

const tooLong = 'a length passes the end of its message'

/** Bytes read at a time: a tag and a length, and what follows if it is short. */
const windowBytes = 1 << 12

/** Finds the fields of a message one after the other. Throws `MalformedPayload`. */
export function createFieldReader(source: ByteSource): FieldReader {
  let window = new Uint8Array()
  let windowStart = 0
  const byteAt = (at: number): number => {
    if (at < windowStart || at >= windowStart + window.length) {
      windowStart = at
      window = source.read(at, Math.min(windowBytes, source.length - at)) as Uint8Array<ArrayBuffer>
    }
    return window[at - windowStart]!
  }
  /** A varint below 2^53; what is longer passes the end of anything. */
  const varint = (at: number, end: number): { value: number; next: number } => {
    let value = 0
    for (let i = 0; i < 10; i++) {
      if (at + i >= end) throw new MalformedPayload(at + i, tooLong)
      const byte = byteAt(at + i)
      value += (byte & 127) * 2 ** (7 * i)
      if (byte < 128) return { value, next: at + i + 1 }
    }
    throw new MalformedPayload(at, 'invalid varint encoding')
  }
  return {
    next: (at, end) => {
      const tag = varint(at, end)
      const number = Math.floor(tag.value / 8)
      const wireType = tag.value % 8
      if (number === 0 || number >= 2 ** 29) throw new MalformedPayload(at, `illegal tag: field number ${number}`)
      const sized = (size: number, contents: number, isBytes: boolean): Field => {
        if (size > end - contents) throw new MalformedPayload(contents, tooLong)
        return { number, isBytes, contents, end: contents + size }
      }
      switch (wireType) {
        case 0:
          return { number, isBytes: false, contents: tag.next, end: varint(tag.next, end).next }
        case 1:
          return sized(8, tag.next, false)
        case 2: {
          const length = varint(tag.next, end)
          return sized(length.value, length.next, true)
        }
        case 5:
          return sized(4, tag.next, false)
        default:
          throw new MalformedPayload(at, `invalid wire type ${wireType}`)
      }
    },
  }
}

function createGatherer(source: ByteSource, budget: MemoryBudget): { add(start: number, length: number): void; finish(): Gathered } {
  const ranges: ByteRange[] = []
  return {
    add: (start, length) => {
      const last = ranges.at(-1)
      if (last !== undefined && last.start + last.length === start)
        ranges[ranges.length - 1] = { start: last.start, length: last.length + length }
      else {
        budget.charge(heapBytesPerPiece)
        ranges.push({ start, length })
      }
    },
    finish: () => {
      const bytes = new Uint8Array(ranges.reduce((sum, { length }) => sum + length, 0))
      const pieces: { at: number; source: number }[] = []
      let at = 0
      for (const { start, length } of ranges) {
        pieces.push({ at, source: start })
        bytes.set(source.read(start, length), at)
        at += length
      }
      return { bytes, pieces }
    },
  }
}
