import { constantOp } from '@onnc/dialects'
import { type Blob, type Operation, readBlob, sliceBlob, walk } from '@onnc/ir'
import { onnx, type WriteElements } from '@onnc/onnx'
import { failure, type Result, success } from '@onnc/support'
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename } from 'node:path'

import { outputUnwritable } from './onnc-diagnostics.ts'

/** Constants below this stay in the model, where shape inference sees them. */
const smallestOutside = 1024

/** A model whose constants take more together keeps them in a file beside it: one protobuf message holds 2 GiB at most. */
const largestInside = 2 ** 28

/** Where a constant starts in the file: what page sizes ask of those who map it. */
const alignment = 4096

const chunkBytes = 2 ** 25

/** Whether a module's constants should not all be in the model itself: they are many, or were not before. */
export function wantsExternalData(module: Operation): boolean {
  let bytes = 0
  for (const operation of walk(module)) {
    if (!constantOp.is(operation)) continue
    const { blob } = constantOp.view(operation).value
    if (blob.kind === 'file') return true
    bytes += blob.byteLength
  }
  return bytes > largestInside
}

/** A file of constants that is being written beside `model`, under a temporary name until it is kept. */
export interface ExternalWriter {
  readonly write: WriteElements
  /** Gives the file its name; call it before the model gets its own. */
  readonly keep: () => Result<void>
  /** Removes what was written. */
  readonly drop: () => void
}

export function openExternalWriter(model: string): Result<ExternalWriter> {
  const file = `${model}.data`
  const temporary = `${file}.${process.pid}.tmp`
  let descriptor: number
  try {
    descriptor = openSync(temporary, 'w')
  } catch (error) {
    return failure(outputUnwritable(file, reasonOf(error)))
  }
  let end = 0
  let problem: string | undefined
  const put = (bytes: Uint8Array): void => {
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written, bytes.length - written, end + written)
    end += bytes.length
  }
  return success({
    write: (message, constant) => {
      const { blob } = constantOp.view(constant).value
      if (blob.byteLength < smallestOutside) return { ...message, rawData: readBlob(blob) }
      end = Math.ceil(end / alignment) * alignment
      const offset = end
      try {
        for (const chunk of chunksOf(blob)) put(readBlob(chunk))
      } catch (error) {
        problem ??= reasonOf(error)
      }
      const externalData = [
        { key: 'location', value: basename(file) },
        { key: 'offset', value: String(offset) },
        { key: 'length', value: String(blob.byteLength) },
      ]
      return { ...message, dataLocation: onnx.TensorProto.DataLocation.EXTERNAL, externalData }
    },
    keep: () => {
      closeSync(descriptor)
      if (problem === undefined) {
        try {
          renameSync(temporary, file)
          return success(undefined)
        } catch (error) {
          problem = reasonOf(error)
        }
      }
      rmSync(temporary, { force: true })
      return failure(outputUnwritable(file, problem))
    },
    drop: () => {
      closeSync(descriptor)
      rmSync(temporary, { force: true })
    },
  })
}

/** Slices along the first axis of a size that is read at once; elements narrower than a byte are not cut. */
function* chunksOf(blob: Blob): Generator<Blob> {
  const [rows, ...rest] = blob.shape
  const rowBytes = blob.byteLength / Math.max(1, rows ?? 1)
  if (rows === undefined || blob.byteLength <= chunkBytes || !Number.isInteger(rowBytes)) return yield blob
  const step = Math.max(1, Math.floor(chunkBytes / rowBytes))
  for (let row = 0; row < rows; row += step) yield sliceBlob(blob, [row, ...rest.map(() => 0)], [Math.min(step, rows - row), ...rest])
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
