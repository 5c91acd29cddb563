import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { constants, gunzipSync } from 'node:zlib'
import { failure, type Result, success } from '@onnc/support'
import { dataExcess, dataFileEmpty, dataFileUnreadable, dataTooLarge, dataTruncated, gzipBroken } from './data-diagnostics.ts'

/** No reader here takes in more, stored or unpacked: whatever a header or a gzip stream claims. */
export const maxContentBytes: number = 2 ** 30

/** Enough for every header we read; of a gzip file, so many stored bytes are unpacked to look at it. */
const headBytes = 16_384

/** Deflate makes at most 1032 bytes of one (RFC 1951: 258 bytes from two bits). */
const maxDeflateRatio = 1032

/** A file to read, plain or gzip (told by its first bytes, not its name), before its whole content is taken in. */
export interface DataFile {
  readonly file: string
  /** The first bytes of the unpacked content: at least its header, or everything when it is shorter. */
  readonly head: Uint8Array
  /** The whole unpacked content, which must be `byteCount` bytes: more is refused before it is unpacked. */
  exactly(byteCount: number): Result<Uint8Array>
  /** The whole unpacked content, at most `maxContentBytes`. */
  all(): Result<Uint8Array>
}

/** Looks at a file; a missing path, a folder, an empty or an oversized file is refused here. */
export function openDataFile(file: string): Result<DataFile> {
  const stored = readHead(file)
  if (!stored.ok) return stored
  const packed = stored.value[0] === 0x1f && stored.value[1] === 0x8b
  const head = packed ? unpack(file, stored.value, headBytes * maxDeflateRatio, true) : stored
  if (!head.ok) return head

  const content = (maxBytes: number): Result<Uint8Array> => {
    try {
      if (!packed && statSync(file).size > maxBytes) return failure(dataExcess(file, maxBytes))
      const bytes = readFileSync(file)
      if (packed) return unpack(file, bytes, maxBytes, false)
      return bytes.length > maxBytes ? failure(dataExcess(file, maxBytes)) : success(bytes)
    } catch (error) {
      return failure(dataFileUnreadable(file, reasonOf(error)))
    }
  }
  const exactly = (byteCount: number): Result<Uint8Array> => {
    // Written so that NaN, the product of an infinite and an empty dimension, is refused too.
    if (!(byteCount <= maxContentBytes)) return failure(dataTooLarge(file, maxContentBytes))
    const bytes = content(byteCount)
    if (bytes.ok && bytes.value.length < byteCount) return failure(dataTruncated(file, byteCount, bytes.value.length))
    return bytes
  }
  const all = (): Result<Uint8Array> => {
    const bytes = content(maxContentBytes)
    return bytes.ok || bytes.diagnostics[0]?.code !== dataExcess.code ? bytes : failure(dataTooLarge(file, maxContentBytes))
  }
  return success({ file, head: head.value, exactly, all })
}

function readHead(file: string): Result<Uint8Array> {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return failure(dataFileUnreadable(file, stat.isDirectory() ? 'it is a folder' : 'it is not a regular file'))
    if (stat.size === 0) return failure(dataFileEmpty(file))
    if (stat.size > maxContentBytes) return failure(dataTooLarge(file, maxContentBytes))
    const head = new Uint8Array(Math.min(stat.size, headBytes))
    const descriptor = openSync(file, 'r')
    try {
      return success(head.subarray(0, readSync(descriptor, head)))
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    return failure(dataFileUnreadable(file, reasonOf(error)))
  }
}

/** Unpacks gzip; with `partial`, as much as the given beginning of a file yields. */
function unpack(file: string, packed: Uint8Array, maxBytes: number, partial: boolean): Result<Uint8Array> {
  const finishFlush = partial ? constants.Z_SYNC_FLUSH : constants.Z_FINISH
  try {
    const content = gunzipSync(packed, { maxOutputLength: Math.max(1, maxBytes), finishFlush })
    return content.length === 0 ? failure(dataFileEmpty(file)) : success(content)
  } catch (error) {
    return failure(codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? dataExcess(file, maxBytes) : gzipBroken(file, reasonOf(error)))
  }
}

/** What a failed system call or zlib call says, in a person's words. */
function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such file'
    case 'EACCES':
    case 'EPERM':
      return 'permission denied'
    case 'EISDIR':
      return 'it is a folder'
    default:
      return error instanceof Error ? error.message : String(error)
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
