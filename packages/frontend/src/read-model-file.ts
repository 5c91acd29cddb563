import { failure, type Result } from '@onnc/support'
import { decodeModel, type ModelProto } from '@onnc/onnx'
import { readFileSync, statSync } from 'node:fs'

import { modelMissing, modelTooLarge } from './frontend-diagnostics.ts'

/** What one read call of Node takes at most; larger models keep their weights in external data. */
const largestFileBytes = 2 ** 31 - 1

/** Reads and decodes an `.onnx` file. */
export function readModelFile(file: string): Result<ModelProto> {
  let bytes: Uint8Array
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return failure(modelMissing(file, stat.isDirectory() ? 'it is a folder' : 'it is not a regular file'))
    if (stat.size > largestFileBytes) return failure(modelTooLarge(file, stat.size, largestFileBytes))
    bytes = readFileSync(file)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return failure(modelMissing(file, code === 'ENOENT' ? 'no such file' : code === 'EACCES' ? 'permission denied' : message))
  }
  return decodeModel(bytes, file)
}
