import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import type { Operation } from '@onnc/ir'
import { amend, importGraph, type ModelProto, typeFromProto } from '@onnc/onnx'
import { type Isolated, type Limits, openIsolated } from '@onnc/ort'

import { bindDimensions, type DimensionBinding } from './bind-dimensions.ts'
import { checkModel } from './check-model.ts'
import { hoistConstants } from './constant-nodes.ts'
import { foldConstants } from './fold-constants.ts'
import { inferTypes } from './infer-types.ts'
import { readModelFile } from './read-model-file.ts'
import { sortNodes } from './sort-nodes.ts'

export interface ImportOptions extends DimensionBinding {
  /** Bounds on the process in which ONNX Runtime looks at the model. */
  readonly limits?: Partial<Limits>
}

/** Declared input of a model, before its dimensions are bound. */
export interface ModelInput {
  readonly name: string
  readonly shape: readonly (number | string | null)[] | null
}

/** The inputs that a model wants at run time: those without an initializer. */
export function modelInputs(model: ModelProto): ModelInput[] {
  const initializers = new Set((model.graph?.initializer ?? []).map((t) => t.name))
  return (model.graph?.input ?? [])
    .filter((v) => !initializers.has(v.name))
    .map((v) => {
      const type = typeFromProto(v.type)
      return { name: v.name ?? '', shape: type?.kind === 'tensor' ? type.shape : null }
    })
}

/** From an ONNX file to a typed, folded module of the onnx dialect. ONNX Runtime looks at the model in a process of its own. */
export async function importModel(file: string, options: ImportOptions): Promise<Result<Operation>> {
  const model = readModelFile(file)
  return model.ok ? importMessage(model.value, options) : model
}

export async function importMessage(model: ModelProto, options: ImportOptions): Promise<Result<Operation>> {
  const faults = checkModel(model)
  const bound = bindDimensions(model.graph!, options)
  if (faults.length > 0 || !bound.ok) return failure(...faults, ...(bound.ok ? [] : bound.diagnostics))
  const graph = hoistConstants(bound.value)
  const sorted = sortNodes(graph)
  if (!sorted.ok) return sorted
  const prepared = amend(model, { graph: amend(graph, { node: [...sorted.value] }) })
  const isolated = openIsolated(options.limits)
  try {
    return withNotes(await importTyped(prepared, isolated), bound.diagnostics)
  } finally {
    await isolated.close()
  }
}

async function importTyped(model: ModelProto, isolated: Isolated): Promise<Result<Operation>> {
  const types = await inferTypes(model, isolated.annotateTypes)
  if (!types.ok) return types
  const folded = await foldConstants(model, types.value, (constants, outputs) => isolated.runOnce(constants, new Map(), outputs))
  return folded.ok ? importGraph(folded.value, types.value) : folded
}

function withNotes(result: Result<Operation>, notes: readonly Diagnostic[]): Result<Operation> {
  return result.ok ? success(result.value, [...notes, ...result.diagnostics]) : failure(...notes, ...result.diagnostics)
}
