import { type Diagnostic, elementCount, failure, type Result, success, type Tensor } from '@onnc/support'
import { type Mode, runProgram } from '@onnc/executor'
import { checkEdges, modelInputs, readModelFile } from '@onnc/frontend'
import type { Program } from '@onnc/isa'
import type { ModelProto } from '@onnc/onnx'
import { compareTensors, openInProcess } from '@onnc/ort'
import type { ConformanceResult } from '@onnc/results'

import { compileMessage } from '../compile-model.ts'
import { openReference, type ReferenceSession } from '../reference-session.ts'
import type { PipelineOptions } from '../run-pipeline.ts'
import { nameTensors, readStoredTensors, readTensorFile, type StoredTensor } from '../stored-tensors.ts'
import type { ConformanceCase } from './find-cases.ts'

export type CaseOutcome = Pick<ConformanceResult['cases'][number], 'status' | 'detail'>

export interface CaseOptions extends PipelineOptions {
  readonly mode: Exclude<Mode, 'timing'>
  readonly pipeline?: string
}

/** What one set of a case asks for; without stored outputs ONNX Runtime's are the reference. */
interface CaseSet {
  readonly name: string
  readonly inputs: ReadonlyMap<string, Tensor>
  readonly outputs?: readonly StoredTensor[]
}

/**
 * Compiles a case, runs it on every set of inputs and compares. ONNX Runtime runs the model too: what it cannot, nobody can be held to.
 */
export async function runCase(found: ConformanceCase, options: CaseOptions): Promise<CaseOutcome> {
  const model = readModelFile(found.model)
  if (!model.ok) return { status: 'unsupported', detail: words(model.diagnostics) }
  const edges = checkEdges(model.value.graph!)
  if (edges.length > 0) return { status: 'reference-fails', detail: words(edges) }
  const reference = openReference({ model: model.value, file: found.model })
  if (!reference.ok) return { status: 'reference-fails', detail: words(reference.diagnostics) }
  try {
    const sets = readSets(found, model.value)
    if (!sets.ok) return { status: 'unsupported', detail: words(sets.diagnostics) }
    const programs = new Map<string, Program>()
    for (const set of sets.value) {
      const outcome = await runSet(set, { model: model.value, reference: reference.value, options, programs })
      if (outcome.status !== 'pass') return { ...outcome, detail: `${set.name}: ${outcome.detail}` }
    }
    return { status: 'pass', detail: `${sets.value.length} set${sets.value.length === 1 ? '' : 's'}` }
  } finally {
    reference.value.dispose()
  }
}

interface SetContext {
  readonly model: ModelProto
  readonly reference: ReferenceSession
  readonly options: CaseOptions
  /** Programs by the shapes they were compiled for. */
  readonly programs: Map<string, Program>
}

async function runSet(set: CaseSet, { model, reference, options, programs }: SetContext): Promise<CaseOutcome> {
  const expected = reference.run(set.inputs)
  if (!expected.ok) return { status: 'reference-fails', detail: words(expected.diagnostics) }
  const shapes = new Map([...set.inputs].map(([name, tensor]) => [name, tensor.shape]))
  const key = JSON.stringify([...shapes])
  let program = programs.get(key)
  if (program === undefined) {
    const dimensions = { dims: new Map(), inputShapes: shapes, openRuntime: openInProcess }
    const compiled = await compileMessage(model, { ...options, dimensions, exact: true })
    if (!compiled.ok) return { status: 'unsupported', detail: words(compiled.diagnostics) }
    programs.set(key, (program = compiled.value))
  }
  const ran = runProgram(program, { mode: options.mode, samples: [set.inputs] })
  if (!ran.ok) return { status: 'differs', detail: words(ran.diagnostics) }
  const outputs = ran.value.outputs[0]!
  const names = program.outputs.map((o) => o.name)
  const stored = set.outputs === undefined ? expected.value : nameTensors(set.outputs, names)
  const difference = firstDifference(outputs, stored)
  if (difference === undefined) return { status: 'pass', detail: '' }
  const own = firstDifference(expected.value, stored)
  if (own !== undefined && firstDifference(outputs, expected.value) === undefined)
    return { status: 'reference-fails', detail: `ONNX Runtime gives what onnc gives, not what is stored: ${own}` }
  return { status: 'differs', detail: difference }
}

function firstDifference(outputs: ReadonlyMap<string, Tensor>, expected: ReadonlyMap<string, Tensor>): string | undefined {
  for (const [name, wanted] of expected) {
    const found = outputs.get(name)
    if (found === undefined) return `output '${name}' is missing`
    const { pass, reason, maxAbsError, maxRelError, mismatch } = compareTensors(found, wanted)
    if (pass) continue
    const where = mismatch === undefined ? '' : `, at ${mismatch.index} ${mismatch.actual} for ${mismatch.expected}`
    const error = `largest error ${maxAbsError.toExponential(2)} (relative ${maxRelError.toExponential(2)})`
    return `output '${name}': ${reason ?? `${error}${where}`}`
  }
  return undefined
}

function readSets(found: ConformanceCase, model: ModelProto): Result<readonly CaseSet[]> {
  const inputs = modelInputs(model)
  if (found.rampOutput !== undefined) {
    const output = readTensorFile(found.rampOutput, '')
    if (!output.ok) return output
    const ramps = new Map(inputs.map(({ name, shape }) => [name, ramp((shape ?? []).map((d) => (typeof d === 'number' ? d : 1)))]))
    return success([{ name: 'ramp', inputs: ramps, outputs: [output.value] }])
  }
  const sets: CaseSet[] = []
  const faults: Diagnostic[] = []
  const names = inputs.map((i) => i.name)
  for (const folder of found.sets) {
    const given = inputs.length === 0 ? success([]) : readStoredTensors(folder, 'input')
    const outputs = readStoredTensors(folder, 'output')
    if (!given.ok || !outputs.ok) faults.push(...[given, outputs].flatMap((r) => (r.ok ? [] : r.diagnostics)))
    else
      sets.push({
        name: folder.split(/[/\\]/).at(-1)!,
        inputs: nameTensors(given.value, names),
        ...(outputs.value.length === 0 ? {} : { outputs: outputs.value }),
      })
  }
  return faults.length > 0 ? failure(...faults) : success(sets)
}

function ramp(shape: readonly number[]): Tensor {
  const count = elementCount(shape)
  return { type: 'float32', shape, data: Float32Array.from({ length: count }, (_, i) => i / count) }
}

function words(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((d) => d.severity === 'error')
  return [...new Set(errors.map((d) => d.message))].join('; ')
}
