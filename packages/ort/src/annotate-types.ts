import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { failure, type Result, success } from '@onnc/support'
import { loadBinding } from './binding.ts'
import { annotationMissing } from './diagnostics.ts'
import { loadModel } from './session.ts'

/**
 * The model as ONNX Runtime writes it back after loading it with all optimisation off: its `value_info` carries the types and shapes
 * ONNX Runtime inferred, full ones (unknown rank, sequence elements, outputs of control flow), and model-local functions are inlined.
 *
 * Two things are up to the caller, who knows the format. Types are inferred only for what is asked: make the intermediate values graph
 * outputs. And an unchanged graph is copied as it came: add a float16 `Abs` node, for which ONNX Runtime must insert casts.
 *
 * @param model bytes of an ONNX model, without external data
 * @returns bytes of an ONNX model
 */
export function annotateTypes(model: Uint8Array): Result<Uint8Array> {
  let folder: string
  try {
    folder = mkdtempSync(path.join(os.tmpdir(), 'onnc-ort-'))
  } catch (error) {
    return failure(annotationMissing(error instanceof Error ? error.message : String(error)))
  }
  try {
    return annotateTypesIn(folder, model)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same with a folder to write in, which the caller removes. */
export function annotateTypesIn(folder: string, model: Uint8Array | { readonly file: string }): Result<Uint8Array> {
  const binding = loadBinding()
  if (!binding.ok) return binding
  const file = path.join(folder, 'annotated.onnx')
  const session = loadModel(binding.value, model, { graphOptimizationLevel: 'disabled', optimizedModelFilePath: file })
  if (!session.ok) return session
  session.value.dispose()
  try {
    const { buffer, byteOffset, length } = readFileSync(file)
    return success(new Uint8Array(buffer, byteOffset, length))
  } catch (error) {
    return failure(annotationMissing(error instanceof Error ? error.message : String(error)))
  } finally {
    rmSync(file, { force: true })
  }
}
