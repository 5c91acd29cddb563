import { type Result, success } from '@onnc/support'
import type { Operation } from '@onnc/ir'
import { encodeModel, exportModel } from '@onnc/onnx'

import { openExternalWriter, wantsExternalData } from './external-writer.ts'
import { writeWhole } from './write-file.ts'

/** Writes a module of the onnx dialect as a model, and where its constants are large a file of them beside it. */
export function writeModel(module: Operation, file: string): Result<void> {
  const outside = wantsExternalData(module) ? openExternalWriter(file) : success(undefined)
  if (!outside.ok) return outside
  const exported = exportModel(module, outside.value?.write)
  if (!exported.ok) {
    outside.value?.drop()
    return exported
  }
  const kept = outside.value?.keep() ?? success(undefined)
  return kept.ok ? writeWhole(file, encodeModel(exported.value)) : kept
}
