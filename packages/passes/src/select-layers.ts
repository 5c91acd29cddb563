import type { Operation } from '@onnc/ir'
import type { Diagnostic } from '@onnc/support'

import { layersAllExcluded, layerUnknown, valuesForLayers, weightsAbsent, weightsNotFinite } from './weight-diagnostics.ts'
import { nameOf, type WeightLayer, weightLayers, weightOperators } from './weight-layers.ts'
import { energyOf, weightWords } from './weight-words.ts'

export interface LayerSelection {
  /** Names, or patterns in which `*` stands for any text; absent: every layer. */
  readonly layers: readonly string[] | undefined
  readonly exclude: readonly string[]
  /** One value for all, or one for each of `layers`; of several that match, the last counts. */
  readonly values: readonly number[]
  /** The option that holds the values, for messages. */
  readonly option: string
  readonly pass: string
}

export interface SelectedLayer {
  readonly layer: WeightLayer
  readonly value: number
}

/** The layers that a user means, in the order of the network, or everything that is wrong with what the user wrote. */
function selectLayers(
  all: readonly WeightLayer[],
  { layers, exclude, values, option, pass }: LayerSelection,
): { readonly selected: readonly SelectedLayer[]; readonly faults: readonly Diagnostic[] } {
  if (all.length === 0) return { selected: [], faults: [weightsAbsent(pass, weightOperators)] }
  const known = [...new Set(all.map(nameOf))]
  const everyName = new Set(all.flatMap(({ names }) => names))
  const faults = [...(layers ?? []), ...exclude]
    .filter((pattern) => ![...everyName].some((name) => matches(pattern, name)))
    .map((pattern): Diagnostic => layerUnknown(pattern, known))
  const isOnePerName = layers !== undefined && values.length === layers.length
  if (values.length !== 1 && !isOnePerName) faults.push(valuesForLayers(option, values.length, layers?.length ?? 0))
  if (faults.length > 0) return { selected: [], faults }
  const selected = all.flatMap((layer): SelectedLayer[] => {
    if (exclude.some((pattern) => isNamed(layer, pattern))) return []
    if (layers === undefined) return [{ layer, value: values[0]! }]
    const last = layers.findLastIndex((pattern) => isNamed(layer, pattern))
    return last < 0 ? [] : [{ layer, value: values[values.length === 1 ? 0 : last]! }]
  })
  return selected.length === 0 ? { selected, faults: [layersAllExcluded(known)] } : { selected, faults: [] }
}

/** Those of them whose weights are numbers; reports what is wrong with the selection, and layers that hold NaN or infinity. */
export function finiteLayers(
  module: Operation,
  selection: LayerSelection,
  report: (diagnostic: Diagnostic, operation?: Operation) => void,
): readonly SelectedLayer[] {
  const { selected, faults } = selectLayers(weightLayers(module), selection)
  for (const fault of faults) report(fault)
  return selected.filter(({ layer }) => {
    const isFinite = Number.isFinite(energyOf(weightWords(layer.blob)))
    if (!isFinite) report(weightsNotFinite(nameOf(layer)), layer.node)
    return isFinite
  })
}

function isNamed({ names }: WeightLayer, pattern: string): boolean {
  return names.some((name) => matches(pattern, name))
}

/** Whether a name is a pattern's, whose parts between `*` follow each other in it. */
function matches(pattern: string, name: string): boolean {
  const [first, ...rest] = pattern.split('*')
  if (rest.length === 0) return name === pattern
  const last = rest.pop()!
  if (!name.startsWith(first!) || !name.endsWith(last) || name.length < first!.length + last.length) return false
  let at = first!.length
  for (const part of rest) {
    const found = name.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= name.length - last.length
}
