import { at, type Diagnostic, failure, type Result, success } from '@onnc/support'

import { optionIllTyped, optionRepeated, optionUnknown, passUnknown } from './pass-diagnostics.ts'
import { type OptionSpec, optionText } from './pass-option.ts'
import type { Pass } from './pass.ts'
import { type Pipeline, pipelineStep, type PipelineStep } from './pipeline.ts'
import { parsePipelineText, type PipelineItem, type PipelineOption, type PipelineWord } from './pipeline-grammar.ts'

/**
 * Reads a pipeline such as `lower-to-mvm,tile{rows=32},func.func(canonicalize,cse)`. Reports every unknown name and ill-typed option at
 * once, each with its line and column; `source` names the text there.
 */
export function parsePipeline<Environment>(
  text: string,
  passes: readonly Pass<Environment>[],
  source = 'pipeline',
): Result<Pipeline<Environment>> {
  const items = parsePipelineText(text, source)
  if (!items.ok) return items
  const reader: Reader<Environment> = {
    passes: new Map(passes.map((p) => [p.name, p])),
    steps: [],
    faults: [],
    report: (diagnostic, { line, column }) => reader.faults.push(at(diagnostic, { kind: 'position', file: source, line, column })),
  }
  for (const item of items.value) readItem(reader, item, [])
  return reader.faults.length > 0 ? failure(...reader.faults) : success(reader.steps)
}

interface Reader<Environment> {
  readonly passes: ReadonlyMap<string, Pass<Environment>>
  readonly steps: PipelineStep<Environment>[]
  readonly faults: Diagnostic[]
  readonly report: (diagnostic: Diagnostic, where: PipelineWord) => void
}

function readItem<Environment>(reader: Reader<Environment>, { name, options, inner }: PipelineItem, within: readonly string[]): void {
  if (inner !== undefined) {
    for (const item of inner) readItem(reader, item, [...within, name.text])
    return
  }
  const pass = reader.passes.get(name.text)
  if (pass === undefined) reader.report(passUnknown(name.text, [...reader.passes.keys()]), name)
  else reader.steps.push(pipelineStep(pass, readOptions(reader, pass, options), within))
}

function readOptions<Environment>(
  reader: Reader<Environment>,
  pass: Pass<Environment>,
  options: readonly PipelineOption[],
): Record<string, unknown> {
  const specs = new Map(Object.entries<OptionSpec<unknown>>(pass.options).map(([name, spec]) => [optionText(name), { name, spec }]))
  const values = new Map<string, unknown>()
  for (const { name, values: words } of options) {
    const known = specs.get(name.text)
    if (known === undefined) {
      reader.report(optionUnknown(pass.name, name.text, [...specs.keys()]), name)
      continue
    }
    const value = known.spec.read(words.map((w) => w.text))
    if (value === undefined) {
      const found = words.length === 0 ? 'no value' : `'${words.map((w) => w.text).join(',')}'`
      reader.report(optionIllTyped(pass.name, name.text, known.spec.describe, found), words[0] ?? name)
    } else if (values.has(known.name)) reader.report(optionRepeated(pass.name, name.text), name)
    else values.set(known.name, value)
  }
  return Object.fromEntries(values)
}
