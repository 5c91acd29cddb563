import { at, failure, type Result, success } from '@onnc/support'
import protobuf from 'protobufjs/minimal.js'
import { BudgetedReader, fillList, isAllPacked, overBudget } from './budgeted-reader.ts'
import { describeForeignFile } from './foreign-file.ts'
import { fileEmpty, fileForeign, fileMalformed, fileTooComplex, fileTruncated } from './message-diagnostics.ts'
import { isPresent, onnx, type TensorProto } from './messages.ts'

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

/** What decoding may take on the heap, as estimated. */
const heapBudgetBytes = 0.8e9

/**
 * Reads one message from a whole file. Byte lists stay views of `bytes`. Strict: depth at most 100, every length inside its parent,
 * strings in UTF-8; fields the schema does not know are kept.
 *
 * A long `float_data` or `double_data` is the same bytes as `raw_data` would be, and comes back as that: a view instead of a list of
 * numbers.
 *
 * @param tensorsOf the tensors inside the message
 * @returns the message, or one diagnostic: empty, another kind of file, truncated, malformed, too complex
 */
export function decodeMessage<M>(
  type: Decodable<M>,
  bytes: Uint8Array,
  file: string,
  expected: Expected,
  tensorsOf: (message: M) => Iterable<TensorProto>,
): Result<M> {
  if (bytes.length === 0) return failure(at(fileEmpty(expected.words), { kind: 'file', file }))
  const reader = new BudgetedReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), heapBudgetBytes)
  try {
    const message = type.decode(reader)
    if (reader.deferred.size > 0) settleLists(tensorsOf(message), reader.deferred)
    return success(message)
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

/** Lists of floats that were left where they are: those of a tensor of that type become its `raw_data`, all others are filled. */
function settleLists(tensors: Iterable<TensorProto>, deferred: BudgetedReader['deferred']): void {
  const { FLOAT, COMPLEX64, DOUBLE, COMPLEX128 } = onnx.TensorProto.DataType
  for (const tensor of tensors) {
    if (isPresent(tensor, 'rawData')) continue
    const type = tensor.dataType
    const field = type === FLOAT || type === COMPLEX64 ? 'floatData' : type === DOUBLE || type === COMPLEX128 ? 'doubleData' : undefined
    const list = field === undefined ? undefined : tensor[field]
    const packed = list ? deferred.get(list) : undefined
    if (packed === undefined || !isAllPacked(list!)) continue
    tensor.rawData = packed.bytes
    tensor[field!] = []
    deferred.delete(list!)
  }
  for (const [list, packed] of deferred) fillList(list as number[], packed)
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
