import { targetQuantities } from '@onnc/hardware'
import type { Details } from '@onnc/results'
import type { Diagnostic } from '@onnc/support'

import { nodeRemarks } from '../node-remarks.ts'
import { layerDetails } from './layer-details.ts'
import { tileDetails } from './tile-details.ts'
import type { TimedRun } from './timed-run.ts'
import { timelineOf } from './timeline-of.ts'

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
