import { failure, type Result, success, type Tensor } from '@onnc/support'
import type { Program } from '@onnc/isa'

import type { CompileFlags } from './compile-flags.ts'
import { gatherInputs, type InputFlags } from './gather-inputs.ts'
import { optionForModels } from './onnc-diagnostics.ts'
import { readProgram } from './open-program.ts'
import type { StageRecorder } from './stages/stage-recorder.ts'
import type { Terminal } from './terminal.ts'

/** A program ready to run, and the tensors that the flags gave it. */
export interface Runnable {
  readonly kind: 'program' | 'model'
  readonly program: Program
  readonly given: Map<string, Tensor>
  /** Of a model whose compilation somebody wants to look at. */
  readonly record?: StageRecorder
}

/** Loads a `.mrr`, or compiles a model whose free dimensions take the sizes of the inputs at hand (1 with random inputs). */
export async function loadRunnable(file: string, flags: CompileFlags & InputFlags, terminal: Terminal): Promise<Result<Runnable>> {
  if (file.endsWith('.mrr')) return loadProgram(file, flags)
  // A program runs without the compiler.
  const { compileRunnable } = await import('./compile-runnable.ts')
  return compileRunnable(file, flags, terminal)
}

function loadProgram(file: string, flags: CompileFlags & InputFlags): Result<Runnable> {
  const given = {
    '--dim': flags.dim,
    '--pipeline': flags.pipeline,
    '--objective': flags.objective,
    '--photonic': flags.photonic,
    '--compress': flags.compress,
    '--share': flags.share,
    '--steady': flags.steady,
  }
  const misplaced = Object.entries(given).filter(([, value]) => value !== undefined)
  if (misplaced.length > 0) return failure(...misplaced.map(([option]) => optionForModels(option)))
  const program = readProgram(file)
  if (!program.ok) return program
  const inputs = gatherInputs(
    flags,
    program.value.inputs.map((i) => i.name),
  )
  return inputs.ok ? success({ kind: 'program', program: program.value, given: inputs.value }, program.diagnostics) : inputs
}
