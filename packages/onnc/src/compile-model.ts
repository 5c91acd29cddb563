import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import { type CompiledProgram, generateProgram } from '@onnc/backend'
import { importMessage, importModel, type ImportOptions, readModelFile } from '@onnc/frontend'
import { checkCompiled, type ClaimOptions } from '@onnc/executor'
import type { Target } from '@onnc/hardware'
import type { Operation } from '@onnc/ir'
import type { ModelProto } from '@onnc/onnx'
import { stagesFor, type StageOptions } from '@onnc/passes'

import { programUnsound } from './onnc-diagnostics.ts'
import { type PipelineOptions, runPipeline } from './run-pipeline.ts'

export interface CompileOptions extends PipelineOptions, StageOptions {
  /** Sizes of free dimensions, and where the model is looked at. */
  readonly dimensions: ImportOptions
  /** Passes from the onnx to the mrr dialect; the default pipeline, with the choices of `StageOptions`, if absent. */
  readonly pipeline?: string
  /** Keep the float weights, so that `ideal` runs from the program alone. */
  readonly exact: boolean
}

/** The passes to a stage. */
function pipelineTo(stage: 'mvm' | 'mrr', options: CompileOptions): string {
  const { mvm, mrr } = stagesFor(options)
  return options.pipeline ?? (stage === 'mvm' ? mvm : `${mvm},${mrr}`)
}

/** Compiles an ONNX file to a program. */
export async function compileModel(file: string, options: CompileOptions): Promise<Result<CompiledProgram>> {
  const model = readModelFile(file)
  return model.ok ? compileMessage(model.value, options) : model
}

/** Compiles a model that has been read. */
export async function compileMessage(model: ModelProto, options: CompileOptions): Promise<Result<CompiledProgram>> {
  try {
    return await compilePhases(model, options)
  } finally {
    options.phases?.end()
  }
}

async function compilePhases(model: ModelProto, options: CompileOptions): Promise<Result<CompiledProgram>> {
  const module = await importMessage(model, options.dimensions)
  if (!module.ok) return module
  options.record?.imported(module.value)
  const lowered = runPipeline(module.value, pipelineTo('mrr', options), options)
  if (!lowered.ok) return withDiagnostics(lowered, module.diagnostics)
  options.record?.lowered(lowered.value)
  options.phases?.show('generating code')
  const program = generateProgram(lowered.value, { target: options.target, exact: options.exact })
  if (!program.ok) return withDiagnostics(program, [...module.diagnostics, ...lowered.diagnostics])
  options.phases?.show('checking the program')
  const checked = checkAgainstClaims(program.value, options.target, { tileChecksums: 'skip' })
  return withDiagnostics(checked.ok ? program : checked, [...module.diagnostics, ...lowered.diagnostics])
}

/** Checks a new program against what it was meant to do. What it finds is a bug of ours. */
export function checkAgainstClaims(program: CompiledProgram, target: Target, options: ClaimOptions): Result<void> {
  const checked = checkCompiled(program, target, options)
  if (checked.ok) return success(undefined)
  const foreign = checked.diagnostics.filter((d) => d.class !== 'check' && d.class !== 'invalid')
  if (foreign.length > 0) return failure(...foreign)
  const [first, ...others] = checked.diagnostics
  const where = first!.location?.kind === 'instruction' ? `instruction ${first!.location.index}: ` : ''
  return failure(programUnsound(`${where}${first!.message}`, others.length))
}

/** The module of a stage before code generation. */
export async function compileToStage(file: string, stage: 'onnx' | 'mvm' | 'mrr', options: CompileOptions): Promise<Result<Operation>> {
  const module = await importModel(file, options.dimensions)
  if (!module.ok || stage === 'onnx') return module
  return withDiagnostics(runPipeline(module.value, pipelineTo(stage, options), options), module.diagnostics)
}

/** Compares the tiles that were written with the claims. */
export function checkTileChecksums({ claims }: CompiledProgram, tileChecksums: Uint32Array): Result<void> {
  const wrong = claims === undefined ? -1 : tileChecksums.findIndex((checksum, i) => checksum !== claims.tileChecksums.at(i))
  return wrong === -1
    ? success(undefined)
    : failure(programUnsound(`tile ${wrong} has other codes, levels or another step than claimed`, 0))
}

function withDiagnostics<T>(result: Result<T>, earlier: readonly Diagnostic[]): Result<T> {
  return result.ok ? success(result.value, [...earlier, ...result.diagnostics]) : failure(...earlier, ...result.diagnostics)
}
