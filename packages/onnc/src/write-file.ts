import { failure, type Result, success } from '@onnc/support'
import { type ByteSink, type Program, writeProgram, type WrittenProgram } from '@onnc/isa'
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'

import { outputUnwritable } from './onnc-diagnostics.ts'

/** Writes a file whole or not at all: to a name of its own first, then renamed. */
export function writeWhole(file: string, content: Uint8Array | string): Result<void> {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, content)
    renameSync(temporary, file)
    return success(undefined)
  } catch (error) {
    rmSync(temporary, { force: true })
    return failure(outputUnwritable(file, (error as NodeJS.ErrnoException).code ?? String(error)))
  }
}

/**
 * Writes a program as a `.mrr` file, whole or not at all, without ever holding all of it. `check` sees what was written before the file gets
 * its name; where it fails, there is no file.
 */
export function writeProgramFile(file: string, program: Program, check: (written: WrittenProgram) => Result<void>): Result<WrittenProgram> {
  let refused: Result<void> | undefined
  const written = writePieces(file, (sink) => {
    const made = writeProgram(program, sink)
    refused = check(made)
    if (!refused.ok) throw new Refused()
    return made
  })
  return refused !== undefined && !refused.ok ? refused : written
}

class Refused extends Error {}

/** Writes a file piece by piece, whole or not at all; gives what `work` gives. */
export function writePieces<T>(file: string, work: (sink: ByteSink) => T): Result<T> {
  const temporary = `${file}.${process.pid}.tmp`
  let descriptor: number | undefined
  const writeAll = (bytes: Uint8Array, offset?: number): void => {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(descriptor!, bytes, done, bytes.length - done, offset === undefined ? null : offset + done)
    }
  }
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor)
    descriptor = undefined
  }
  try {
    descriptor = openSync(temporary, 'w')
    const made = work({ write: writeAll, patch: (offset, bytes) => writeAll(bytes, offset) })
    close()
    renameSync(temporary, file)
    return success(made)
  } catch (error) {
    close()
    rmSync(temporary, { force: true })
    if (error instanceof Refused) return failure()
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    return failure(outputUnwritable(file, code))
  }
}

export function makeFolder(folder: string): Result<void> {
  try {
    mkdirSync(folder, { recursive: true })
    return success(undefined)
  } catch (error) {
    return failure(outputUnwritable(folder, (error as NodeJS.ErrnoException).code ?? String(error)))
  }
}
