import { createHash } from 'node:crypto'
import { type ByteRange, type ByteSource, bytesSource, concatSources } from './byte-source.ts'
import type { ByteSink } from './encode-program.ts'
import { checksumAt, type FormatVersion, headerBytes, startEnvelope } from './envelope.ts'
import { createFieldReader } from './split-payload.ts'
import { tagAndLength } from './tiles-section.ts'

/*
 * A program without its instructions, as a file of the same form: what `onnc dis` keeps beside the text. Fields are moved as bytes, so that
 * putting text and blob together gives the file back that they come from.
 */

/** The fields of `Program` before the instructions, and the one that holds them. */
const instructionsField = 2

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

/** The file of a program: a blob that has been found sound, and instruction words. */
export function joinBlob(blob: ByteSource, version: FormatVersion, words: Uint8Array): ByteSource {
  const reader = createFieldReader(blob)
  let place = headerBytes
  for (let at = headerBytes; at < blob.length;) {
    const field = reader.next(at, blob.length)
    if (field.number > instructionsField) break
    at = field.end
    place = at
  }
  const parts = [
    rangeOf(blob, headerBytes, place - headerBytes),
    ...(words.length === 0 ? [] : [bytesSource(tagAndLength(instructionsField, words.length)), bytesSource(words)]),
    rangeOf(blob, place, blob.length - place),
  ]
  return sealed(parts, version)
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
