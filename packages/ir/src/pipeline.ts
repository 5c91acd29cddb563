import { type OptionSpec, type OptionSpecs, optionText, type OptionValues } from './pass-option.ts'
import type { Pass } from './pass.ts'

/** One pass of a pipeline with the values of all its options, and the operations it runs on each of. */
export interface PipelineStep<Environment = unknown> {
  readonly pass: Pass<Environment>
  readonly options: Readonly<Record<string, unknown>>
  /** Names of nested operations, outermost first; empty: the pass runs once, on the whole module. */
  readonly within: readonly string[]
}

/**
 * Passes in the order in which they run. `a(x,y)` is the two steps x within a, y within a: x runs on every `a` before y does. That
 * is the same as running both on each in turn, since such operations are isolated; and it makes the state before any step one module.
 */
export type Pipeline<Environment = unknown> = readonly PipelineStep<Environment>[]

/** A step made in code; options that are not given have their default. */
export function pipelineStep<Environment, Options extends OptionSpecs>(
  pass: Pass<Environment, Options>,
  options: Partial<OptionValues<Options>> = {},
  within: readonly string[] = [],
): PipelineStep<Environment> {
  const defaults = Object.entries<OptionSpec<unknown>>(pass.options).map(([name, spec]) => [name, spec.default] as const)
  return { pass, options: { ...Object.fromEntries(defaults), ...options }, within }
}

/** The shortest text that parses to the same pipeline: neighbours with a common anchor share it, options at their default are left out. */
export function printPipeline(pipeline: Pipeline<never>): string {
  return printAt(pipeline, 0)
}

function printAt(steps: Pipeline<never>, depth: number): string {
  const items: string[] = []
  for (let at = 0; at < steps.length;) {
    const anchor = steps[at]!.within[depth]
    if (anchor === undefined) {
      items.push(printStep(steps[at]!))
      at++
      continue
    }
    let end = at + 1
    while (steps[end]?.within[depth] === anchor) end++
    items.push(`${anchor}(${printAt(steps.slice(at, end), depth + 1)})`)
    at = end
  }
  return items.join(',')
}

function printStep({ pass, options }: PipelineStep<never>): string {
  const texts: string[] = []
  for (const [name, spec] of Object.entries<OptionSpec<unknown>>(pass.options)) {
    const value = options[name]
    if (value === undefined || value === null) continue
    const words = spec.write(value)
    if (spec.default !== undefined && spec.default !== null && sameWords(words, spec.write(spec.default))) continue
    texts.push(words.length === 0 ? optionText(name) : `${optionText(name)}=${words.map(printWord).join(',')}`)
  }
  return texts.length === 0 ? pass.name : `${pass.name}{${texts.join(' ')}}`
}

function sameWords(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i])
}

/** Characters of which a word of a pipeline consists; any other text stands in quotes, escaped as in JSON. */
export const wordPattern: RegExp = /[^\s,(){}="]+/

function printWord(word: string): string {
  return wordPattern.exec(word)?.[0] === word ? word : JSON.stringify(word)
}
