import { createHash } from 'node:crypto'
import { type ByteRange, type ByteSource, bytesSource, concatSources } from './byte-source.ts'
import type { ByteSink } from './encode-program.ts'
import { checksumAt, headerBytes, startEnvelope } from './envelope.ts'
import { type FormatVersion } from './format-version.ts'
import { wordBytes } from './instruction-set.ts'
import { messages } from './messages.ts'
import { createFieldReader } from './split-payload.ts'
import { tagAndLength } from './tiles-section.ts'

/*
 * A program without its instructions, as a file of the same form: what `onnc dis` keeps beside the text. Fields are moved as bytes, so that
 * putting text and blob together gives the file back that they come from.
 */

/** The fields of `Program` before the instructions, and the one that holds them. */
const instructionsField = 2
const sourceMapField = 10

/** The parts of a sound payload around its instructions; they come right behind the last field with a smaller number. */
function aroundInstructions(source: ByteSource): ByteRange[] {
  const reader = createFieldReader(source)
  const kept: ByteRange[] = []
  for (let at = headerBytes; at < source.length;) {
    const field = reader.next(at, source.length)
    if (field.number !== instructionsField) kept.push({ start: at, length: field.end - at })
    at = field.end
  }
  return kept
}

/** Writes the blob of a program file that has been read; gives its SHA-256 in hexadecimal. */
export function writeBlob(source: ByteSource, version: FormatVersion, sink: ByteSink): string {
  const payload = aroundInstructions(source)
  const file = sealed(
    payload.map(({ start, length }) => rangeOf(source, start, length)),
    version,
  )
  const hash = createHash('sha256')
  copy(file, (piece) => {
    hash.update(piece)
    sink.write(piece)
  })
  return hash.digest('hex')
}

/** SHA-256 of a whole source, in hexadecimal. */
export function hashSource(source: ByteSource): string {
  const hash = createHash('sha256')
  copy(source, (piece) => void hash.update(piece))
  return hash.digest('hex')
}

/** The file of a program, and whether its source map had to be cut. */
export interface JoinedBlob {
  readonly file: ByteSource
  readonly isCut: boolean
}

/**
 * The file of a program: a blob that has been found sound, and instruction words. Entries of the source map beyond the last instruction
 * are left out, for a text may have lost a line.
 */
export function joinBlob(blob: ByteSource, version: FormatVersion, words: Uint8Array): JoinedBlob {
  const reader = createFieldReader(blob)
  let place = headerBytes
  for (let at = headerBytes; at < blob.length;) {
    const field = reader.next(at, blob.length)
    if (field.number > instructionsField) break
    at = field.end
    place = at
  }
  const behind: ByteSource[] = []
  let isCut = false
  for (let at = place; at < blob.length;) {
    const field = reader.next(at, blob.length)
    const cut =
      field.number === sourceMapField
        ? cutSourceMap(blob.read(field.contents, field.end - field.contents), words.length / wordBytes)
        : undefined
    isCut ||= cut !== undefined
    behind.push(cut === undefined ? rangeOf(blob, at, field.end - at) : bytesSource(cut))
    at = field.end
  }
  const parts = [
    rangeOf(blob, headerBytes, place - headerBytes),
    ...(words.length === 0 ? [] : [bytesSource(tagAndLength(instructionsField, words.length)), bytesSource(words)]),
    ...behind,
  ]
  return { file: sealed(parts, version), isCut }
}

/** The field of a source map that speaks of more instructions than there are, without what is too much; `undefined` where nothing is. */
function cutSourceMap(bytes: Uint8Array, instructions: number): Uint8Array | undefined {
  const message = messages.SourceMap.decode(bytes)
  const { names, first, count, op, node } = message
  const last = first.length - 1
  if (last < 0 || first[last]! + count[last]! <= instructions) return undefined
  const kept = first.filter((start) => start < instructions).length
  const cut = messages.SourceMap.encode({
    names,
    first: first.slice(0, kept),
    count: count.slice(0, kept).map((n, i) => Math.min(n, instructions - first[i]!)),
    op: op.slice(0, kept),
    node: node.slice(0, kept),
  }).finish()
  return Buffer.concat([tagAndLength(sourceMapField, cut.length), cut])
}

/** Bytes copied at a time. */
const pieceBytes = 2 ** 22

/** Hands on all bytes of a source, piece by piece. */
export function copy(source: ByteSource, write: (piece: Uint8Array) => void): void {
  for (let at = 0; at < source.length; at += pieceBytes) write(source.read(at, Math.min(pieceBytes, source.length - at)))
}

/** A payload behind a header that fits it. */
function sealed(payload: readonly ByteSource[], version: FormatVersion): ByteSource {
  const whole = concatSources(payload)
  const envelope = startEnvelope(whole.length, version)
  copy(whole, (piece) => envelope.add(piece))
  const header = envelope.header.slice()
  header.set(envelope.checksum(), checksumAt)
  return concatSources([bytesSource(header), whole])
}

function rangeOf(source: ByteSource, start: number, length: number): ByteSource {
  return { length, read: (offset, count) => source.read(start + offset, count) }
}
