import { type Diagnostic, defineDiagnostic, type DiagnosticDef, failure, type Result, success } from '@onnc/support'

import type { Registry } from './dialect.ts'
import type { Operation } from './operation.ts'
import { verify } from './verify.ts'

/** What a pass may use: its environment, and a way to say what it did and what it could not do. */
export interface PassContext<Environment> {
  readonly environment: Environment
  readonly registry: Registry
  /** Errors end the pipeline after this pass; remarks and warnings are collected. */
  readonly report: (diagnostic: Diagnostic) => void
}

export interface Pass<Environment> {
  /** kebab-case; the name in pipelines. */
  readonly name: string
  readonly summary: string
  /** Rewrites the module in place. */
  readonly run: (module: Operation, context: PassContext<Environment>) => void
}

export function definePass<Environment>(pass: Pass<Environment>): Pass<Environment> {
  return pass
}

export interface PassObserver {
  readonly before?: (pass: string, module: Operation) => void
  readonly after?: (pass: string, module: Operation, seconds: number) => void
}

export const passBroke: DiagnosticDef<[pass: string, error: string]> = defineDiagnostic(
  'pass-crashed',
  'internal',
  (pass, error) => `pass '${pass}' failed: ${error}`,
)

export const passUnknown: DiagnosticDef<[name: string, known: readonly string[]]> = defineDiagnostic(
  'pass-unknown',
  'usage',
  (name, known) => `unknown pass '${name}'; passes are ${known.join(', ')}`,
)

/** Looks up the passes that a pipeline such as `lower-to-mvm,tile` names. */
export function parsePipeline<Environment>(text: string, passes: readonly Pass<Environment>[]): Result<readonly Pass<Environment>[]> {
  const names = text.split(',').map((name) => name.trim())
  const unknown = names.filter((name) => !passes.some((p) => p.name === name))
  const known = passes.map((p) => p.name)
  if (unknown.length > 0) return failure(...unknown.map((name) => passUnknown(name, known)))
  return success(names.map((name) => passes.find((p) => p.name === name)!))
}

/** Runs passes in order and verifies the module after each; a module that a pass broke is our own bug and names the pass. */
export function runPasses<Environment>(
  passes: readonly Pass<Environment>[],
  module: Operation,
  options: { environment: Environment; registry: Registry; observer?: PassObserver },
): Result<Operation> {
  const diagnostics: Diagnostic[] = []
  const context: PassContext<Environment> = { ...options, report: (d) => diagnostics.push(d) }
  for (const pass of passes) {
    options.observer?.before?.(pass.name, module)
    const start = performance.now()
    try {
      pass.run(module, context)
    } catch (error) {
      return failure(...diagnostics, passBroke(pass.name, error instanceof Error ? (error.stack ?? error.message) : String(error)))
    }
    if (diagnostics.some((d) => d.severity === 'error')) return failure(...diagnostics)
    const faults = verify(module, options.registry)
    if (faults.length > 0) return failure(...diagnostics, ...faults.map((f) => passBroke(pass.name, f.message)))
    options.observer?.after?.(pass.name, module, (performance.now() - start) / 1e3)
  }
  return success(module, diagnostics)
}
