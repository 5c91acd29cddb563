import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { codeFrame, type Operation, operationText, parseModule, printOperation, reproducerPipeline, verify } from '@onnc/ir'
import { readFileSync } from 'node:fs'

import { fileError } from '../file-error.ts'
import { ownToolbox } from '../load-plugins.ts'
import { type PassFlags, pipelineOptions, printOptions } from '../pass-flags.ts'
import { type PipelineOptions, runPipeline } from '../run-pipeline.ts'
import { showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import type { Terminal } from '../terminal.ts'
import { writeWhole } from '../write-file.ts'

export interface OptCommandFlags extends PassFlags {
  readonly output?: string
  readonly verifyOnly?: boolean
}

/** `onnc opt F|-`: IR text in, passes, IR text out. */
export async function optCommand(file: string, flags: OptCommandFlags, terminal: Terminal): Promise<number> {
  const text = readText(file)
  if (!text.ok) return showFailure(terminal, text.diagnostics, false)
  const fail = (diagnostics: readonly Diagnostic[]): number =>
    showFailure(terminal, diagnostics, false, (d) => frameOf(d, file, text.value))
  const options = await pipelineOptions(flags, terminal)
  const print = printOptions(flags)
  if (!options.ok || !print.ok) return fail([options, print].flatMap((r) => (r.ok ? [] : r.diagnostics)))
  const module = transform(text.value, file, flags, options.value)
  if (!module.ok) return fail(module.diagnostics)
  showNotes(terminal, module.diagnostics, flags.remarks ?? false)
  if (flags.verifyOnly) return 0
  const { registry } = options.value.toolbox ?? ownToolbox
  if (flags.output === undefined) {
    printOperation(module.value, registry, terminal.out, print.value)
    return 0
  }
  const written = writeWhole(flags.output, operationText(module.value, registry, print.value))
  return written.ok ? 0 : fail(written.diagnostics)
}

/** Parses and verifies, then runs the pipeline asked for, or the one that a reproducer names. */
function transform(text: string, file: string, flags: OptCommandFlags, options: PipelineOptions): Result<Operation> {
  const { registry } = options.toolbox ?? ownToolbox
  const module = parseModule(text, file, registry)
  if (!module.ok) return module
  const faults = verify(module.value, registry)
  if (faults.length > 0) return failure(...faults)
  const pipeline = flags.pipeline ?? reproducerPipeline(text)
  if (flags.verifyOnly || pipeline === undefined || pipeline.trim() === '') return success(module.value)
  return runPipeline(module.value, pipeline, options)
}

function readText(file: string): Result<string> {
  try {
    return success(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    return failure(fileError(file, error))
  }
}

/** The line a diagnostic speaks of, with carets; only for what stands in the file itself. */
function frameOf({ location }: Diagnostic, file: string, text: string): string {
  return location?.kind === 'position' && location.file === file ? codeFrame(text, location) : ''
}
