import { createHash } from 'node:crypto'
import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'
import { type ByteSource, bytesSource } from './byte-source.ts'
import { fileDamaged, fileEmpty, fileForeign, fileNewer, fileOlder, fileOverlong, fileTruncated } from './file-diagnostics.ts'
import { type FormatVersion, formatVersion } from './format-version.ts'

/*
 * The header, little endian:
 *
 *     0  magic      8 bytes: no text file begins so, and a transfer that changes line ends or the eighth bit is found out
 *     8  major      uint16
 *    10  minor      uint16
 *    12  length     uint64, bytes of the payload
 *    20  checksum   SHA-256 of bytes 0 to 19 and of the payload
 *    52  payload
 */
const magic = Uint8Array.of(0x89, 0x4d, 0x52, 0x52, 0x0d, 0x0a, 0x1a, 0x0a)
export const checksumAt = 20
const checksumBytes = 32
export const headerBytes: number = checksumAt + checksumBytes

/** Fills in the header of a file whose payload begins at `headerBytes`. */
export function sealEnvelope(file: Uint8Array, version: FormatVersion = formatVersion): void {
  fillHeader(file, file.length - headerBytes, version)
  file.set(checksumOf(bytesSource(file)), checksumAt)
}

function fillHeader(file: Uint8Array, payloadBytes: number, { major, minor }: FormatVersion): void {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  file.set(magic)
  view.setUint16(8, major, true)
  view.setUint16(10, minor, true)
  view.setBigUint64(12, BigInt(payloadBytes), true)
}

/** Checks a whole file; the payload begins at `headerBytes`. Whatever is wrong is told in one diagnostic. */
export function openEnvelope(source: ByteSource, name: string): Result<FormatVersion> {
  const file = source.read(0, Math.min(headerBytes, source.length))
  const fail = (diagnostic: Diagnostic): Result<never> => failure(at(diagnostic, { kind: 'file', file: name }))
  if (file.length === 0) return fail(fileEmpty())
  if (!magic.subarray(0, file.length).every((byte, i) => file[i] === byte)) return fail(fileForeign())
  if (file.length < headerBytes) return fail(fileTruncated(`its header of ${headerBytes} bytes ends after ${file.length}`))
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const version = { major: view.getUint16(8, true), minor: view.getUint16(10, true) }
  if (version.major > formatVersion.major) return fail(fileNewer(version, formatVersion.major))
  if (version.major < formatVersion.major) return fail(fileOlder(version, formatVersion.major))
  const stated = view.getBigUint64(12, true)
  const length = source.length - headerBytes
  if (stated > length) return fail(fileTruncated(`its header states ${stated} bytes of contents, found ${length}`))
  if (stated < length) return fail(fileOverlong(Number(stated), length))
  const checksum = checksumOf(source)
  if (!checksum.every((byte, i) => file[checksumAt + i] === byte)) return fail(fileDamaged())
  return success(version)
}

/** Bytes that are hashed at a time. */
const pieceBytes = 2 ** 22

function checksumOf(source: ByteSource): Uint8Array {
  const hash = createHash('sha256').update(source.read(0, checksumAt))
  for (let at = headerBytes; at < source.length; at += pieceBytes) hash.update(source.read(at, Math.min(pieceBytes, source.length - at)))
  return hash.digest()
}

/** The header of a file whose payload follows in pieces, and its checksum once all have been added. */
export function startEnvelope(
  payloadBytes: number,
  version: FormatVersion = formatVersion,
): {
  readonly header: Uint8Array
  add(piece: Uint8Array): void
  checksum(): Uint8Array
} {
  const header = new Uint8Array(headerBytes)
  fillHeader(header, payloadBytes, version)
  const hash = createHash('sha256').update(header.subarray(0, checksumAt))
  return { header, add: (piece) => void hash.update(piece), checksum: () => hash.digest() }
}
