import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import type { DimensionBinding } from '@onnc/frontend'

import type { CompileOptions } from './compile-model.ts'
import type { Compression, Objective, Photonic, Sharing } from '@onnc/passes'
import { argumentMalformed, pipelineHasChoices } from './onnc-diagnostics.ts'
import { ownToolbox } from './load-plugins.ts'
import { createStageRecorder } from './stages/stage-recorder.ts'
import { type ReportFlags, wantsDetails } from './write-report.ts'
import { startPhases } from './progress.ts'
import { type PassFlags, pipelineOptions } from './pass-flags.ts'
import type { Terminal } from './terminal.ts'

/** What the compile flags of `compile`, `run` and `eval` come to, as commander hands them over. */
export interface CompileFlags extends PassFlags, ReportFlags {
  readonly dim?: readonly string[]
  readonly objective?: Objective
  readonly photonic?: Photonic
  readonly compress?: Compression
  readonly share?: Sharing
  readonly steady?: boolean
  readonly exact?: boolean
}

export async function compileOptions(
  flags: CompileFlags,
  terminal: Terminal,
  dimensions: Omit<DimensionBinding, 'dims'> = {},
): Promise<Result<CompileOptions>> {
  const passes = await pipelineOptions(flags, terminal)
  const dims = parseDims(flags.dim ?? [])
  const choices = [flags.objective, flags.photonic, flags.compress, flags.share, flags.steady].some((choice) => choice !== undefined)
  if (choices && flags.pipeline !== undefined) return failure(pipelineHasChoices())
  if (!passes.ok || !dims.ok) return failure(...[passes, dims].flatMap((r) => (r.ok ? [] : r.diagnostics)))
  return success({
    ...passes.value,
    phases: startPhases(terminal),
    ...(wantsDetails(flags) ? { record: createStageRecorder(passes.value.toolbox?.registry ?? ownToolbox.registry) } : {}),
    dimensions: { ...dimensions, dims: dims.value },
    exact: flags.exact ?? true,
    ...(flags.pipeline === undefined ? {} : { pipeline: flags.pipeline }),
    ...(flags.objective === undefined ? {} : { objective: flags.objective }),
    ...(flags.photonic === undefined ? {} : { photonic: flags.photonic }),
    ...(flags.compress === undefined ? {} : { compress: flags.compress }),
    ...(flags.share === undefined ? {} : { share: flags.share }),
    ...(flags.steady === undefined ? {} : { steady: flags.steady }),
  })
}

/** `batch=4` or `input[0]=4`. */
export function parseDims(texts: readonly string[]): Result<ReadonlyMap<string, number>> {
  const dims = new Map<string, number>()
  const faults: Diagnostic[] = []
  for (const text of texts) {
    const match = /^(.+)=([1-9]\d{0,8})$/.exec(text)
    if (match === null) faults.push(argumentMalformed('--dim', 'NAME=N or INPUT[AXIS]=N with N from 1', text))
    else dims.set(match[1]!, Number(match[2]))
  }
  return faults.length > 0 ? failure(...faults) : success(dims)
}
