import { generateProgram } from '@onnc/backend'
import { type EnergyReport, type InputDensity, randomInputs, runProgram, type RunResult } from '@onnc/executor'
import type { Target } from '@onnc/hardware'
import { cloneOperation, type Operation } from '@onnc/ir'
import type { Program } from '@onnc/isa'
import { type StageOptions, stagesFor } from '@onnc/passes'
import { type Diagnostic, type Result, success, type Tensor } from '@onnc/support'

import { runPipeline } from '../run-pipeline.ts'

/** A way to compile a model and to run it. */
export interface Variant extends Omit<StageOptions, 'density'> {
  readonly target: Target
  /** Passes on weights that come first; none if empty. */
  readonly weights: string
  /** Share of nonzero inputs that targets which gate zeros are counted at; `'inputs'`: what one inference on `inputs` has. */
  readonly density: InputDensity | 'inputs'
  /** Of one inference; random ones where absent. */
  readonly inputs?: ReadonlyMap<string, Tensor>
}

/** What one inference takes. */
export interface Measurement {
  readonly latencySeconds: number
  readonly energyJoules: EnergyReport
  readonly tiles: number
  readonly ringsWritten: number
  /** Products that streams compute, and their bits: each the mean of the bits of its weight and its input. */
  readonly products: number
  readonly bits: number
  readonly analysis: RunResult['analysis']
  /** Of targets that gate zeros. */
  readonly density: number | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** The seed of inputs that are not given. */
const inputSeed = 1

/** Compiles a copy of an imported model and runs one inference: with values only where zeros of the inputs are to be counted. */
export function measureModel(module: Operation, variant: Variant): Result<Measurement> {
  const compiled = compileVariant(module, variant)
  if (!compiled.ok) return compiled
  const ran = runVariant(compiled.value, variant)
  if (!ran.ok) return ran
  const { latencySeconds, energyJoules, ringsWritten, analysis, density } = ran.value
  const { products, joulesPerBit } = analysis.figures
  return success({
    latencySeconds,
    energyJoules,
    ringsWritten,
    tiles: compiled.value.tiles.length,
    products,
    bits: joulesPerBit === 0 ? 0 : energyJoules.total / joulesPerBit,
    analysis,
    density,
    diagnostics: compiled.diagnostics,
  })
}

function compileVariant(module: Operation, { weights, target, density, ...stages }: Variant): Result<Program> {
  const { mvm, mrr } = stagesFor({ ...stages, ...(typeof density === 'number' ? { density } : {}) })
  const lowered = runPipeline(cloneOperation(module), [weights, mvm, mrr].filter((part) => part !== '').join(','), { target })
  if (!lowered.ok) return lowered
  const program = generateProgram(lowered.value, { target, exact: true })
  return program.ok ? success(program.value, [...lowered.diagnostics, ...program.diagnostics]) : program
}

function runVariant(program: Program, { density, inputs }: Variant): Result<RunResult> {
  if (density !== 'inputs') return runProgram(program, { mode: 'timing', samples: [], density })
  const sample = new Map([...randomInputs(program, inputSeed), ...(inputs ?? [])])
  return runProgram(program, { mode: 'ideal', samples: [sample] })
}
