import { at, failure, type Result, success } from '@onnc/support'
import protobuf from 'protobufjs/minimal.js'
import { describeForeignFile } from './foreign-file.ts'
import { fileEmpty, fileForeign, fileMalformed, fileTooComplex, fileTruncated } from './message-diagnostics.ts'

/** A generated message type, as far as reading goes. */
export interface Decodable<M> {
  decode(reader: protobuf.Reader): M
}

/** What a file should hold: the message's name in the schema, words for people, the names of its top-level fields by number. */
export interface Expected {
  readonly message: string
  readonly words: string
  readonly fields: Readonly<Record<number, string>>
}

/*
 * A few bytes of file can cost hundreds in memory (an empty node is 2 bytes in the file, a 64-bit integer 1). The decoder stops when
 * the heap it would take, estimated by these measured upper bounds, passes the budget, instead of ending the process.
 */
const heapBytesPerField = 300
const heapBytesPerInt64 = 64
const heapBudgetBytes = 1.5e9

const overBudget = 'over budget'

/**
 * Reads one message from a whole file. Byte lists stay views of `bytes`. Strict: depth at most 100, every length inside its parent,
 * strings in UTF-8; fields the schema does not know are kept.
 *
 * @returns the message, or one diagnostic: empty, another kind of file, truncated, malformed, too complex
 */
export function decodeMessage<M>(type: Decodable<M>, bytes: Uint8Array, file: string, expected: Expected): Result<M> {
  if (bytes.length === 0) return failure(at(fileEmpty(expected.words), { kind: 'file', file }))
  const reader = createBudgetedReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length))
  try {
    return success(type.decode(reader))
  } catch (error) {
    const byte = Math.min(reader.pos, bytes.length)
    const reason = error instanceof Error ? error.message : String(error)
    if (reason === overBudget) return failure(at(fileTooComplex(byte, heapBudgetBytes / 1e9), { kind: 'byte', file, byte }))
    const foreign = describeForeignFile(bytes)
    if (foreign !== undefined) return failure(at(fileForeign(foreign, expected.words), { kind: 'file', file }))
    const overrun = findOverrun(bytes)
    if (overrun !== undefined) {
      const field = expected.fields[overrun.field] ?? `field ${overrun.field}`
      const truncated = fileTruncated(
        `'${field}' at byte ${overrun.byte} needs ${overrun.declared} bytes, found ${overrun.left} to the end`,
      )
      return failure(at(truncated, { kind: 'byte', file, byte: overrun.byte }))
    }
    const ends = reason.startsWith('index out of range') && byte >= bytes.length
    const diagnostic = ends
      ? fileTruncated(`it ends inside a field at byte ${byte}`)
      : fileMalformed(expected.message, byte, plainReason(reason))
    return failure(at(diagnostic, { kind: 'byte', file, byte }))
  }
}

function createBudgetedReader(bytes: Uint8Array): protobuf.Reader {
  const reader = new protobuf.Reader(bytes)
  reader.discardUnknown = false
  let budget = heapBudgetBytes
  const charge = (heapBytes: number): void => {
    budget -= heapBytes
    if (budget < 0) throw new Error(overBudget)
  }
  const methods = protobuf.Reader.prototype
  const chargeList = (): void => {
    const start = reader.pos
    const end = Math.min(reader.size() + reader.pos, reader.len)
    for (let p = reader.pos; p < end; p++) if (bytes[p]! < 0x80) charge(heapBytesPerInt64)
    reader.pos = start
  }
  return Object.assign(reader, {
    tag: (): number => {
      charge(heapBytesPerField)
      return methods.tag.call(reader)
    },
    int64s: (list: Parameters<typeof methods.int64s>[0]) => {
      chargeList()
      return methods.int64s.call(reader, list)
    },
    uint64s: (list: Parameters<typeof methods.uint64s>[0]) => {
      chargeList()
      return methods.uint64s.call(reader, list)
    },
  })
}

/** The first top-level field whose declared length passes the end of the file: the mark of a truncated file. */
function findOverrun(bytes: Uint8Array): { field: number; byte: number; declared: number; left: number } | undefined {
  const reader = new protobuf.Reader(bytes)
  try {
    while (reader.pos < reader.len) {
      const byte = reader.pos
      const tag = reader.tag()
      const start = reader.pos
      if ((tag & 7) === 2) {
        const declared = reader.size()
        const left = reader.len - reader.pos
        if (declared > left) return { field: tag >>> 3, byte, declared, left }
        reader.pos = start
      }
      reader.skipType(tag & 7, 0, tag >>> 3)
    }
  } catch {
    // Something else is wrong first.
  }
  return undefined
}

/** protobufjs speaks of its own indices; people want the fault. */
function plainReason(reason: string): string {
  if (reason.startsWith('index out of range')) return 'a length passes the end of its message'
  if (reason.startsWith('max depth exceeded')) return 'messages nested deeper than 100'
  if (reason.includes('encoded data was not valid')) return 'a string is not valid UTF-8'
  return reason.replace(/ at offset \d+$/, '')
}
