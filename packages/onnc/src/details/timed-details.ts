import { runProgram, type RunAnalysis, type RunResult } from '@onnc/executor'
import type { Target } from '@onnc/hardware'
import type { Program } from '@onnc/isa'
import type { Analysis, Details } from '@onnc/results'
import type { Diagnostic } from '@onnc/support'

import type { StageRecorder } from '../stages/stage-recorder.ts'
import { collectDetails } from './collect-details.ts'

/** Details of a program that nobody ran: its time and energy do not depend on values. */
export function timedDetails(
  program: Program,
  target: Target,
  diagnostics: readonly Diagnostic[],
  record: StageRecorder | undefined,
): Details {
  const timed = runProgram(program, { mode: 'timing', target, samples: [] })
  if (!timed.ok) throw new Error(timed.diagnostics[0]!.message)
  const { steps, latencySeconds, energyJoules, utilisation, analysis } = timed.value
  return collectDetails(
    { program, target, steps: steps(), analysis: analysisOf({ latencySeconds, energyJoules, utilisation, analysis }), record },
    diagnostics,
  )
}

type Timed = Pick<RunResult, 'latencySeconds' | 'energyJoules' | 'utilisation'> & { readonly analysis: RunAnalysis }

/** As documents hold it. */
export function analysisOf({ latencySeconds, energyJoules, utilisation, analysis }: Timed): Analysis {
  const { figures, layers, resources, criticalPath } = analysis
  return {
    latencySeconds,
    energyJoules,
    utilisation: { units: utilisation.units, ecu: utilisation.ecu },
    figures,
    layers: layers.map((layer) => ({ ...layer, energyJoules: { ...layer.energyJoules } })),
    resources: [...resources],
    criticalPath: [...criticalPath],
  }
}
