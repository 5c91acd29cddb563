import { cloneOperation } from './clone.ts'
import type { Registry } from './dialect.ts'
import { nestedOperations } from './nested-operations.ts'
import type { Operation } from './operation.ts'
import { type Pipeline, printPipeline } from './pipeline.ts'
import type { Sink } from './print-state.ts'
import { printOperation } from './printer.ts'
import { runOn } from './run-on.ts'

/** What shows a crash again: the module as it was before the pass, and the passes from it on. */
export interface Reproducer {
  readonly pass: string
  readonly pipeline: string
  readonly module: Operation
}

/**
 * Makes a reproducer for a crash in step `index`. The module before a step is not kept while passes run (a copy or a print before
 * each would cost more than many passes do): `start` is a copy from before the first step, and the steps up to the crash run on it
 * again. Where that does not work, the reproducer is the whole pipeline on the first module.
 */
export function reproduce<Environment>(
  pipeline: Pipeline<Environment>,
  index: number,
  start: Operation,
  context: { readonly environment: Environment; readonly registry: Registry },
): Reproducer {
  const { name } = pipeline[index]!.pass
  const module = index === 0 ? start : cloneOperation(start)
  try {
    for (const step of pipeline.slice(0, index))
      for (const root of nestedOperations(module, step.within)) runOn(root, step, { ...context, diagnostics: [] })
  } catch {
    return { pass: name, pipeline: printPipeline(pipeline), module: start }
  }
  return { pass: name, pipeline: printPipeline(pipeline.slice(index)), module }
}

/** The first line of a reproducer's file, up to the pipeline. */
const header = '// onnc opt --pipeline '

/** Writes a reproducer as one file: a comment with the pipeline, and the module in generic form with locations. */
export function printReproducer({ pipeline, module }: Reproducer, registry: Registry, sink: Sink): void {
  sink(`${header}'${pipeline}'\n`)
  printOperation(module, registry, sink, { generic: true, locations: true })
}

/** The pipeline that a reproducer's text names in its first line. */
export function reproducerPipeline(text: string): string | undefined {
  const [line] = text.split('\n', 1)
  return line!.startsWith(`${header}'`) && line!.endsWith("'") ? line!.slice(header.length + 1, -1) : undefined
}
