import type { Diagnostic } from '@onnc/support'

import type { Check } from './check.ts'
import type { Registry } from './dialect.ts'
import type { Operation } from './operation.ts'
import type { OptionSpecs, OptionValues } from './pass-option.ts'

/** What a pass may use: its environment, and a way to say what it did and what it could not do. */
export interface PassContext<Environment = unknown> {
  readonly environment: Environment
  readonly registry: Registry
  /**
   * Hands over a remark, a warning or an error; `operation` says where, unless the diagnostic does. Errors end the pipeline after
   * this pass.
   */
  readonly report: (diagnostic: Diagnostic, operation?: Operation) => void
}

/**
 * One rewriting of a module, as data. It must be a function of the module, its options and its environment: the manager runs it
 * again on a copy to make a reproducer.
 */
export interface Pass<in Environment = unknown, Options extends OptionSpecs = any> {
  /** kebab-case; the name in pipelines. */
  readonly name: string
  readonly summary: string
  readonly options: Options
  /** What must hold of the module before; the pipeline ends with an error where it does not. */
  readonly requires: readonly Check[]
  /** What holds of the module after; checked, so that a fault is found where it arises. */
  readonly ensures: readonly Check[]
  /** Rewrites in place; `module` is the operation that the pipeline runs the pass on, and stays where it is. */
  readonly run: (module: Operation, options: OptionValues<Options>, context: PassContext<Environment>) => void
}

export interface PassSpec<Environment, Options extends OptionSpecs> {
  readonly name: string
  readonly summary: string
  readonly options?: Options
  readonly requires?: readonly Check[]
  readonly ensures?: readonly Check[]
  readonly run: (module: Operation, options: OptionValues<Options>, context: PassContext<Environment>) => void
}

/** Defines a pass. The options' types follow from their specs; annotate `context` where the pass needs an environment. */
export function definePass<Environment = unknown, Options extends OptionSpecs = Record<never, never>>(
  spec: PassSpec<Environment, Options>,
): Pass<Environment, Options> {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(spec.name)) throw new Error(`pass name '${spec.name}' is not in kebab-case`)
  return { ...spec, options: spec.options ?? ({} as Options), requires: spec.requires ?? [], ensures: spec.ensures ?? [] }
}
