import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'

import { type Check, runCheck } from './check.ts'
import { cloneOperation } from './clone.ts'
import { hasTrait, type Registry } from './dialect.ts'
import { nestedOperations } from './nested-operations.ts'
import type { Operation } from './operation.ts'
import { anchorAbsent, anchorNotIsolated, passBroke, passRequirement } from './pass-diagnostics.ts'
import type { Pipeline, PipelineStep } from './pipeline.ts'
import { type Reproducer, reproduce } from './reproducer.ts'
import { runOn } from './run-on.ts'
import { sourceLocationOf } from './source-location-of.ts'
import { verify } from './verify.ts'

/** Called around every step with the whole module, also where the pass runs inside it. */
export interface PassObserver {
  readonly before?: (pass: string, module: Operation) => void
  readonly after?: (pass: string, module: Operation, seconds: number) => void
}

export interface PassTiming {
  readonly pass: string
  readonly within: readonly string[]
  /** The pass itself. */
  readonly seconds: number
  /** Verifying the module after it, and checking what it requires and ensures. */
  readonly checkSeconds: number
}

export interface RunOptions<Environment> {
  readonly environment: Environment
  readonly registry: Registry
  readonly observer?: PassObserver
  /** Verify the module and check what passes ensure after each (default). What passes require is always checked. */
  readonly verify?: boolean
  /** Keep a copy of the module as it was, for a reproducer (default). */
  readonly reproducer?: boolean
}

/** The module, or why there is none; what each pass took; and after a crash what shows it again. */
export type PassesResult = Result<Operation> & { readonly timings: readonly PassTiming[]; readonly reproducer?: Reproducer }

/**
 * Runs passes in order on a module, in place. Errors that a pass reports end the pipeline behind it. A pass that throws, leaves an
 * invalid module or does not ensure what it says is a fault of the pass: the diagnostic names it and is of class internal.
 */
export function runPasses<Environment>(pipeline: Pipeline<Environment>, module: Operation, options: RunOptions<Environment>): PassesResult {
  const snapshot = options.reproducer === false ? undefined : cloneOperation(module)
  const run: Run<Environment> = { ...options, module, diagnostics: [], timings: [], holding: new Set() }
  for (const [index, step] of pipeline.entries()) {
    const broken = runStep(run, step)
    if (broken.length > 0) {
      const reproducer = snapshot === undefined ? {} : { reproducer: reproduce(pipeline, index, snapshot, options) }
      return { ...failure(...run.diagnostics, ...broken), timings: run.timings, ...reproducer }
    }
    if (run.diagnostics.some((d) => d.severity === 'error')) return { ...failure(...run.diagnostics), timings: run.timings }
  }
  return { ...success(module, run.diagnostics), timings: run.timings }
}

interface Run<Environment> extends RunOptions<Environment> {
  readonly module: Operation
  readonly diagnostics: Diagnostic[]
  readonly timings: PassTiming[]
  /** Checks known to hold of the module as it is. */
  readonly holding: Set<Check>
}

/** Runs one step and what belongs to it; the diagnostics of a pass that broke. */
function runStep<Environment>(run: Run<Environment>, step: PipelineStep<Environment>): readonly Diagnostic[] {
  const { pass, within } = step
  const { module, observer, registry, diagnostics } = run
  const roots = nestedOperations(module, within)
  const open = roots.find((root) => root !== module && !hasTrait(registry, root, 'isolated'))
  if (open !== undefined) diagnostics.push(at(anchorNotIsolated(open.name), sourceLocationOf(open)))
  if (roots.length === 0) diagnostics.push(anchorAbsent(within.join(' > ')))
  const [requireSeconds] = timed(() =>
    diagnostics.push(...unmet(run, pass.requires, roots, (d, check) => passRequirement(pass.name, check, d))),
  )
  if (diagnostics.some((d) => d.severity === 'error')) return []
  observer?.before?.(pass.name, module)
  const [seconds, thrown] = timed(() => attempt(() => roots.forEach((root) => runOn(root, step, run))))
  if (thrown !== undefined) return [crash(pass.name, thrown.error)]
  run.holding.clear()
  if (diagnostics.some((d) => d.severity === 'error')) return []
  const [checkSeconds, broken] = timed(() => (run.verify === false ? [] : faultsAfter(run, step, roots)))
  run.timings.push({ pass: pass.name, within, seconds, checkSeconds: requireSeconds + checkSeconds })
  if (broken.length === 0) observer?.after?.(pass.name, module, seconds)
  return broken
}

/** Whatever is wrong with the module behind a pass; reading a broken module may itself throw. */
function faultsAfter<Environment>(run: Run<Environment>, { pass }: PipelineStep<Environment>, roots: readonly Operation[]): Diagnostic[] {
  const faults: Diagnostic[] = []
  const thrown = attempt(() => {
    const broke = (d: Diagnostic): Diagnostic => ({ ...d, ...passBroke(pass.name, d.message) })
    faults.push(...roots.flatMap((root) => verify(root, run.registry)).map(broke))
    if (faults.length === 0)
      faults.push(...unmet(run, pass.ensures, roots, (fault, check) => passBroke(pass.name, `it does not ensure '${check}': ${fault}`)))
  })
  return thrown === undefined ? faults : [...faults, crash(pass.name, thrown.error)]
}

/** Of one check that does not hold; the rest is more of the same. */
const shownFaults = 10

/** What stands against some checks; those that were found to hold since the last change are not run again. */
function unmet<Environment>(
  { registry, holding }: Run<Environment>,
  checks: readonly Check[],
  roots: readonly Operation[],
  say: (fault: string, check: string) => Diagnostic,
): Diagnostic[] {
  return checks.flatMap((check) => {
    if (holding.has(check)) return []
    const faults = roots.flatMap((root) => runCheck(check, root, registry))
    if (faults.length === 0) holding.add(check)
    return faults
      .slice(0, shownFaults)
      .map(({ message, location }) => ({ ...say(message, check.name), ...(location === undefined ? {} : { location }) }))
  })
}

/** The message in one line, the stack for who mends it. */
function crash(pass: string, error: unknown): Diagnostic {
  if (!(error instanceof Error)) return passBroke(pass, String(error))
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return { ...passBroke(pass, error.message), notes: stack.slice(0, 8).map((line) => line.trim()) }
}

function attempt(action: () => void): { error: unknown } | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return { error }
  }
}

function timed<T>(action: () => T): [seconds: number, value: T] {
  const start = performance.now()
  const value = action()
  return [(performance.now() - start) / 1e3, value]
}
