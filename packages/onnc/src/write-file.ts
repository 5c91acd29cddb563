import { failure, type Result, success } from '@onnc/support'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'

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

export function makeFolder(folder: string): Result<void> {
  try {
    mkdirSync(folder, { recursive: true })
    return success(undefined)
  } catch (error) {
    return failure(outputUnwritable(folder, (error as NodeJS.ErrnoException).code ?? String(error)))
  }
}
