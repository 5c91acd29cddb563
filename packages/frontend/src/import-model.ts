import { type Diagnostic, failure, type Result, success } from '@onnc/support'
import type { Operation } from '@onnc/ir'
import { amend, importGraph, type ModelProto, typeFromProto, type ValueType, withDenseTensors } from '@onnc/onnx'
import { type Isolated, kernelMissing, type Limits, openIsolated, operatorUnknown } from '@onnc/ort'

import { bindDimensions, type DimensionBinding } from './bind-dimensions.ts'
import { checkConvolutions } from './check-convolutions.ts'
import { checkDepth } from './check-depth.ts'
import { checkEdges, checkPassedThrough } from './check-edges.ts'
import { checkNames } from './check-model.ts'
import { checkClaims, checkValues } from './check-values.ts'
import { dropRepeatedConstants, hoistConstants } from './constant-nodes.ts'
import { diagnoseOperators } from './diagnose-operators.ts'
import { foldConstants } from './fold-constants.ts'
import { graphCycle } from './frontend-diagnostics.ts'
import { inferTypes } from './infer-types.ts'
import { inlineFunctions } from './inline-functions.ts'
import { readModelFile } from './read-model-file.ts'
import { dropRepeatedOutputs } from './repeated-outputs.ts'
import { sortNodes } from './sort-nodes.ts'
import { unrollLoops } from './unroll-loops.ts'

export interface ImportOptions extends DimensionBinding {
  /** Bounds on the process in which ONNX Runtime looks at the model. */
  readonly limits?: Partial<Limits>
  /** Where ONNX Runtime looks at the model; a process of its own by default. */
  readonly openRuntime?: () => Isolated
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
  const dense = withDenseTensors(model)
  if (!dense.ok) return dense
  const inlined = inlineFunctions(dense.value)
  if (!inlined.ok) return inlined
  const tooDeep = checkDepth(inlined.value.graph!)
  if (tooDeep.length > 0) return failure(...tooDeep)
  const unique = dropRepeatedConstants(dropRepeatedOutputs(inlined.value.graph!))
  if (!unique.ok) return unique
  const graph = hoistConstants(unique.value)
  const bound = bindDimensions(graph, options)
  const sorted = sortNodes(bound.ok ? bound.value : graph)
  const clashes = checkNames(graph)
  // A name that stands for two things looks like a cycle too.
  const others = [bound, sorted].flatMap((r) =>
    r.ok ? [] : r.diagnostics.filter((d) => clashes.length === 0 || d.code !== graphCycle.code),
  )
  const faults = [...clashes, ...checkEdges(graph), ...checkPassedThrough(graph), ...others]
  if (faults.length > 0 || !bound.ok || !sorted.ok) {
    const unbound =
      clashes.length === 0 && sorted.ok ? amend(inlined.value, { graph: amend(graph, { node: [...sorted.value] }) }) : undefined
    return failure(...faults, ...(unbound === undefined ? [] : await lackingOperators(unbound, options)))
  }
  const prepared = amend(inlined.value, { graph: amend(bound.value, { node: [...sorted.value] }) })
  const notes = [...unique.diagnostics, ...bound.diagnostics]
  return withIsolated(options, async (isolated) => withNotes(await importTyped(prepared, isolated), notes))
}

/** A model with all that it holds, its nodes as they are, for a pipeline of the onnx dialect and `exportModel`. */
export async function importWhole(given: ModelProto, options: ImportOptions): Promise<Result<Operation>> {
  const dense = withDenseTensors(given)
  if (!dense.ok) return dense
  const model = dense.value
  const tooDeep = checkDepth(model.graph!)
  if (tooDeep.length > 0) return failure(...tooDeep)
  const unique = dropRepeatedConstants(dropRepeatedOutputs(model.graph!))
  if (!unique.ok) return unique
  const contradictions = checkPassedThrough(unique.value)
  if (contradictions.length > 0) return failure(...contradictions)
  const bound = options.dims.size === 0 ? success(unique.value) : bindDimensions(unique.value, { ...options, partly: true })
  if (!bound.ok) return bound
  const sorted = sortNodes(bound.value)
  if (!sorted.ok) return sorted
  const prepared = amend(model, { graph: amend(bound.value, { node: [...sorted.value] }) })
  const notes = [...unique.diagnostics, ...bound.diagnostics]
  return withIsolated(options, async (isolated) => {
    const types = await inferTypes(prepared, isolated.annotateTypes)
    if (!types.ok) return failure(...(await diagnoseOperators(prepared, types.diagnostics, isolated.annotateTypes)))
    return withNotes(importGraph(prepared, { types: types.value, whole: true }), notes)
  })
}

async function withIsolated<T>(options: ImportOptions, run: (isolated: Isolated) => Promise<T>): Promise<T> {
  const isolated = options.openRuntime?.() ?? openIsolated(options.limits)
  try {
    return await run(isolated)
  } finally {
    await isolated.close()
  }
}

/** What ONNX Runtime lacks for a model that cannot be compiled for other reasons: people want to hear all of them at once. */
async function lackingOperators(model: ModelProto, options: ImportOptions): Promise<readonly Diagnostic[]> {
  return withIsolated(options, async ({ annotateTypes }) => {
    const types = await inferTypes(model, annotateTypes)
    if (types.ok) return []
    const found = await diagnoseOperators(model, types.diagnostics, annotateTypes)
    return found.filter(({ code }) => code === operatorUnknown.code || code === kernelMissing.code)
  })
}

async function importTyped(model: ModelProto, isolated: Isolated): Promise<Result<Operation>> {
  let current = model
  // The model before control flow was written out, which ONNX Runtime takes.
  let withLoops: ModelProto | undefined
  let writesOut = true
  for (let round = 1; ; round++) {
    const types = await inferTypes(current, isolated.annotateTypes)
    // Of bodies it checks less than of the graph around them, before it runs them.
    if (!types.ok && withLoops !== undefined) {
      current = withLoops
      withLoops = undefined
      writesOut = false
      continue
    }
    if (!types.ok) return failure(...(await diagnoseOperators(current, types.diagnostics, isolated.annotateTypes)))
    const { values } = types.value
    const faults = [
      ...checkEdges(current.graph!, values),
      ...checkValues(values),
      ...checkClaims(current.graph!, values),
      ...checkConvolutions(current.graph!, values),
    ]
    if (faults.length > 0) return failure(...faults)
    const folded = await foldConstants(current, values, (constants, outputs) => isolated.runOnce(constants, new Map(), outputs))
    if (!folded.ok) return folded
    const unrolled = writesOut ? unrollLoops(folded.value, values) : folded.value
    const isSettled = unrolled === current || round === mostRounds || (unrolled === folded.value && isFullyTyped(values))
    if (isSettled) return importGraph(folded.value, { types: types.value, whole: false })
    if (unrolled !== folded.value) withLoops ??= folded.value
    current = unrolled
  }
}

/** Folding may make shapes known that were not, which may make more constants and decide control flow; each round settles one such step. */
const mostRounds = 32

function isFullyTyped(types: ReadonlyMap<string, ValueType>): boolean {
  return [...types.values()].every((type) => type.kind === 'tensor' && (type.shape?.every((d) => typeof d === 'number') ?? false))
}

function withNotes(result: Result<Operation>, notes: readonly Diagnostic[]): Result<Operation> {
  return result.ok ? success(result.value, [...notes, ...result.diagnostics]) : failure(...notes, ...result.diagnostics)
}
