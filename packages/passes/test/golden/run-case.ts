import { registry } from '@onnc/dialects'
import type { Target } from '@onnc/hardware'
import {
  moduleDifference,
  type Operation,
  operationText,
  parseModule,
  parsePipeline,
  type Pipeline,
  runPasses,
  verify,
  walk,
} from '@onnc/ir'
import { type Diagnostic, type Result, success } from '@onnc/support'

import { type CompileEnvironment, passes } from '../../src/index.ts'
import { rnb64 } from '../module-text.ts'
import type { GoldenCase, Line } from './golden-file.ts'

/** Everything that was said, and unless there was an error the module as text. */
export interface CaseResult {
  readonly diagnostics: readonly Diagnostic[]
  readonly output: string | undefined
}

/** Reads the pipeline and the module, verifies it, runs the pipeline and prints. Throws where the module does not survive print and parse. */
export function runCase({ input, pipeline, target }: GoldenCase, file: string): CaseResult {
  const steps = readPipeline(pipeline, file)
  const module = parseModule(input, file, registry)
  if (!steps.ok || !module.ok) return { diagnostics: [...steps.diagnostics, ...module.diagnostics], output: undefined }
  const faults = verify(module.value, registry)
  if (faults.length > 0) return { diagnostics: faults, output: undefined }
  const environment = { target: readTarget(target) }
  const { ok, diagnostics } = runPasses(steps.value, module.value, { environment, registry })
  return { diagnostics, output: ok ? goldenText(module.value, input) : undefined }
}

function readPipeline({ text, line, column }: Line, file: string): Result<Pipeline<CompileEnvironment>> {
  if (text === '') return success([])
  const steps = parsePipeline(text, passes, file)
  const diagnostics = steps.diagnostics.map((d): Diagnostic =>
    d.location?.kind === 'position' ? { ...d, location: { ...d.location, line, column: column + d.location.column - 1 } } : d,
  )
  return { ...steps, diagnostics }
}

/** `rows=2 columns=2`: the shipped target rnb-64 with some of its crossbars' sizes changed. */
function readTarget({ text, line }: Line): Target {
  const keys = ['rows', 'columns', 'units', 'banks', 'levels']
  const sizes = new Map(
    text
      .split(/\s+/)
      .filter(Boolean)
      .map((word) => word.split('=') as [string, string]),
  )
  for (const [key, value] of sizes)
    if (!keys.includes(key) || !/^[1-9]\d*$/.test(value))
      throw new Error(`line ${line}: a target has ${keys.join(', ')}, each '=' a number; found '${key}'`)
  const numbers = Object.fromEntries([...sizes].map(([key, value]) => [key === 'units' ? 'count' : key, Number(value)]))
  return rnb64(numbers)
}

/** The module for people: constants in place, and without the top level where the input has none and no pass says anything on it. */
function goldenText(module: Operation, input: string): string {
  inlineConstants(module)
  const text = operationText(module, registry)
  for (const printed of [text, operationText(module, registry, { generic: true })]) {
    const again = parseModule(printed, 'output', registry)
    const difference = again.ok ? moduleDifference(module, again.value) : again.diagnostics[0]!.message
    if (difference !== undefined) throw new Error(`the output does not read back as what was printed (${difference}):\n${printed}`)
  }
  const body = /^builtin\.module \{\n([\s\S]*)\n\}\n$/.exec(text)?.[1]
  return (body === undefined || /^"?builtin\.module/m.test(input) ? text : body.replaceAll(/^ {2}/gm, '')).trim()
}

function inlineConstants(module: Operation): void {
  for (const operation of walk(module))
    for (const [key, attribute] of operation.attributes)
      if (attribute.kind === 'dense' && attribute.resource !== undefined) {
        const { resource: _, ...inPlace } = attribute
        operation.attributes.set(key, inPlace)
      }
}
