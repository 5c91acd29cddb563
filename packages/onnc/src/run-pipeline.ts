import { failure, type Result } from '@onnc/support'
import type { Target } from '@onnc/hardware'
import { type Operation, parsePipeline, type PassObserver, type PassTiming, type Reproducer, runPasses } from '@onnc/ir'

import type { startPhases } from './progress.ts'
import type { StageRecorder } from './stages/stage-recorder.ts'
import { type CompileToolbox, ownToolbox } from './load-plugins.ts'

export interface PipelineOptions {
  readonly target: Target
  /** Dialects and passes; those of the toolchain itself if absent. */
  readonly toolbox?: CompileToolbox
  readonly observer?: PassObserver
  /** Where a person sees what is being done. */
  readonly phases?: ReturnType<typeof startPhases>
  /** What is kept of the stages for people to look at. */
  readonly record?: StageRecorder
  /** Keeps what shows a crash of a pass again; says how to replay it. */
  readonly saveReproducer?: (reproducer: Reproducer) => string
  readonly reportTimings?: (timings: readonly PassTiming[]) => void
}

/** Runs the passes that `text` names on a module, in place. */
export function runPipeline(module: Operation, text: string, options: PipelineOptions): Result<Operation> {
  const { registry, passes } = options.toolbox ?? ownToolbox
  const pipeline = parsePipeline(text, passes, '--pipeline')
  if (!pipeline.ok) return pipeline
  const { target, phases, record } = options
  const observer = together([
    options.observer,
    record?.observer,
    phases === undefined ? undefined : { before: (pass) => phases.show(`pass ${pass}`) },
  ])
  const result = runPasses(pipeline.value, module, { environment: { target }, registry, ...(observer === undefined ? {} : { observer }) })
  options.reportTimings?.(result.timings)
  if (result.ok || result.reproducer === undefined || options.saveReproducer === undefined) return result
  const fix = options.saveReproducer(result.reproducer)
  return failure(...result.diagnostics.map((d) => (d.class === 'internal' ? { ...d, fix } : d)))
}

/** Observers one after the other. */
function together(observers: readonly (PassObserver | undefined)[]): PassObserver | undefined {
  const all = observers.filter((observer) => observer !== undefined)
  if (all.length < 2) return all[0]
  return {
    before: (pass, module) => all.forEach((observer) => observer.before?.(pass, module)),
    after: (pass, module, seconds) => all.forEach((observer) => observer.after?.(pass, module, seconds)),
  }
}
