import type { RunStep } from '@onnc/executor'
import type { Target } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import type { Analysis } from '@onnc/results'

import type { StageRecorder } from '../stages/stage-recorder.ts'

/** One inference of a program, timed. */
export interface TimedRun {
  readonly program: Program
  readonly target: Target
  readonly steps: readonly RunStep[]
  /** Where the document does not hold it itself. */
  readonly analysis?: Analysis
  /** Of its compilation. */
  readonly record?: StageRecorder | undefined
}
