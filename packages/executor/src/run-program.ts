import type { Target } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import { type Result, success, type Tensor } from '@onnc/support'
import { analyseRun, type RunAnalysis } from './analyse-run.ts'
import type { RunStep } from './run-steps.ts'
import type { Clipping } from './ranges.ts'
import type { Sample } from './inputs.ts'
import { type MachineOptions, openMachine } from './machine.ts'
import type { EnergyReport, ResumedTimes, TimelineEvent, Utilisation } from './timeline.ts'

export interface RunOptions extends MachineOptions {
  /** One inference each; ignored in mode `timing`. */
  readonly samples: readonly Sample[]
  /** Ask for the interval of every instruction. */
  readonly events?: boolean
}

export interface RunResult {
  /** The machine it ran on. */
  readonly target: Target
  /** Per sample; empty in mode `timing`. */
  readonly outputs: readonly ReadonlyMap<string, Tensor>[]
  /** Of one inference. */
  readonly latencySeconds: number
  /** Of one inference, by component. */
  readonly energyJoules: EnergyReport
  readonly utilisation: Utilisation
  /** Rings given a drive in one inference. */
  readonly ringsWritten: number
  /** Of an inference that follows others, for programs that say what those leave. */
  readonly resumed?: ResumedTimes
  /** Clipped conversions by instruction, where `ranges` are given. */
  readonly clipping: ReadonlyMap<number, Clipping>
  /** On targets that gate zeros, the share of nonzero inputs that energy is counted at: measured, or in mode `timing` assumed. */
  readonly density?: number
  /** Where time and energy go. */
  readonly analysis: RunAnalysis
  /** Every interval of every resource. */
  readonly steps: () => readonly RunStep[]
  /** Present if asked for. */
  readonly events?: readonly TimelineEvent[]
}

/**
 * Runs a program once for each sample. Errors: what `checkProgram` finds (invalid), deadlocks (invalid), a program without exact weights in
 * mode `ideal` (unsupported), wrong inputs (usage), and what `Machine.run` reports.
 */
export function runProgram(program: Program, options: RunOptions): Result<RunResult> {
  const opened = openMachine(program, options)
  if (!opened.ok) return opened
  const { target, run, clipping: clippingNow, spent, density: machineDensity, close } = opened.value
  try {
    const ran = run(options.samples)
    if (!ran.ok) return ran
    const timeline = spent()
    const { latencySeconds, energyJoules, utilisation, ringsWritten, resumed } = timeline
    const events = options.events === true ? { events: timeline.events() } : {}
    const { steps } = timeline
    const analysis = analyseRun(program, target, timeline)
    const density = machineDensity()
    const result = {
      target,
      outputs: ran.value,
      latencySeconds,
      energyJoules,
      utilisation,
      ringsWritten,
      ...(resumed === undefined ? {} : { resumed }),
      clipping: clippingNow(),
      ...(density === undefined ? {} : { density }),
      analysis,
      steps,
      ...events,
    }
    return success(result, [...opened.diagnostics, ...ran.diagnostics])
  } finally {
    close()
  }
}
