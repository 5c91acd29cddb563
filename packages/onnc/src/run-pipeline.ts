import { failure, type Result } from '@onnc/support'
import type { Target } from '@onnc/hardware'
import { type Operation, parsePipeline, type PassObserver, type PassTiming, type Reproducer, runPasses } from '@onnc/ir'

import type { startPhases } from './progress.ts'
import { type CompileToolbox, ownToolbox } from './load-plugins.ts'

export interface PipelineOptions {
  readonly target: Target
  /** Dialects and passes; those of the toolchain itself if absent. */
  readonly toolbox?: CompileToolbox
  readonly observer?: PassObserver
  /** Where a person sees what is being done. */
  readonly phases?: ReturnType<typeof startPhases>
  /** Keeps what shows a crash of a pass again; says how to replay it. */
  readonly saveReproducer?: (reproducer: Reproducer) => string
  readonly reportTimings?: (timings: readonly PassTiming[]) => void
}

/** Runs the passes that `text` names on a module, in place. */
export function runPipeline(module: Operation, text: string, options: PipelineOptions): Result<Operation> {
  const { registry, passes } = options.toolbox ?? ownToolbox
  const pipeline = parsePipeline(text, passes, '--pipeline')
  if (!pipeline.ok) return pipeline
  const { target, phases } = options
  const observer = phases === undefined ? options.observer : withPhases(options.observer, phases)
  const result = runPasses(pipeline.value, module, { environment: { target }, registry, ...(observer === undefined ? {} : { observer }) })
  options.reportTimings?.(result.timings)
  if (result.ok || result.reproducer === undefined || options.saveReproducer === undefined) return result
  const fix = options.saveReproducer(result.reproducer)
  return failure(...result.diagnostics.map((d) => (d.class === 'internal' ? { ...d, fix } : d)))
}

function withPhases(observer: PassObserver | undefined, phases: NonNullable<PipelineOptions['phases']>): PassObserver {
  return {
    ...observer,
    before: (pass, module) => {
      phases.show(`pass ${pass}`)
      observer?.before?.(pass, module)
    },
  }
}
