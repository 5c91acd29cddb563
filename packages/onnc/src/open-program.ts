import { failure, type Result, success } from '@onnc/support'
import { type ByteSource, bytesSource, fileSource, type Program, readProgram as readProgramFrom } from '@onnc/isa'
import { closeSync, constants, fstatSync, openSync } from 'node:fs'

import { fileError } from './file-error.ts'
import { fileUnreadable } from './onnc-diagnostics.ts'

/** Files up to this size are read at once; of larger ones, what is needed when it is needed. */
const smallFileBytes = 2 ** 26

/** The bytes of a file. A large one stays open until the process ends. */
export function openSource(file: string): Result<ByteSource> {
  let descriptor: number | undefined
  let keepOpen = false
  try {
    // A named pipe would make opening wait for somebody to write.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) return failure(fileUnreadable(file, stats.isDirectory() ? 'it is a folder' : 'it is not a regular file'))
    const source = fileSource(descriptor, stats.size)
    keepOpen = stats.size > smallFileBytes
    return success(keepOpen ? source : bytesSource(source.read(0, stats.size)))
  } catch (error) {
    return failure(fileError(file, error))
  } finally {
    if (descriptor !== undefined && !keepOpen) closeSync(descriptor)
  }
}

/** Reads a `.mrr`. Of a large file, weights are read as they are used. */
export function readProgram(file: string): Result<Program> {
  const source = openSource(file)
  return source.ok ? readProgramFrom(source.value, file) : source
}
