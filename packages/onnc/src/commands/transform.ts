import type { Diagnostic } from '@onnc/support'
import { importWhole, readModelFile } from '@onnc/frontend'

import { type CompileFlags, compileOptions } from '../compile-flags.ts'
import { runPipeline } from '../run-pipeline.ts'
import { showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'
import { writeModel } from '../write-model.ts'

export interface TransformCommandFlags extends CompileFlags {
  readonly output: string
}

/** `onnc transform IN.onnx -o OUT.onnx --pipeline TEXT`: ONNX in, passes of the onnx dialect, ONNX out. */
export async function transformCommand(model: string, flags: TransformCommandFlags, terminal: Terminal): Promise<number> {
  const fail = (diagnostics: readonly Diagnostic[]): number => showFailure(terminal, diagnostics, false)
  const options = await compileOptions(flags, terminal)
  if (!options.ok) return fail(options.diagnostics)
  const read = readModelFile(model)
  if (!read.ok) return fail(read.diagnostics)
  const module = await importWhole(read.value, options.value.dimensions)
  if (!module.ok) return fail(module.diagnostics)
  const pipeline = flags.pipeline?.trim() ?? ''
  const changed = pipeline === '' ? module : runPipeline(module.value, pipeline, options.value)
  if (!changed.ok) return fail(changed.diagnostics)
  const written = writeModel(changed.value, flags.output)
  if (!written.ok) return fail(written.diagnostics)
  showNotes(terminal, [...module.diagnostics, ...changed.diagnostics], flags.remarks ?? false)
  return 0
}
