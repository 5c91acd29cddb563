import { registry } from '@onnc/dialects'
import type { Target } from '@onnc/hardware'
import { cloneOperation, type Operation, type Pipeline, pipelineStep, printPipeline, runPasses } from '@onnc/ir'
import { clusterWeights, type CompileEnvironment, sparsify, type WeightLayer, weightLayers } from '@onnc/passes'
import { failure, type Result, success } from '@onnc/support'

/** What is asked of one layer; absent: as it is. */
export interface LayerSetting {
  readonly sparsity?: number
  readonly levels?: number
}

/** By the number of the layer; layers that are not named stay as they are. */
export type Settings = ReadonlyMap<number, LayerSetting>

/** A name that means this layer and no other: the first that is unambiguous, for passes take any. */
export function namesOf(layers: readonly WeightLayer[]): readonly string[] {
  const uses = new Map<string, number>()
  for (const { names } of layers) for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1)
  return layers.map(({ names }, i) => names.find((name) => uses.get(name) === 1 && !name.includes('*')) ?? names[0] ?? `layer ${i}`)
}

/** The passes that make settings true, in the order of the layers. */
function settingsPipeline(names: readonly string[], settings: Settings): Pipeline<CompileEnvironment> {
  const sparsity = chosen(names, (i) => settings.get(i)?.sparsity)
  const levels = chosen(names, (i) => settings.get(i)?.levels)
  return [
    ...(sparsity.values.length === 0 ? [] : [pipelineStep(sparsify, { layers: sparsity.layers, sparsity: sparsity.values })]),
    ...(levels.values.length === 0 ? [] : [pipelineStep(clusterWeights, { layers: levels.layers, levels: levels.values })]),
  ]
}

/** The layers that have a value, and their values. */
function chosen(names: readonly string[], valueOf: (layer: number) => number | undefined): { layers: string[]; values: number[] } {
  const layers = names.filter((_, i) => valueOf(i) !== undefined)
  return { layers, values: names.flatMap((_, i) => valueOf(i) ?? []) }
}

export function settingsText(names: readonly string[], settings: Settings): string {
  return printPipeline(settingsPipeline(names, settings))
}

/** A copy of a model with settings made true; its constants are computed when they are written. */
export function withSettings(module: Operation, names: readonly string[], settings: Settings, target: Target): Result<Operation> {
  const copy = cloneOperation(module)
  const pipeline = settingsPipeline(names, settings)
  if (pipeline.length === 0) return success(copy)
  const result = runPasses(pipeline, copy, { environment: { target }, registry, reproducer: false })
  return result.ok ? success(copy) : failure(...result.diagnostics)
}

/** Share of the weights of all layers that are zero. */
export function zeroShare(module: Operation, zerosOf: (layer: WeightLayer) => number): number {
  const layers = weightLayers(module)
  const count = layers.reduce((sum, layer) => sum + layer.count, 0)
  return layers.reduce((sum, layer) => sum + zerosOf(layer), 0) / count
}
