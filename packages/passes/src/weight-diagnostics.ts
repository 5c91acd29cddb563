import { defineDiagnostic, type DiagnosticDef, nearestName } from '@onnc/support'

const remark = { severity: 'remark' } as const

export const weightsAbsent: DiagnosticDef<[pass: string, operators: readonly string[]]> = defineDiagnostic(
  'weights-absent',
  'usage',
  (pass, operators) => `${pass} finds no weights: no ${listed(operators, 'or')} multiplies by a constant of floats`,
)

export const layerUnknown: DiagnosticDef<[pattern: string, known: readonly string[]]> = defineDiagnostic(
  'layer-unknown',
  'usage',
  (pattern, known) => {
    const nearest = nearestName(pattern, known)
    const meant = nearest === undefined ? '' : ` (did you mean '${nearest}'?)`
    return `no layer is named '${pattern}'${meant}; layers are ${shortened(known)}`
  },
)

export const layersAllExcluded: DiagnosticDef<[known: readonly string[]]> = defineDiagnostic(
  'layers-all-excluded',
  'usage',
  (known) => `every layer is excluded: ${shortened(known)}`,
)

export const valuesForLayers: DiagnosticDef<[option: string, values: number, layers: number]> = defineDiagnostic(
  'values-for-layers',
  'usage',
  (option, values, layers) =>
    layers === 0
      ? `option '${option}' has ${values} values, expected one, or as many as 'layers' has names`
      : `option '${option}' has ${values} values for ${layers} names of layers, expected one value or ${layers}`,
)

export const sparsityMissing: DiagnosticDef<[]> = defineDiagnostic(
  'sparsity-missing',
  'usage',
  () => "sparsify needs a sparsity, as in 'sparsify{sparsity=0.5}', or a structure of N in M, as in 'sparsify{structure=2:4}'",
)

export const sparsityTwice: DiagnosticDef<[structure: string]> = defineDiagnostic(
  'sparsity-twice',
  'usage',
  (structure) => `a structure of ${structure} decides the sparsity, so 'sparsity' and 'spread' have no say`,
)

export const spreadNeedsElements: DiagnosticDef<[structure: string]> = defineDiagnostic(
  'spread-needs-elements',
  'usage',
  (structure) => `a budget is spread by sensitivity over single elements, not over ${structure}`,
)

export const budgetIsOne: DiagnosticDef<[option: string, values: number]> = defineDiagnostic(
  'budget-is-one',
  'usage',
  (option, values) => `one budget for all layers is one value of '${option}', found ${values}`,
)

export const weightsNotFinite: DiagnosticDef<[layer: string]> = defineDiagnostic(
  'weights-not-finite',
  'invalid',
  (layer) => `the weights of '${layer}' hold NaN or infinity, so they stay as they are`,
  { severity: 'warning' },
)

export const layerAllZero: DiagnosticDef<[layer: string]> = defineDiagnostic(
  'layer-all-zero',
  'usage',
  (layer) => `all weights of '${layer}' are zero now: what it computes no longer depends on its input`,
  { severity: 'warning' },
)

export const weightsReadElsewhere: DiagnosticDef<[layer: string, reader: string]> = defineDiagnostic(
  'weights-read-elsewhere',
  'usage',
  (layer, reader) => `${reader} reads the weights of '${layer}' too, and sees what became of them`,
  remark,
)

export const sparsified: DiagnosticDef<[layer: string, zeros: number, count: number, lost: number]> = defineDiagnostic(
  'weights-sparsified',
  'usage',
  (layer, zeros, count, lost) => `'${layer}': ${zeros} of ${count} weights are zero, ${percent(lost)} of their energy is lost`,
  remark,
)

export const clustered: DiagnosticDef<[what: string, levels: number, count: number, lost: number]> = defineDiagnostic(
  'weights-clustered',
  'usage',
  (what, levels, count, lost) => `${what}: ${count} weights on ${levels} levels, off by ${percent(lost)} of their energy`,
  remark,
)

export const fewerWeights: DiagnosticDef<[what: string, distinct: number, levels: number]> = defineDiagnostic(
  'weights-fewer-than-levels',
  'usage',
  (what, distinct, levels) => `${what}: stays as it is, with ${distinct} different weights, no more than the ${levels} levels`,
  remark,
)

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`
}

const shownNames = 40

function shortened(names: readonly string[]): string {
  const more = names.length > shownNames ? ` and ${names.length - shownNames} more` : ''
  return `${names
    .slice(0, shownNames)
    .map((name) => `'${name}'`)
    .join(', ')}${more}`
}

function listed(names: readonly string[], word: string): string {
  return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`
}
