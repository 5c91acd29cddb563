import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { attachExternalData, checkTensors, decodeModel, type ModelProto } from '@onnc/onnx'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'

import { modelMissing, modelTooLarge, tensorsMore } from './frontend-diagnostics.ts'

/** What a protobuf can be long; larger models keep their weights in external data. */
const largestFileBytes = 2 ** 31 - 1

/** What one read call takes at most. */
const largestRead = 2 ** 30

/**
 * Reads and decodes an `.onnx` file; its tensors have the values that their shapes ask for. Small tensors kept in other files of its folder are taken in; large ones get a checked slice of
 * their file attached and are read where their values are needed (`attachExternalData` in `@onnc/onnx`).
 */
export function readModelFile(file: string): Result<ModelProto> {
  const bytes = readWhole(file)
  if (!bytes.ok) return bytes
  const model = decodeModel(bytes.value, file)
  if (!model.ok) return model
  const faults = [...checkTensors(model.value), ...attachExternalData(model.value, dirname(file))]
  return faults.length === 0 ? model : failure(...withoutRepetition(faults))
}

/** Models give the same tensor to many nodes; more than the first faults would tell nobody more. */
function withoutRepetition(faults: readonly Diagnostic[]): readonly Diagnostic[] {
  const distinct = [...new Map(faults.map((fault) => [fault.message, fault])).values()]
  return distinct.length <= mostFaults ? distinct : [...distinct.slice(0, mostFaults), tensorsMore(distinct.length - mostFaults)]
}

const mostFaults = 20

function readWhole(file: string): Result<Uint8Array> {
  let descriptor: number | undefined
  try {
    // A named pipe would make opening wait for somebody to write.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) return failure(modelMissing(file, stats.isDirectory() ? 'it is a folder' : 'it is not a regular file'))
    if (stats.size > largestFileBytes) return failure(modelTooLarge(file, stats.size, largestFileBytes))
    const bytes = new Uint8Array(stats.size)
    let read = 0
    for (let count = -1; read < bytes.length && count !== 0; read += count) {
      count = readSync(descriptor, bytes, read, Math.min(bytes.length - read, largestRead), read)
    }
    return success(bytes.subarray(0, read))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return failure(modelMissing(file, code === 'ENOENT' ? 'no such file' : code === 'EACCES' ? 'permission denied' : message))
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
