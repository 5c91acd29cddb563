import { defineDiagnostic, type DiagnosticDef } from '@onnc/support'

export const modelMissing: DiagnosticDef<[file: string, reason: string]> = defineDiagnostic(
  'model-missing',
  'usage',
  (file, reason) => `cannot read model '${file}': ${reason}`,
)

export const modelTooLarge: DiagnosticDef<[file: string, bytes: number, limit: number]> = defineDiagnostic(
  'model-too-large',
  'unsupported',
  (file, bytes, limit) => `model '${file}' has ${bytes} bytes, at most ${limit} are read`,
  { fix: 'store the weights as external data' },
)

export const functionRecursive: DiagnosticDef<[name: string]> = defineDiagnostic(
  'function-recursive',
  'invalid',
  (name) => `function '${name}' calls itself`,
)

export const graphsTooDeep: DiagnosticDef<[limit: number]> = defineDiagnostic(
  'graphs-too-deep',
  'unsupported',
  (limit) => `graphs of the model nest deeper than ${limit}`,
)

export const functionsTooDeep: DiagnosticDef<[limit: number]> = defineDiagnostic(
  'functions-too-deep',
  'unsupported',
  (limit) => `the functions of the model call each other more than ${limit} deep`,
)

export const functionsTooLarge: DiagnosticDef<[nodes: number]> = defineDiagnostic(
  'functions-too-large',
  'unsupported',
  (nodes) => `the functions of the model become more than ${nodes} nodes`,
)

export const functionNamesTooLong: DiagnosticDef<[characters: number]> = defineDiagnostic(
  'function-names-too-long',
  'unsupported',
  (characters) => `the names of values inside the functions of the model become more than ${characters} characters long together`,
)

export const edgeType: DiagnosticDef<[what: 'input' | 'output', name: string, type: string]> = defineDiagnostic(
  'edge-type-unsupported',
  'unsupported',
  (what, name, type) => `${what} '${name}' is ${type}, which ONNX Runtime for JavaScript does not take or give`,
  { fix: (what) => `a model whose ${what}s are tensors of numbers, truth values or strings` },
)

export const tensorsMore: DiagnosticDef<[count: number]> = defineDiagnostic(
  'tensors-more',
  'invalid',
  (count) => `${count} more tensors of the model have such faults`,
)

export const valueTooLarge: DiagnosticDef<[value: string, type: string, limit: number]> = defineDiagnostic(
  'value-too-large',
  'unsupported',
  (value, type, limit) => `value '${value}' is ${type}, at most ${limit} elements are supported`,
)

export const constantsTooLarge: DiagnosticDef<[elements: number, limit: number]> = defineDiagnostic(
  'constants-too-large',
  'unsupported',
  (elements, limit) => `constants that nodes make of small ones have ${elements} elements so far, at most ${limit} are supported`,
)

export const convolutionContradicts: DiagnosticDef<[fault: string]> = defineDiagnostic(
  'convolution-contradicts-weights',
  'invalid',
  (fault) => `the convolution contradicts its weights: ${fault}`,
)

export const edgeContradicts: DiagnosticDef<[name: string, input: string, output: string]> = defineDiagnostic(
  'edge-contradicts',
  'invalid',
  (name, input, output) => `output '${name}' is declared as ${output}, but is the input of that name, declared as ${input}`,
)

export const graphCycle: DiagnosticDef<[node: string]> = defineDiagnostic(
  'graph-cycle',
  'invalid',
  (node) => `node '${node}' depends on its own result`,
)

export const valueRedefined: DiagnosticDef<[value: string]> = defineDiagnostic(
  'value-redefined',
  'invalid',
  (value) => `value '${value}' is defined more than once`,
)

export const constantsRepeated: DiagnosticDef<[names: readonly string[]]> = defineDiagnostic(
  'constants-repeated',
  'invalid',
  (names) => `${names.length} constants are defined more than once with different values, '${names[0]}' among them: the last counts`,
  { severity: 'warning' },
)

export const valueUndefined: DiagnosticDef<[value: string]> = defineDiagnostic(
  'value-undefined',
  'invalid',
  (value) => `value '${value}' is read but never defined`,
)

export const dimensionUnbound: DiagnosticDef<[input: string, axis: number, dimension: string]> = defineDiagnostic(
  'dimension-unbound',
  'unsupported',
  (input, axis, dimension) => `dimension ${axis} of input '${input}' is not fixed (${dimension})`,
  { fix: (input, axis, dimension) => `--dim ${dimension === 'unnamed' ? `${input}[${axis}]` : dimension}=N` },
)

export const inputRankUnknown: DiagnosticDef<[input: string]> = defineDiagnostic(
  'input-rank-unknown',
  'unsupported',
  (input) => `input '${input}' has no shape`,
)

export const dimensionUnknown: DiagnosticDef<[name: string, known: readonly string[]]> = defineDiagnostic(
  'dimension-unknown',
  'usage',
  (name, known) => `--dim names '${name}', but the model has ${known.length === 0 ? 'no free dimensions' : `only ${known.join(', ')}`}`,
)

export const dimensionAssumed: DiagnosticDef<[size: number, names: readonly string[]]> = defineDiagnostic(
  'dimension-assumed',
  'usage',
  (size, names) => {
    const shown = names.slice(0, 4)
    const others = names.length - shown.length
    return `free dimensions are taken as ${size}: ${shown.join(', ')}${others > 0 ? ` and ${others} more` : ''}`
  },
  { severity: 'warning', fix: (_, [name]) => `--dim '${name}=N'` },
)
