import type { RunStep } from '@onnc/executor'
import { type Target, targetQuantities } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import type { Analysis, Details } from '@onnc/results'
import type { Diagnostic } from '@onnc/support'

import { nodeRemarks } from '../node-remarks.ts'
import type { StageRecorder } from '../stages/stage-recorder.ts'
import { layerDetails } from './layer-details.ts'
import { tileDetails } from './tile-details.ts'
import { timelineOf } from './timeline-of.ts'

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

/** Everything that a report shows beyond the numbers of a result. */
export function collectDetails(run: TimedRun, diagnostics: readonly Diagnostic[]): Details {
  const { target, analysis, record, program } = run
  const tiles = tileDetails(run)
  return {
    machine: {
      units: target.units.map(({ name, count, rows, columns, banks }) => ({ name, count, rows, columns, banks })),
      quantities: targetQuantities(target).map((quantity) => ({ ...quantity })),
    },
    ...(analysis === undefined ? {} : { analysis }),
    layers: layerDetails(run, tiles.tiles),
    timeline: timelineOf(run),
    tiles,
    ...record?.finish(program),
    remarks: nodeRemarks(diagnostics),
  }
}
