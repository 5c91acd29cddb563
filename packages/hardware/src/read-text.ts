import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { at, failure, type Result, success } from '@onnc/support'
import { maxTargetLength } from './read-document.ts'
import { targetTooLarge, targetUnreadable } from './target-diagnostics.ts'

/** Reads a regular file of UTF-8 text, at most as much of it as a target may have. Errors: target-unreadable, target-too-large. */
export function readText(file: string): Result<string> {
  const location = { kind: 'file', file } as const
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)) // a pipe must not block
    if (!fstatSync(descriptor).isFile()) return failure(at(targetUnreadable('not a regular file'), location))
    const bytes = Buffer.alloc(maxTargetLength + 1)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null)
    }
    if (length > maxTargetLength) return failure(at(targetTooLarge(`${maxTargetLength} bytes`, 'more'), location))
    return success(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, length)))
  } catch (error) {
    return failure(at(targetUnreadable(reasonOf(error)), location))
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file'
  if (code === 'EACCES') return 'permission denied'
  if (code === 'EISDIR') return 'not a regular file'
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'not UTF-8 text'
  return String(code ?? error)
}
