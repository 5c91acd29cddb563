import { at, type Diagnostic } from '@onnc/support'

import type { Registry } from './dialect.ts'
import type { Operation } from './operation.ts'
import type { PassContext } from './pass.ts'
import type { PipelineStep } from './pipeline.ts'
import { sourceLocationOf } from './source-location-of.ts'

/** Runs a pass once, on one operation; what it reports is located and collected. Exceptions of the pass pass through. */
export function runOn<Environment>(
  root: Operation,
  { pass, options }: PipelineStep<Environment>,
  run: { environment: Environment; registry: Registry; diagnostics: Diagnostic[] },
): void {
  const context: PassContext<Environment> = {
    environment: run.environment,
    registry: run.registry,
    report: (diagnostic, operation) => {
      const located = operation === undefined || diagnostic.location !== undefined
      run.diagnostics.push(located ? diagnostic : at(diagnostic, sourceLocationOf(operation)))
    },
  }
  pass.run(root, options, context)
}
