import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { at, failure, type Result, success, nearestName } from '@onnc/support'
import { maxTargetLength, parseTarget } from './parse-target.ts'
import { targetTooLarge, targetUnreadable, unknownTarget } from './target-diagnostics.ts'
import type { Target } from './target.ts'

/** Beside both `src` and `dist`. */
const targetsFolder = fileURLToPath(new URL('../targets/', import.meta.url))

/** The names of the targets that come with the package, sorted. */
export function shippedTargets(): readonly string[] {
  return readdirSync(targetsFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted()
}

/**
 * Loads a shipped target by its name, or one from a YAML file. Whatever contains a slash or ends in .yaml, .yml or .json is a file.
 *
 * Errors: unknown-target, target-unreadable, and those of `parseTarget`.
 */
export function loadTarget(nameOrFile: string): Result<Target> {
  const shipped = shippedTargets()
  if (shipped.includes(nameOrFile)) return loadFile(join(targetsFolder, `${nameOrFile}.yaml`))
  if (/[/\\]|\.(?:ya?ml|json)$/i.test(nameOrFile)) return loadFile(nameOrFile)
  return failure(unknownTarget(nameOrFile.slice(0, 100), shipped, nearestName(nameOrFile, shipped)))
}

function loadFile(file: string): Result<Target> {
  const text = readText(file)
  return text.ok ? parseTarget(text.value, file) : text
}

/** Reads a regular file of UTF-8 text, at most as much of it as a target may have. */
function readText(file: string): Result<string> {
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
