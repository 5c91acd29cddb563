import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { printOperation } from '@onnc/ir'
import { disassemble } from '@onnc/isa'
import { compileSummary } from '@onnc/report'

import { type CompileFlags, compileOptions } from '../compile-flags.ts'
import { checkTileChecksums, compileModel, type CompileOptions, compileToStage } from '../compile-model.ts'
import type { EmitStage } from '../compile-choices.ts'
import { timedDetails } from '../details/timed-details.ts'
import { ownToolbox } from '../load-plugins.ts'
import { outputMissing } from '../onnc-diagnostics.ts'
import { printOptions } from '../pass-flags.ts'
import { compileDocument } from '../compile-document.ts'
import { rangedProgram } from '../range-data.ts'
import { emitPicture } from '../stages/emit-picture.ts'
import { readBaseline, writeBesideBaseline } from '../read-results.ts'
import { printJson, showFailure } from '../show-diagnostics.ts'
import { showNotes } from '../show-notes.ts'
import { paintOf, type Terminal } from '../terminal.ts'
import { documentFor, type ReportFlags, wantsDetails } from '../write-report.ts'
import { writeProgramFile, writeWhole } from '../write-file.ts'

export interface CompileCommandFlags extends CompileFlags, ReportFlags {
  readonly output?: string
  readonly emit?: EmitStage
  readonly rangeData?: string
  readonly json?: boolean
}

/** `onnc compile MODEL.onnx -o P.mrr`. */
export async function compileCommand(model: string, flags: CompileCommandFlags, terminal: Terminal): Promise<number> {
  const fail = (diagnostics: readonly Diagnostic[]): number => showFailure(terminal, diagnostics, flags.json ?? false)
  const baseline = readBaseline(flags, 'onnc.compile/1')
  if (!baseline.ok) return fail(baseline.diagnostics)
  const options = await compileOptions(flags, terminal)
  if (!options.ok) return fail(options.diagnostics)
  if (flags.emit !== undefined) {
    const text = await emitText(model, flags.emit, flags, options.value)
    if (!text.ok) return fail(text.diagnostics)
    showNotes(terminal, text.diagnostics, flags.remarks ?? false)
    if (flags.output === undefined) for (const chunk of text.value) terminal.out(chunk)
    else {
      const written = writeWhole(flags.output, text.value.join(''))
      if (!written.ok) return fail(written.diagnostics)
    }
    return 0
  }
  if (flags.output === undefined) return fail([outputMissing()])
  const start = performance.now()
  const compiled = await compileModel(model, options.value)
  if (!compiled.ok) return fail(compiled.diagnostics)
  const ranged = rangedProgram(flags.rangeData, compiled.value)
  if (!ranged.ok) return fail(ranged.diagnostics)
  const written = writeProgramFile(flags.output, ranged.value, ({ tileChecksums }) => checkTileChecksums(ranged.value, tileChecksums))
  if (!written.ok) return fail(written.diagnostics)
  const result = compileDocument(ranged.value, compiled.diagnostics, {
    model,
    written: written.value,
    ...(wantsDetails(flags)
      ? { details: timedDetails(compiled.value, options.value.target, compiled.diagnostics, options.value.record) }
      : {}),
    seconds: (performance.now() - start) / 1e3,
  })
  if (flags.report !== undefined) {
    const reported = await writeBesideBaseline(baseline.value, { name: model, result }, flags.report)
    if (!reported.ok) return fail(reported.diagnostics)
    showNotes(terminal, reported.diagnostics, false)
  }
  showNotes(terminal, compiled.diagnostics, flags.remarks ?? false)
  if (flags.json) printJson(terminal, documentFor(flags, result))
  else terminal.out(`${compileSummary(result, flags.output, paintOf(terminal))}\n`)
  return 0
}

async function emitText(model: string, stage: EmitStage, flags: CompileFlags, options: CompileOptions): Promise<Result<string[]>> {
  const chunks: string[] = []
  const sink = (text: string): void => void chunks.push(text)
  if (stage === 'dot' || stage === 'svg' || stage === 'ir-html') return emitPicture(model, stage, options)
  if (stage === 'asm') {
    const program = await compileModel(model, options)
    if (!program.ok) return program
    disassemble(program.value, sink)
    return success(chunks, program.diagnostics)
  }
  const print = printOptions(flags)
  if (!print.ok) return failure(...print.diagnostics)
  const module = await compileToStage(model, stage, options)
  if (!module.ok) return module
  printOperation(module.value, (options.toolbox ?? ownToolbox).registry, sink, print.value)
  return success(chunks, module.diagnostics)
}
