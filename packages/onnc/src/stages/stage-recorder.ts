import { type Operation, operationText, type PassObserver, type Registry } from '@onnc/ir'
import type { Program } from '@onnc/isa'
import type { Details } from '@onnc/results'

import { graphNodes, type GraphNode, placesOf } from './model-graph.ts'
import { instructionLines, type StageLine, stageLines } from './stage-lines.ts'
import { joinStages } from './join-stages.ts'

/** Keeps what a compilation goes through, for people to look at. */
export interface StageRecorder {
  readonly imported: (module: Operation) => void
  readonly observer: PassObserver
  readonly lowered: (module: Operation) => void
  /** What was kept; nothing, if nothing was compiled. */
  readonly finish: (program: Program) => Pick<Details, 'graph' | 'stages'>
}

/** Constants of more elements only get in the way. */
const elideAbove = 8

/** @param registry of the dialects that stages are printed in */
export function createStageRecorder(registry: Registry): StageRecorder {
  const recorded: { readonly name: string; readonly lines: readonly StageLine[] }[] = []
  let nodes: readonly GraphNode[] = []
  let graph: Details['graph']
  const keep = (name: string, module: Operation): void => {
    recorded.push({ name, lines: stageLines(operationText(module, registry, { elideAbove, locations: true })) })
  }
  return {
    imported: (module) => {
      nodes = graphNodes(module)
      keep('imported', module)
    },
    observer: { after: keep },
    lowered: (module) => {
      graph = placesOf(nodes, module)
    },
    finish: (program) =>
      graph === undefined ? {} : { graph, stages: joinStages([...recorded, { name: 'program', lines: instructionLines(program) }]) },
  }
}
